"""People like me: the closest group large enough, and none that gives a smaller one away."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.outcomes import SMALL_CELL
from directory.domain.similar_patients import (
    Closeness,
    PatientCase,
    find_closeness,
    find_skin_type_group,
    group_of,
    list_shown_groups,
)
from directory.domain.small_cells import list_shown_cells

case = st.builds(
    PatientCase,
    concern_key=st.sampled_from(["acne_scars", "melasma", "rosacea"]),
    severity=st.sampled_from([None, 1, 2, 3]),
    skin_type=st.sampled_from([None, 2, 3, 4, 5]),
)
weighted_cases = st.lists(st.tuples(case, st.integers(1, 25)), max_size=12).map(
    lambda pairs: [one for one, count in pairs for _ in range(count)]
)
ASKED = PatientCase("melasma", 3, 4)


def cases(count: int, concern: str, severity: int | None, skin: int | None) -> list[PatientCase]:
    return [PatientCase(concern, severity, skin)] * count


@pytest.mark.parametrize(
    ("others", "closeness"),
    [
        (cases(10, "melasma", 3, 4), Closeness.SKIN_TYPE),
        (cases(9, "melasma", 3, 4) + cases(10, "melasma", 3, 5), Closeness.SKIN_TYPE_GROUP),
        (cases(9, "melasma", 3, 4) + cases(10, "melasma", 3, 1), Closeness.SEVERITY),
        (cases(9, "melasma", 3, 4) + cases(10, "melasma", 1, 4), Closeness.CONCERN),
        (cases(9, "melasma", 3, 4) + cases(10, "rosacea", 3, 4), Closeness.EVERYBODY),
        (cases(9, "melasma", 3, 4), None),
    ],
)
def test_the_group_widens_step_by_step(
    others: list[PatientCase], closeness: Closeness | None
) -> None:
    assert find_closeness(ASKED, others) == closeness


def test_without_a_severity_the_answer_is_that_of_the_concern() -> None:
    asked = PatientCase("melasma", None, 4)
    assert find_closeness(asked, cases(30, "melasma", 3, 4)) == Closeness.CONCERN
    assert (
        find_closeness(PatientCase("melasma", 3, None), cases(30, "melasma", 3, 4))
        == Closeness.SEVERITY
    )


def test_a_large_group_is_not_shown_where_it_would_give_a_small_one_away() -> None:
    reports = cases(12, "melasma", 3, 4) + cases(4, "melasma", 3, 1)
    assert find_closeness(ASKED, reports) == Closeness.SEVERITY


def test_skin_types_that_burn_alike_stand_together() -> None:
    assert [list(find_skin_type_group(skin)) for skin in (1, 3, 4, 6)] == [
        [1, 2, 3],
        [1, 2, 3],
        [4, 5, 6],
        [4, 5, 6],
    ]


@given(weighted_cases)
def test_no_two_answers_differ_by_a_few_patients(reports: list[PatientCase]) -> None:
    if len(reports) < SMALL_CELL:
        return
    shown = list_shown_groups(reports)
    sizes = Counter(group_of(one, closeness) for one in reports for closeness in Closeness)
    for group in shown:
        assert sizes[group] >= SMALL_CELL
        assert group == () or group[:-1] in shown
        inside = [one for one in shown if len(one) == len(group) + 1 and one[:-1] == group]
        left = sizes[group] - sum(sizes[one] for one in inside)
        assert not inside or left == 0 or left >= SMALL_CELL


@given(weighted_cases)
def test_the_tables_of_the_profile_give_no_small_group_away(reports: list[PatientCase]) -> None:
    if len(reports) < SMALL_CELL:
        return
    shown = list_shown_groups(reports)
    sizes = Counter(group_of(one, closeness) for one in reports for closeness in Closeness)
    for table, closeness in (
        (Counter(one.severity for one in reports), Closeness.SEVERITY),
        (Counter(one.skin_type for one in reports), Closeness.SKIN_TYPE),
    ):
        in_table = list_shown_cells(table)
        groups = [group for group in shown if len(group) == closeness]
        assert {group[-1] for group in groups} <= set(in_table)
        for key in in_table:
            of_key = [group for group in groups if group[-1] == key]
            left = table[key] - sum(sizes[group] for group in of_key)
            assert not of_key or left == 0 or left >= SMALL_CELL


@given(weighted_cases, case)
def test_an_answer_is_never_closer_than_asked(
    reports: list[PatientCase], asked: PatientCase
) -> None:
    found = find_closeness(asked, reports)
    assert (found is None) == (len(reports) < SMALL_CELL)
    if found is not None:
        assert found <= asked.closeness
        assert sum(group_of(one, found) == group_of(asked, found) for one in reports) >= SMALL_CELL
