"""Puts right what was typed: words that no profile has are finished, or spelt as they may be meant.

Words the index knows, for instance from somebody's name, are never doubted.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from directory.domain.phrases import PhraseMatcher
from directory.domain.place_names import fold_place_name
from directory.domain.stop_words import JOINING_WORDS
from directory.domain.understanding import TREATABLE, Understood
from directory.domain.wording import fold_phrase
from directory.services.place_completions import finish_place_name
from directory.services.places import list_place_candidates
from search_index import SearchIndex, WordUse
from search_index.spelling import most_errors

SHORTEST_BEGINNING = 3
LEAST_LIKENESS_OF_NAME = 70
MOST_WORDS_TOGETHER = 3
MOST_STRETCHES = 3
SMALLEST_GUESSED_PLACE = 20_000
"""Inhabitants of a place that words may be a misspelling or the beginning of: "from the beach" does
not mean Beach Park.
"""


@dataclass(frozen=True, slots=True)
class _Correction:
    """What to write in place of the last `word_count` words, and how many letters differ."""

    text: str
    errors: int
    word_count: int = 1


def correct_query(
    session: Session, index: SearchIndex, matcher: PhraseMatcher, understood: Understood
) -> str | None:
    """The query with the words that no profile has put right; None where nothing can be."""
    return _Speller(session, index, matcher, understood).correct()


class _Speller:
    def __init__(
        self, session: Session, index: SearchIndex, matcher: PhraseMatcher, understood: Understood
    ) -> None:
        self._session = session
        self._index = index
        self._matcher = matcher
        self._understood = understood
        self._has_subject = any(one.kind in TREATABLE for one in understood.readings)

    def correct(self) -> str | None:
        text = self._understood.text
        finished = self._finish(text)
        if finished:
            return finished
        for stretch in self._understood.free_stretches[:MOST_STRETCHES]:
            text = text.replace(stretch, self._correct_stretch(stretch), 1)
        return text if text != self._understood.text else None

    def _is_unknown(self, written: str) -> bool:
        """Whether a word of these is in no profile and no ordinary word."""
        if all(word in JOINING_WORDS for word in fold_phrase(written).split()):
            return False
        return WordUse.NOWHERE in self._index.word_uses(written).values()

    def _finish(self, text: str) -> str | None:
        """The text with its last word finished, where it is the beginning of something known."""
        words = text.split(" ")
        beginning = fold_phrase(words[-1])
        is_last_free = self._understood.free_stretches[-1:] and text.endswith(
            self._understood.free_stretches[-1]
        )
        if len(beginning) < SHORTEST_BEGINNING or not is_last_free:
            return None
        if not self._is_unknown(words[-1]):
            return None
        for count in range(min(MOST_WORDS_TOGETHER, len(words)), 0, -1):
            folded = fold_phrase(" ".join(words[-count:]))
            for completion in self._matcher.completions.list_completions(folded)[:1]:
                return " ".join([*words[:-count], completion.phrase.lower()])
        ways = [self._finish_name, self._finish_place]
        for way in reversed(ways) if self._has_subject else ways:
            finished = way(words[-1])
            if finished:
                return " ".join([*words[:-1], finished])
        return None

    def _finish_name(self, word: str) -> str | None:
        return self._index.finish_word(word)

    def _finish_place(self, word: str) -> str | None:
        if self._understood.place is not None:
            return None
        return finish_place_name(self._session, word, SMALLEST_GUESSED_PLACE)

    def _correct_stretch(self, stretch: str) -> str:
        """The stretch with its unknown words replaced by what is spelt most like them."""
        words = stretch.split(" ")
        may_name_place = (
            self._understood.place is None and stretch == self._understood.free_stretches[-1]
        )
        place = self._nearest_place(words) if may_name_place else None
        corrected: list[str] = []
        for position, word in enumerate(words):
            is_in_place = place is not None and position >= len(words) - place.word_count
            nearest = self._nearest_word(word) if self._is_unknown(word) else None
            if is_in_place and place is not None and _is_better(place, nearest, self._has_subject):
                return " ".join([*corrected, place.text])
            corrected.append(nearest.text if nearest else word)
        return " ".join(corrected)

    def _nearest_word(self, word: str) -> _Correction | None:
        """The vocabulary's word or, where that is nearer, the word of names and facts."""
        folded = fold_phrase(word)
        most = min(most_errors(folded), 1) if self._has_subject else most_errors(folded)
        counts = self._matcher.completions.words
        near = process.extract(
            folded, counts.keys(), scorer=OSA.distance, score_cutoff=most, limit=None
        )
        ranked = sorted((errors, -counts[found], found) for found, errors, _ in near)
        from_profiles = self._index.find_similar_word(word)
        if from_profiles and (not ranked or from_profiles[1] < ranked[0][0]):
            return _Correction(*from_profiles)
        if not ranked:
            return None
        errors, _, found = ranked[0]
        return _Correction(self._best_spelling(folded, found), int(errors))

    def _best_spelling(self, folded: str, found: str) -> str:
        """The entry's own name where it is meant: the files also hold common misspellings."""
        completion = self._matcher.completions.find(found)
        name = completion.entry.name.lower() if completion else found
        is_name = fuzz.ratio(folded, fold_phrase(name)) >= LEAST_LIKENESS_OF_NAME
        return name if is_name else found

    def _nearest_place(self, words: list[str]) -> _Correction | None:
        """A place that the last words are a misspelling of, of as many of them as possible."""
        for count in range(min(MOST_WORDS_TOGETHER, len(words)), 0, -1):
            written = " ".join(words[-count:])
            if not self._is_unknown(written):
                continue
            for place in list_place_candidates(self._session, written):
                names = (fold_place_name(place.name), fold_place_name(place.label))
                errors = min(OSA.distance(fold_place_name(written), name) for name in names)
                if place.population >= SMALLEST_GUESSED_PLACE:
                    return _Correction(place.label, errors, count)
        return None


def _is_better(place: _Correction, word: _Correction | None, has_subject: bool) -> bool:
    """Whether the place is meant and not the word. A place is likelier behind what to treat."""
    if word is None or place.errors < word.errors:
        return True
    return has_subject and place.errors == word.errors
