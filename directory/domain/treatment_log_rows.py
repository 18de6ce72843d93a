"""The rows of a treatment log: its columns, what they may hold, and what would name a patient.

A log that seems to name somebody is refused whole, and no message repeats what a cell says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.domain.messages import N_, listed
from directory.domain.treatment_logs import MOST_ENTRIES, TreatmentLogError
from directory.domain.vocabulary import Vocabulary

MOST_YEARS_BACK = 10
"""An older day is taken for a date of birth."""

MOST_NAMED_LINES = 20


class LogOperator(StrEnum):
    """Who held the laser."""

    SELF = "self"
    STAFF = "staff"


COLUMN_WORDS: Mapping[str, str] = {
    "number": "a running number of your own, of up to six digits; never a chart or patient number",
    "day": "the day or the month: 2026-03-14 or 2026-03, at most "
    f"{MOST_YEARS_BACK} years back. Only the month is kept",
    "treatment": "a treatment by its name or key here",
    "concern": "a concern by its name or key here",
    "operator": "who held the laser: self or staff",
}
"""The columns of a log, in any order and no others, and what they hold."""

PERSONAL_WORDS: Mapping[str, str] = {
    "email": N_("an e-mail address"),
    "phone": N_("a telephone or chart number"),
    "birth": N_("a date of birth"),
    "name": N_("a name"),
}

_EMAIL = re.compile(r"\S@\S")
_PHONE = re.compile(r"\+?\(?\d(?:[\s().-]*\d){6,}")
_DATE = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")
_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|mx|sr|sra)\b\.?\s+\w", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:,?\s+[^\W\d_][\w'’.-]*)+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d{1,6}")
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_LONG_WORDS = re.compile(r"[^\W\d_]{4,}")
"""Shorter ones, such as "de" and "von", are in names and in phrases alike."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One treatment of a log; `month` is its first day."""

    number: str
    month: date
    treatment_key: str
    concern_key: str
    operator: LogOperator


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line of the file, counted from 1, and why it was left out."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class ReadLog:
    """What can be read of a log, and what cannot."""

    entries: tuple[LogEntry, ...]
    bad_rows: tuple[BadRow, ...]


class LogReader:
    """Reads the rows of a log by the vocabulary, as of the day `today`."""

    def __init__(self, vocabulary: Vocabulary, today: date) -> None:
        self._today = today
        self._keys = {
            "treatment": {
                _fold(text): entry.key
                for entry in vocabulary.treatments
                for text in (entry.key, entry.name)
            },
            "concern": {
                _fold(text): entry.key
                for entry in vocabulary.concerns
                for text in (entry.key, entry.name)
            },
        }
        spoken = [
            text
            for entries in (
                vocabulary.treatments,
                vocabulary.concerns,
                vocabulary.device_names,
            )
            for entry in entries
            for text in (entry.key, entry.name, *entry.words)
        ]
        self._phrases = frozenset(map(_fold, spoken))
        self._known_words = frozenset(word for text in spoken for word in _list_words(text))

    def read(
        self,
        header: Sequence[str],
        rows: Iterable[tuple[int, Sequence[str]]],
        broken: Iterable[BadRow] = (),
    ) -> ReadLog:
        """Read numbered rows; `broken` are those that are no rows. Raises TreatmentLogError.

        A column too many or too few, too many rows, or anything that seems to name somebody
        refuses the file.
        """
        names = _read_header(header)
        entries: dict[str, LogEntry] = {}
        bad_rows = list(broken)
        named: list[str] = []
        for line, values in rows:
            cells = dict(zip(names, (" ".join(value.split()) for value in values), strict=True))
            if found := self._find_personal(cells):
                named.append(
                    N_(
                        "line %(line)s (%(column)s): %(what)s",
                        line=line,
                        column=found[0],
                        what=PERSONAL_WORDS[found[1]],
                    )
                )
                continue
            entry = self._read_row(cells, entries)
            if isinstance(entry, str):
                bad_rows.append(BadRow(line, entry))
            else:
                entries[entry.number] = entry
            if len(entries) > MOST_ENTRIES:
                raise TreatmentLogError(
                    N_(
                        "A log may have %(most)s treatments. Send a shorter time.",
                        most=MOST_ENTRIES,
                    ),
                    "log",
                )
        if named:
            raise TreatmentLogError(_refusal(named), "log")
        return ReadLog(tuple(entries.values()), tuple(sorted(bad_rows, key=lambda bad: bad.line)))

    def _find_personal(self, cells: Mapping[str, str]) -> tuple[str, str] | None:
        """The first column that seems to name somebody, and by what."""
        for column, cell in cells.items():
            if kind := self._classify(column, cell):
                return column, kind
        return None

    def _classify(self, column: str, cell: str) -> str | None:
        if column == "day":
            day = _DAY.fullmatch(cell)
            if day and int(day[1]) < self._today.year - MOST_YEARS_BACK:
                return "birth"
        elif _DATE.search(cell):
            return "birth"
        if _EMAIL.search(cell):
            return "email"
        if column != "day" and _PHONE.search(cell):
            return "phone"
        return "name" if self._is_like_name(column, cell) else None

    def _is_like_name(self, column: str, cell: str) -> bool:
        """Whether a cell reads like a name: letters where none belong, or several unknown words."""
        if column in {"number", "day"}:
            return bool(_LETTERS.search(cell))
        if _fold(cell) in self._phrases:
            return False
        if _TITLE.search(cell):
            return True
        return bool(_NAME.fullmatch(cell)) and not self._known_words.intersection(_list_words(cell))

    def _read_row(self, cells: Mapping[str, str], before: Mapping[str, LogEntry]) -> LogEntry | str:
        """The entry of a row, or what is wrong with it."""
        number, operator = cells["number"], cells["operator"].casefold()
        month = self._read_month(cells["day"])
        treatment = self._keys["treatment"].get(_fold(cells["treatment"]))
        concern = self._keys["concern"].get(_fold(cells["concern"]))
        problem = None
        if not _NUMBER.fullmatch(number):
            problem = N_("The number is not one of up to six digits.")
        elif number in before:
            problem = N_("The number came earlier in the file.")
        elif operator not in set(LogOperator):
            problem = N_("The operator is neither self nor staff.")
        if problem:
            return problem
        if month is None:
            return N_("The day is none that has been, written as 2026-03-14 or 2026-03.")
        if treatment is None:
            return N_("The treatment is none of those listed.")
        if concern is None:
            return N_("The concern is none of those listed.")
        return LogEntry(number, month, treatment, concern, LogOperator(operator))

    def _read_month(self, text: str) -> date | None:
        parts = _DAY.fullmatch(text)
        if parts is None:
            return None
        try:
            day = date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
        except ValueError:
            return None
        return day.replace(day=1) if day <= self._today else None


def _read_header(header: Sequence[str]) -> list[str]:
    names = [name.strip().casefold() for name in header]
    missing = [name for name in COLUMN_WORDS if name not in names]
    if missing:
        raise TreatmentLogError(
            N_(
                "The first line has to name the columns %(columns)s, with commas between them; "
                "missing: %(missing)s.",
                columns=", ".join(COLUMN_WORDS),
                missing=", ".join(missing),
            ),
            "log",
        )
    if len(names) != len(COLUMN_WORDS):
        raise TreatmentLogError(
            N_(
                "The file has %(count)s columns. Send only %(columns)s: other columns might tell "
                "who a patient is. Nothing was kept.",
                count=len(names),
                columns=", ".join(COLUMN_WORDS),
            ),
            "log",
        )
    return names


def _refusal(named: Sequence[str]) -> str:
    shown = listed(named[:MOST_NAMED_LINES])
    more = len(named) - MOST_NAMED_LINES
    if more > 0:
        shown = N_("%(shown)s, and %(more)s more lines", shown=shown, more=more)
    return N_(
        "Nothing was kept, because the file seems to tell who patients are: %(shown)s. Take it out "
        "and send the file again.",
        shown=shown,
    )


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _list_words(text: str) -> list[str]:
    return _LONG_WORDS.findall(text.casefold())
