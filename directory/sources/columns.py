"""Where a reader's columns lie in one file, found by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from directory.sources.cells import clean_cell
from directory.sources.signatures import column_key, refuse_header

Names = str | tuple[str, ...]
"""A column's name, or the names that publishers gave it over the years, the newest first."""


class Columns:
    """The columns of one file by our names for them.

    Raises InvalidValueError for a header without a required one, saying what the file looks like;
    `wanted` describes the file that is needed. An optional column that is missing reads as empty.
    """

    def __init__(
        self,
        header: Sequence[str],
        wanted: str,
        required: Mapping[str, Names],
        optional: Mapping[str, Names] | None = None,
    ) -> None:
        positions = {column_key(name): position for position, name in enumerate(header)}

        def find(names: Names) -> tuple[int, ...]:
            alternatives = (names,) if isinstance(names, str) else names
            keys = map(column_key, alternatives)
            return tuple(positions[key] for key in keys if key in positions)

        found = {name: find(names) for name, names in required.items()}
        missing = [
            names if isinstance(names, str) else names[0]
            for name, names in required.items()
            if not found[name]
        ]
        if missing:
            raise refuse_header(header, wanted, missing)
        found |= {name: find(names) for name, names in (optional or {}).items()}
        self._positions = found

    def read(self, values: Sequence[str]) -> dict[str, str]:
        """The cleaned cells of a row; of several columns for one thing, the first filled one."""
        return {name: self._read_first(values, at) for name, at in self._positions.items()}

    def read_cell(self, values: Sequence[str], name: str) -> str:
        """One cleaned cell of a row, for files of which most rows are left at a glance."""
        return self._read_first(values, self._positions[name])

    @staticmethod
    def _read_first(values: Sequence[str], positions: tuple[int, ...]) -> str:
        for position in positions:
            if cell := clean_cell(values[position]):
                return cell
        return ""
