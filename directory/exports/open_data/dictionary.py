"""What the dictionary of the open data is made of: tables, their columns, and what each means.

The words of columns stay English in every language, as the names of columns do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, in the words of Frictionless Table Schema."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    YES_NO = "boolean"
    DAY = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. What is not required may be missing: empty in CSV, null elsewhere.

    Values are one of `choices`, where there are any, or codes of the list `code_list`.
    """

    name: str
    kind: Kind
    words: str
    is_required: bool = False
    choices: tuple[str, ...] = ()
    code_list: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` are the columns that tell rows apart; `references` lead from a column to
    the table whose only key it holds."""

    name: str
    title: str
    words: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def text(name: str, words: str, *, choices: tuple[str, ...] = (), code_list: str = "") -> Column:
    """A text that may be missing."""
    return Column(name, Kind.TEXT, words, choices=choices, code_list=code_list)


def given_text(
    name: str, words: str, *, choices: tuple[str, ...] = (), code_list: str = ""
) -> Column:
    """A text that every row has."""
    return Column(name, Kind.TEXT, words, True, choices, code_list)


def whole(name: str, words: str) -> Column:
    """A whole number that may be missing."""
    return Column(name, Kind.WHOLE, words)


def given_whole(name: str, words: str) -> Column:
    """A whole number that every row has."""
    return Column(name, Kind.WHOLE, words, True)


def number(name: str, words: str) -> Column:
    """A number that may be missing."""
    return Column(name, Kind.NUMBER, words)


def given_number(name: str, words: str) -> Column:
    """A number that every row has."""
    return Column(name, Kind.NUMBER, words, True)


def day(name: str, words: str) -> Column:
    """A day that may be missing."""
    return Column(name, Kind.DAY, words)


def given_day(name: str, words: str) -> Column:
    """A day that every row has."""
    return Column(name, Kind.DAY, words, True)


def yes_no(name: str, words: str) -> Column:
    """True or false; missing where nobody said."""
    return Column(name, Kind.YES_NO, words)


def given_yes_no(name: str, words: str) -> Column:
    """True or false in every row."""
    return Column(name, Kind.YES_NO, words, True)
