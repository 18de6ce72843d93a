"""Which cells of a table of counts may be shown, so that no group of a few patients stands out.

A small cell is not shown, and neither is what would give it away: where the sum of a line is known,
a single hidden cell follows from the others, so that another one is hidden with it. Complementary
suppression as in Hundepool et al., Statistical Disclosure Control (2012), chapter 4, with the
smallest cell hidden first.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from directory.domain.outcomes import SMALL_CELL

Cell = TypeVar("Cell", bound=Hashable)


def list_shown_cells(
    counts: Mapping[Cell, int],
    lines: Iterable[Collection[Cell]] | None = None,
    hidden: Collection[Cell] = (),
) -> list[Cell]:
    """The cells that may be shown, in the order of `counts`.

    `lines` are the sets of cells whose sums are known; without them all cells make one line.
    `hidden` are cells that must not be shown for other reasons. In every line, what is hidden
    sums up to nothing or to at least SMALL_CELL; only a line that is smaller than that as a whole
    cannot be mended, and all of it is hidden.
    """
    known_sums = [list(counts)] if lines is None else [list(line) for line in lines]
    shown = {cell for cell, count in counts.items() if count >= SMALL_CELL} - set(hidden)
    while exposing := _find_exposing_cells(known_sums, counts, shown):
        # Of equal cells the same one must go wherever the table is shown, hence by their text.
        shown.remove(min(exposing, key=lambda cell: (counts[cell], str(cell))))
    return [cell for cell in counts if cell in shown]


def _find_exposing_cells(
    lines: list[list[Cell]], counts: Mapping[Cell, int], shown: Collection[Cell]
) -> set[Cell]:
    """The shown cells of those lines in which the hidden ones are too few together."""
    exposing: set[Cell] = set()
    for line in lines:
        hidden_count = sum(counts[cell] for cell in line if cell not in shown)
        if 0 < hidden_count < SMALL_CELL:
            exposing.update(cell for cell in line if cell in shown)
    return exposing
