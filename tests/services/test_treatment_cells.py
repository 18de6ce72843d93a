"""Outcomes by concern, treatment and severity: nothing hidden follows from what is shown."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from directory.domain.outcomes import SMALL_CELL
from directory.services.open_data.outcome_rows import Cell, list_shown_treatment_cells

CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["acne_scars", "melasma", "tattoo"]),
        st.sampled_from(["ipl", "picosecond", None]),
        st.sampled_from([1, 2, None]),
    ),
    st.integers(1, 40),
    max_size=12,
)


@given(counts=CELLS, hides=st.booleans())
def test_what_is_hidden_of_any_line_is_nothing_or_enough(
    counts: dict[Cell, int], hides: bool
) -> None:
    groups = {(concern, severity) for concern, _, severity in counts}
    shown_above = {group for group in groups if not (hides and group[0] == "melasma")}
    shown = list_shown_treatment_cells(counts, shown_above)
    assert all(counts[cell] >= SMALL_CELL for cell in shown)
    assert all((cell[0], cell[2]) in shown_above for cell in shown)
    for size in range(3):
        for places in combinations(range(3), size):
            hidden, whole = Counter[object](), Counter[object]()
            for cell, count in counts.items():
                line = tuple(cell[place] for place in places)
                whole[line] += count
                hidden[line] += 0 if cell in shown else count
            for line, count in hidden.items():
                is_nothing_left = count == whole[line]
                assert count == 0 or count >= SMALL_CELL or is_nothing_left


def test_large_cells_are_shown() -> None:
    counts: dict[Cell, int] = {("melasma", "ipl", 1): 20, ("melasma", "picosecond", 1): 30}
    assert list_shown_treatment_cells(counts, {("melasma", 1)}) == list(counts)
