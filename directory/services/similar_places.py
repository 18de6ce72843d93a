"""Places whose names are spelt like a text. The names are read once for each gazetteer loaded."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from directory.domain.geography import Place
from directory.domain.place_names import LONGEST_NAME_IN_WORDS, fold_place_name, is_named_by
from directory.models.place import PlaceNameRow
from directory.services.gazetteer_memory import remember
from directory.services.place_rows import place_of, select_places

WELL_KNOWN_PROMINENCE = 200_000
LEAST_LIKENESS = 80
MOST_MISSPELT_NAMES = 20


def list_similar_places(session: Session, text: str) -> Sequence[Place]:
    """Places whose names are spelt like the text, with or without a state after the name.

    Compared are names that begin with the same two letters, and those of well-known places. What
    was found is remembered: many ask with the same words, "gentle" and "careful" among them.
    """
    folded = fold_place_name(text)
    words = folded.split(" ")
    if not folded or len(words) > LONGEST_NAME_IN_WORDS:
        return ()
    return remember(session, ("similar", folded), lambda: _find_similar(session, words))


def _find_similar(session: Session, words: Sequence[str]) -> tuple[Place, ...]:
    lists = [_list_well_known(session), _list_beginning(session, words[0][:2])]
    found: list[tuple[float, int, int, Place]] = []
    for count in range(len(words), max(len(words) - 3, 0), -1):
        likeness = _compare(" ".join(words[:count]), lists)
        found += [
            (-round(likeness[row.folded], -1), -row.prominence, row.id, place_of(row))
            for row in select_places(session, likeness)
            if is_named_by(" ".join(words[count:]), row.words)
        ]
    return tuple(place for *_, place in sorted(found, key=lambda each: each[:3]))


def _compare(text: str, lists: Sequence[Sequence[str]]) -> dict[str, float]:
    """The names that are most like the text, with their likeness of 100."""
    likeness = {
        name: score
        for names in lists
        for name, score, _ in process.extract(
            text,
            names,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_LIKENESS,
            limit=MOST_MISSPELT_NAMES,
        )
    }
    best = sorted(likeness, key=lambda name: (-likeness[name], name))[:MOST_MISSPELT_NAMES]
    return {name: likeness[name] for name in best}


def _list_well_known(session: Session) -> list[str]:
    """The folded names of places that people mean wherever they are."""
    condition = PlaceNameRow.prominence >= WELL_KNOWN_PROMINENCE
    return remember(session, "well-known names", lambda: _read_names(session, condition))


def _list_beginning(session: Session, start: str) -> list[str]:
    """The folded names that begin with these two letters."""
    condition = PlaceNameRow.start == start
    return remember(session, ("names", start), lambda: _read_names(session, condition))


def _read_names(session: Session, condition: ColumnElement[bool]) -> list[str]:
    return sorted(session.scalars(select(PlaceNameRow.folded).where(condition).distinct()))
