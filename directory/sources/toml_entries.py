"""How editors write entries in TOML: one table each, whose fields are read by type and all used.

What an entry must be is the domain's to say; a mistake is told with the file and the entry.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from directory.domain.errors import InvalidValueError
from directory.domain.vocabulary_entries import Span

EntryT = TypeVar("EntryT")
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


class EntryFields:
    """The fields of one TOML table, read by type; every field must be used once, none be left."""

    def __init__(self, where: str, fields: dict[str, Any]) -> None:
        self._where = where
        self._unread = dict(fields)

    def read(self, name: str, expected: type[EntryT]) -> EntryT:
        if name not in self._unread:
            raise InvalidValueError(f"{self._where}: {name} is missing.", name)
        value = self._unread.pop(name)
        if expected is float and type(value) is int:
            value = float(value)
        if type(value) is not expected:
            raise InvalidValueError(
                f"{self._where}: {name} must be of type {expected.__name__}, not {value!r}.", name
            )
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._list_of(name, str))

    def numbers(self, name: str) -> tuple[int, ...]:
        return tuple(self._list_of(name, int))

    def span(self, name: str) -> Span:
        numbers = self.numbers(name)
        if len(numbers) != len(Span._fields):
            raise InvalidValueError(f"{self._where}: {name} must be [low, high].", name)
        return Span(*numbers)

    def choice(self, name: str, choices: type[ChoiceT]) -> ChoiceT:
        return self._choose(name, self.read(name, str), choices)

    def choices(self, name: str, choices: type[ChoiceT]) -> dict[str, ChoiceT]:
        return {
            key: self._choose(f"{name}.{key}", value, choices)
            for key, value in self.read(name, dict).items()
        }

    def entries(self, name: str, read_entry: Callable[[EntryFields], EntryT]) -> tuple[EntryT, ...]:
        """Entries within the entry, written as `[[entry.name]]`."""
        entries = []
        for number, table in enumerate(self._list_of(name, dict), start=1):
            fields = EntryFields(f"{self._where}, {name} {number}", table)
            entries.append(read_entry(fields))
            fields.finish()
        return tuple(entries)

    def has(self, name: str) -> bool:
        """Whether a field that may be left out is there."""
        return name in self._unread

    def finish(self) -> None:
        """Raises InvalidValueError for a field that nothing reads, most likely a misspelling."""
        if self._unread:
            name = next(iter(self._unread))
            raise InvalidValueError(f"{self._where}: {name} is not a field of this file.", name)

    def _list_of(self, name: str, expected: type[EntryT]) -> list[EntryT]:
        values = self.read(name, list)
        for value in values:
            if type(value) is not expected:
                raise InvalidValueError(
                    f"{self._where}: {name} must hold {expected.__name__} only, not {value!r}.",
                    name,
                )
        return values

    def _choose(self, name: str, value: object, choices: type[ChoiceT]) -> ChoiceT:
        try:
            return choices(str(value))
        except ValueError:
            allowed = ", ".join(choices)
            raise InvalidValueError(
                f"{self._where}: {name} must be one of {allowed}, not {value!r}.", name
            ) from None


def read_entries(
    path: Path, read_entry: Callable[[str, EntryFields], EntryT]
) -> tuple[EntryT, ...]:
    """One entry for each table of a file, in the file's order. Raises InvalidValueError."""
    entries = []
    for key, table in read_toml(read_text(path), path.name).items():
        where = f"{path.name}, entry {key}"
        if not isinstance(table, dict):
            raise InvalidValueError(f"{path.name}: {key} stands outside of any [entry].", key)
        fields = EntryFields(where, table)
        entries.append(read_entry(key, fields))
        fields.finish()
    return tuple(entries)


def read_text(path: Path) -> str:
    """What stands in a file. Raises InvalidValueError when it is missing or no UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InvalidValueError(f"{path.name} is missing.") from None
    except UnicodeDecodeError:
        raise InvalidValueError(f"{path.name} is not UTF-8 text.") from None


def read_toml(text: str, where: str) -> dict[str, Any]:
    """The tables of a text. Raises InvalidValueError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidValueError(f"{where} is not valid TOML: {error}.") from error
