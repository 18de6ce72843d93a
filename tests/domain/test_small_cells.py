"""Small cells: never shown, and never given away by the sum of their line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from directory.domain.outcomes import SMALL_CELL
from directory.domain.small_cells import list_shown_cells

one_line = st.dictionaries(st.integers(0, 30), st.integers(0, 40), max_size=8)
tables = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 4)), st.integers(0, 30), min_size=1
)


def test_large_cells_are_shown() -> None:
    assert list_shown_cells({"a": 10, "b": 25}) == ["a", "b"]


def test_a_single_small_cell_takes_the_smallest_other_with_it() -> None:
    assert list_shown_cells({"a": 40, "b": 5, "c": 15}) == ["a"]


def test_small_cells_that_are_enough_together_hide_no_other() -> None:
    assert list_shown_cells({"a": 40, "b": 5, "c": 15, "d": 6}) == ["a", "c"]


def test_empty_cells_need_no_cover() -> None:
    assert list_shown_cells({"a": 40, "b": 0}) == ["a"]


def test_a_cell_hidden_for_another_reason_is_covered_too() -> None:
    assert list_shown_cells({"a": 40, "b": 12, "c": 13}, hidden={"b"}) == ["a", "c"]
    assert list_shown_cells({"a": 40, "b": 4, "c": 13}, [["a", "b"], ["c"]]) == ["c"]


@given(one_line)
def test_what_is_hidden_of_a_line_is_nothing_or_enough(counts: dict[int, int]) -> None:
    shown = list_shown_cells(counts)
    assert all(counts[cell] >= SMALL_CELL for cell in shown)
    hidden_count = sum(counts.values()) - sum(counts[cell] for cell in shown)
    assert not shown or hidden_count == 0 or hidden_count >= SMALL_CELL


@given(one_line)
def test_no_more_than_one_large_cell_covers_a_line(counts: dict[int, int]) -> None:
    shown = list_shown_cells(counts)
    large = [cell for cell, count in counts.items() if count >= SMALL_CELL]
    assert len(large) - len(shown) in {0, 1}


@given(tables)
def test_no_line_of_a_table_gives_a_small_cell_away(counts: dict[tuple[int, int], int]) -> None:
    lines = [[cell for cell in counts if cell[axis] == key] for axis in (0, 1) for key in range(5)]
    shown = set(list_shown_cells(counts, lines))
    assert all(counts[cell] >= SMALL_CELL for cell in shown)
    for line in lines:
        hidden_count = sum(counts[cell] for cell in line if cell not in shown)
        assert not shown & set(line) or hidden_count == 0 or hidden_count >= SMALL_CELL


@given(tables)
def test_the_order_of_cells_and_lines_changes_nothing(
    counts: dict[tuple[int, int], int],
) -> None:
    lines = [[cell for cell in counts if cell[axis] == key] for axis in (0, 1) for key in range(5)]
    backwards = dict(reversed(counts.items()))
    assert set(list_shown_cells(counts, lines)) == set(
        list_shown_cells(backwards, list(reversed(lines)))
    )
