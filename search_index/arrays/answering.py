"""From a query to a page: match, filter, count, order, and write down the numbers that ranked."""

import math
from collections.abc import Sequence

from search_index import folding
from search_index.arrays.found_rows import FoundRows
from search_index.arrays.matching import MatchedRows, TextMatch
from search_index.arrays.selection import Selection
from search_index.arrays.snapshot import Snapshot
from search_index.arrays.word_postings import Words
from search_index.facets import facet_counts, summed
from search_index.hits import hits_of
from search_index.ordering import shown_order
from search_index.page import Hit, SearchPage
from search_index.query import SearchQuery
from search_index.weighed_words import AskedWords
from search_index.words import WordUse


def search(snapshot: Snapshot, query: SearchQuery, source: Words) -> SearchPage:
    """Answer a query from one state of the index."""
    match = _match(snapshot, query, source)
    matched = _matched_rows(snapshot, match)
    selections = _select(snapshot, query, matched)
    words_lead = match is not None and match.weighed.may_lead(query)
    candidates = FoundRows(snapshot, query, selections, matched, match if words_lead else None)
    total = len(candidates)
    pages = max(1, math.ceil(total / query.per_page))
    page = min(query.page, pages)
    first = (page - 1) * query.per_page
    hits: tuple[Hit, ...] = ()
    if total:
        shown = shown_order(candidates, query, end=first + query.per_page)
        hits = hits_of(candidates, query, shown, first)
    counts = summed([selection.facet_counts() for selection in selections])
    return SearchPage(
        hits=hits,
        total=total,
        page=page,
        pages=pages,
        per_page=query.per_page,
        facets=facet_counts(query, counts, total),
        tier_counts=candidates.tier_counts(),
        ordered_by=query.sort,
        ordered_by_words=words_lead,
        words=match.words if match else (),
        unknown_words=match.weighed.unknown_words if match else (),
        unknown_phrases=match.weighed.unknown_phrases if match else (),
    )


def count(snapshot: Snapshot, query: SearchQuery, source: Words) -> int:
    """How many a query finds, without ordering them."""
    matched = _matched_rows(snapshot, _match(snapshot, query, source))
    return sum(one.count for one in _select(snapshot, query, matched))


def word_uses(snapshot: Snapshot, text: str, source: Words) -> dict[str, WordUse]:
    """Where each word of a text is used."""
    return TextMatch(snapshot, AskedWords.of(text), source).word_uses()


def find_similar_word(snapshot: Snapshot, word: str) -> tuple[str, int] | None:
    """The word of names and facts spelt most like this one, and the number of errors."""
    folded = "".join(folding.words(word[: folding.LONGEST_WORD]))
    return snapshot.word_list.find_nearest(folded)


def finish_word(snapshot: Snapshot, beginning: str) -> str | None:
    """The most frequent word of names and facts that begins so."""
    folded = "".join(folding.words(beginning[: folding.LONGEST_WORD]))
    return snapshot.word_list.find_beginning_with(folded) if folded else None


def _match(snapshot: Snapshot, query: SearchQuery, source: Words) -> TextMatch | None:
    asked = AskedWords.of(query.text, query.remarks, query.phrases)
    return TextMatch(snapshot, asked, source) if asked else None


def _matched_rows(snapshot: Snapshot, match: TextMatch | None) -> list[MatchedRows] | None:
    """By part the rows that match; None when no words were asked for."""
    return None if match is None else [match.matched_rows(n) for n in range(len(snapshot.parts))]


def _select(
    snapshot: Snapshot, query: SearchQuery, matched: Sequence[MatchedRows] | None
) -> list[Selection]:
    of_parts = [None] * len(snapshot.parts) if matched is None else matched
    return [
        Selection(part, query, of_part)
        for part, of_part in zip(snapshot.parts, of_parts, strict=True)
    ]
