"""Places whose names are spelt like a text. Their names are read once for each gazetteer loaded."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from directory.domain.geography import Place
from directory.domain.place_names import LONGEST_NAME_IN_WORDS, fold_place_name, is_named_by
from directory.models.place import PlaceNameRow
from directory.services.gazetteer import get_gazetteer_version
from directory.services.place_rows import place_of, select_places

WELL_KNOWN_PROMINENCE = 200_000
LEAST_LIKENESS = 80
MOST_MISSPELT_NAMES = 20


def list_similar_places(session: Session, text: str) -> list[Place]:
    """Places whose names are spelt like the text, with or without a state after the name.

    Compared are names that begin with the same two letters, and those of well-known places.
    """
    words = fold_place_name(text).split(" ")
    if not words[0] or len(words) > LONGEST_NAME_IN_WORDS:
        return []
    known = _names_of(session)
    lists = [known.list_well_known(session), known.list_beginning(session, words[0][:2])]
    found: list[tuple[float, int, int, Place]] = []
    for count in range(len(words), max(len(words) - 3, 0), -1):
        likeness = _compare(" ".join(words[:count]), lists)
        found += [
            (-round(likeness[row.folded], -1), -row.prominence, row.id, place_of(row))
            for row in select_places(session, likeness)
            if is_named_by(" ".join(words[count:]), row.words)
        ]
    return [place for *_, place in sorted(found, key=lambda each: each[:3])]


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


class _Names:
    """The folded names of one gazetteer, by their first two letters; read when first needed."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._by_start: dict[str, list[str]] = {}
        self._well_known: list[str] = []

    def list_well_known(self, session: Session) -> Sequence[str]:
        if not self._well_known:
            self._well_known = _read(session, PlaceNameRow.prominence >= WELL_KNOWN_PROMINENCE)
        return self._well_known

    def list_beginning(self, session: Session, start: str) -> Sequence[str]:
        if start not in self._by_start:
            names = _read(session, PlaceNameRow.start == start)
            if not names:  # anybody can type any two letters: what nothing begins with is not kept
                return ()
            self._by_start[start] = names
        return self._by_start[start]


def _read(session: Session, condition: ColumnElement[bool]) -> list[str]:
    return sorted(session.scalars(select(PlaceNameRow.folded).where(condition).distinct()))


_kept: WeakKeyDictionary[Engine, _Names] = WeakKeyDictionary()
_lock = threading.Lock()


def _names_of(session: Session) -> _Names:
    """What is kept of the names in this database; begun anew when others were loaded."""
    engine = session.get_bind().engine
    version = get_gazetteer_version(session)
    with _lock:
        known = _kept.get(engine)
        if known is None or known.version != version:
            known = _kept[engine] = _Names(version)
        return known
