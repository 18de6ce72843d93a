"""Healing: phases without gaps, and days of the closest group that may be shown."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.healing import (
    DaysBasis,
    DaysNeeded,
    HealingGuide,
    HealingPhase,
    TreatmentFamily,
    day_on,
    find_days_needed,
)
from directory.domain.outcomes import SMALL_CELL
from directory.domain.similar_patients import SKIN_TYPE_GROUPS
from directory.domain.vocabulary_entries import Span

LIGHTER, DARKER = SKIN_TYPE_GROUPS
TYPICAL = Span(3, 7)


def phase(first_day: int, last_day: int | None) -> HealingPhase:
    return HealingPhase("Phase", first_day, last_day, "usual", "care", "sun", "help")


def family(*phases: HealingPhase, key: str = "gentle") -> TreatmentFamily:
    return TreatmentFamily(key, "Gentle", "Heats.", ("ipl",), phases)


def test_phases_follow_each_other_to_an_open_end() -> None:
    phases = family(phase(0, 2), phase(3, 9), phase(10, None)).phases
    for day in range(30):
        assert sum(one.holds(day) for one in phases) == 1


@pytest.mark.parametrize(
    "phases",
    [
        (),
        (phase(1, None),),
        (phase(0, 2), phase(4, None)),
        (phase(0, 2), phase(2, None)),
        (phase(0, 2),),
        (phase(0, None), phase(3, None)),
    ],
)
def test_gaps_overlaps_and_closed_ends_are_refused(phases: tuple[HealingPhase, ...]) -> None:
    with pytest.raises(InvalidValueError):
        family(*phases)


def test_a_treatment_belongs_to_one_family() -> None:
    first, second = family(phase(0, None)), family(phase(0, None), key="other")
    assert HealingGuide((first,)).get_family("ipl") is first
    with pytest.raises(InvalidValueError, match="stands in two"):
        HealingGuide((first, second))
    with pytest.raises(NotFoundError):
        HealingGuide((first,)).get_family("unheard_of")


def test_patients_of_like_skin_come_first() -> None:
    days = {LIGHTER: Counter(range(1, 21)), DARKER: Counter([9] * 30)}
    assert find_days_needed(days, LIGHTER, TYPICAL) == DaysNeeded(
        DaysBasis.LIKE_SKIN, tenth=3, half=11, ninetieth=19, total=20
    )


def test_too_few_of_like_skin_widen_to_all_and_then_to_the_usual_range() -> None:
    few = Counter([5] * (SMALL_CELL - 1))
    days = {LIGHTER: Counter([2] * 40), DARKER: few}
    assert find_days_needed(days, DARKER, TYPICAL).basis is DaysBasis.ALL_SKIN
    assert find_days_needed(days, DARKER, TYPICAL).total == 40 + few.total()
    assert find_days_needed({DARKER: few}, DARKER, TYPICAL) == DaysNeeded(
        DaysBasis.TYPICAL, tenth=3, ninetieth=7
    )
    assert find_days_needed({}, None, None) == DaysNeeded(DaysBasis.UNKNOWN)


@given(
    st.dictionaries(
        st.sampled_from([LIGHTER, DARKER, None]),
        st.lists(st.integers(0, 60), max_size=40).map(Counter),
    ),
    st.sampled_from([LIGHTER, DARKER, None]),
)
def test_no_answer_shows_or_gives_away_a_small_group(
    days: dict[range | None, Counter[int]], asked: range | None
) -> None:
    answers = [find_days_needed(days, skin, TYPICAL) for skin in (*SKIN_TYPE_GROUPS, None)]
    totals = {answer.total for answer in answers if answer.total is not None}
    everybody = sum(counts.total() for counts in days.values())
    assert all(total >= SMALL_CELL for total in totals)
    like_skin = [one.total or 0 for one in answers if one.basis is DaysBasis.LIKE_SKIN]
    if like_skin:
        assert everybody - sum(like_skin) == 0 or everybody - sum(like_skin) >= SMALL_CELL
    answer = find_days_needed(days, asked, TYPICAL)
    if answer.half is not None:
        assert answer.tenth is not None
        assert answer.ninetieth is not None
        assert answer.tenth <= answer.half <= answer.ninetieth


def test_the_day_of_the_treatment_is_day_0() -> None:
    assert day_on(date(2026, 12, 30), 0) == date(2026, 12, 30)
    assert day_on(date(2026, 12, 30), 3) == date(2027, 1, 2)
