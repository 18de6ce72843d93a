"""From words to tiers: which rows match the text of a search, and how well.

Frequencies are counted over live rows of all parts, so that the answer does not depend on how the
documents came to lie in parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.arrays.bitmaps import Mask
from search_index.arrays.postings import Rows
from search_index.arrays.snapshot import LivePart, Snapshot
from search_index.arrays.word_postings import (
    WordPostings,
    Words,
    are_in,
    frequencies_at,
    union,
)
from search_index.page import Tier
from search_index.relevance_rule import (
    BIOGRAPHY_LENGTH_SHARE,
    BIOGRAPHY_WEIGHT,
    FACT_WEIGHT,
    IDF_UNITS,
    K1,
    NAME_WEIGHT,
    RELEVANCE_DECIMALS,
)
from search_index.text_hashes import text_hash
from search_index.weighed_words import AskedWords
from search_index.words import WordUse

_TIERS_BY_PLACE = np.array([Tier.EVERY_WORD, Tier.EVERY_WORD_IN_FACTS], np.int8)


@dataclass(frozen=True, slots=True)
class MatchedRows:
    """The rows of a part that match, ascending, dead ones too, and the Tier of each."""

    rows: Rows
    tiers: NDArray[np.int8]


class TextMatch:
    """The match of all words and phrases of a search with all parts of a snapshot."""

    def __init__(self, snapshot: Snapshot, asked: AskedWords, source: Words) -> None:
        self._snapshot = snapshot
        self.words = asked.words
        self._required_count = asked.required_count
        self._name_hash = text_hash(asked.name)
        self._found = [source.find_words(part, self.words) for part in snapshot.parts]
        counts = [
            sum(
                part.count_live(found[number].anywhere)
                for part, found in zip(snapshot.parts, self._found, strict=True)
            )
            for number in range(len(self.words))
        ]
        self._phrases = [
            [source.find_phrase(part, words) for words in asked.phrases] for part in snapshot.parts
        ]
        are_phrases_known = [
            any(
                part.count_live(found[number].rows)
                for part, found in zip(snapshot.parts, self._phrases, strict=True)
            )
            for number in range(len(asked.phrases))
        ]
        self.weighed = asked.weigh(counts, are_phrases_known, snapshot.document_count)
        self._weights = self.weighed.weights

    def word_uses(self) -> dict[str, WordUse]:
        """Where each word is used."""
        return {
            word: WordUse.NOWHERE
            if not self.weighed.counts[number]
            else WordUse.FACTS
            if self._is_in_facts(number)
            else WordUse.BIOGRAPHIES
            for number, word in enumerate(self.words)
        }

    def _is_in_facts(self, number: int) -> bool:
        return any(
            part.count_live(found[number].name) or part.count_live(found[number].facts)
            for part, found in zip(self._snapshot.parts, self._found, strict=True)
        )

    def matched_rows(self, part_number: int) -> MatchedRows:
        """The rows of a part that match, and how well."""
        phrases = self._phrases[part_number]
        if not phrases:
            return self._rows_with_words(part_number)
        first, *others = phrases
        rows, are_facts = first.rows, first.are_facts
        row_count = self._snapshot.parts[part_number].row_count
        for other in others:
            in_both = are_in(rows, other.rows, row_count)
            rows, are_facts = rows[in_both], are_facts[in_both]
            are_facts = are_facts & other.are_facts[other.rows.searchsorted(rows)]
        if not self.words:
            return MatchedRows(rows, _TIERS_BY_PLACE[are_facts.view(np.int8)])
        return _narrowed(self._rows_with_words(part_number), rows, are_facts)

    def _rows_with_words(self, part_number: int) -> MatchedRows:
        """The rows of a part that match the words, whether they have the phrases or not."""
        part, found = self._snapshot.parts[part_number], self._found[part_number]
        exact = rows_named(part, self._name_hash)
        if len(found) == 1 and self._required_count and not len(exact):
            word = found[0]
            return MatchedRows(word.anywhere, _TIERS_BY_PLACE[word.are_facts.view(np.int8)])
        return self._compared_rows(part, found, exact)

    def _compared_rows(
        self, part: LivePart, found: Sequence[WordPostings], exact: Rows
    ) -> MatchedRows:
        """The rows that match several words, or bear the name; each word looked up in each row."""
        rows = union([self._promising(part, found), exact], part.row_count)
        anywhere = [are_in(rows, word.anywhere, part.row_count) for word in found]
        weights = np.zeros(len(rows), np.int32)
        enough = np.ones(len(rows), np.bool_)
        for number, (mask, word_weight) in enumerate(zip(anywhere, self._weights, strict=True), 1):
            weights += mask * np.int32(word_weight)
            if number == self._required_count:
                enough = weights >= self.weighed.least_required
        tiers = np.zeros(len(rows), np.int8)
        if self._required_count < len(found):
            np.copyto(tiers, np.int8(Tier.FEW_WORDS), where=enough)
        np.copyto(
            tiers,
            np.int8(Tier.MOST_WORDS),
            where=enough & (weights >= self.weighed.least),
        )
        everywhere = np.logical_and.reduce(anywhere)
        np.copyto(tiers, np.int8(Tier.EVERY_WORD), where=everywhere)
        tiers[self._are_in_facts(rows, part, found)] = Tier.EVERY_WORD_IN_FACTS
        if len(exact):
            tiers[are_in(rows, exact, part.row_count)] = Tier.EXACT_NAME
        matching = tiers > 0
        if matching.all():
            return MatchedRows(rows, tiers)
        return MatchedRows(rows[matching], tiers[matching])

    def _promising(self, part: LivePart, found: Sequence[WordPostings]) -> Rows:
        """Rows among which all are that match, but for those of the exact name."""
        if not self._required_count:
            return np.arange(part.row_count, dtype=np.int32)
        deciding = self.weighed.list_deciding()
        return union([found[number].anywhere for number in deciding], part.row_count)

    def _are_in_facts(
        self, rows: Rows, part: LivePart, found: Sequence[WordPostings]
    ) -> NDArray[np.intp]:
        """Places of the rows that have every word in name or facts."""
        places: NDArray[np.intp] = np.arange(len(rows))
        for word in sorted(found, key=lambda one: len(one.name) + len(one.facts)):
            left = rows[places]
            in_name = are_in(left, word.name, part.row_count)
            places = places[in_name | are_in(left, word.facts, part.row_count)]
            if not len(places):
                break
        return places

    def relevance(self, part_number: int, rows: NDArray[np.integer]) -> NDArray[np.float64]:
        """BM25F of some rows of a part."""
        part = self._snapshot.parts[part_number]
        lengths = part.columns.biography_lengths[rows] / self._snapshot.mean_biography_length
        norms = 1 - BIOGRAPHY_LENGTH_SHARE + BIOGRAPHY_LENGTH_SHARE * lengths
        score = np.zeros(len(rows), np.float64)
        small_rows = rows.astype(np.int32, copy=False)
        for word, weight in zip(self._found[part_number], self._weights, strict=True):
            frequency = frequencies_at(small_rows, word.biography, part.row_count) / norms
            frequency *= BIOGRAPHY_WEIGHT
            for found, field_weight in ((word.name, NAME_WEIGHT), (word.facts, FACT_WEIGHT)):
                if len(found):
                    frequency += field_weight * are_in(small_rows, found, part.row_count)
            score += weight / IDF_UNITS * frequency * (K1 + 1) / (K1 + frequency)
        return score.round(RELEVANCE_DECIMALS)


def _narrowed(matched: MatchedRows, rows: Rows, are_facts: Mask) -> MatchedRows:
    """Those who match the words and are among some rows, which have every phrase."""
    if not len(rows):
        return MatchedRows(rows, np.empty(0, np.int8))
    places = np.minimum(rows.searchsorted(matched.rows), len(rows) - 1)
    have_phrases = rows[places] == matched.rows
    tiers = matched.tiers[have_phrases]
    in_biography = ~are_facts[places[have_phrases]]
    tiers[in_biography & (tiers == Tier.EVERY_WORD_IN_FACTS)] = Tier.EVERY_WORD
    return MatchedRows(matched.rows[have_phrases], tiers)


def rows_named(part: LivePart, name_hash: int) -> Rows:
    """The rows of a part, dead ones too, whose name it is, ascending."""
    hashes = part.columns.name_hashes
    wanted = np.uint64(name_hash)
    first = int(hashes.searchsorted(wanted))
    if first == len(hashes) or hashes[first] != wanted:
        return np.empty(0, np.int32)
    return np.sort(part.columns.name_rows[first : hashes.searchsorted(wanted, "right")])
