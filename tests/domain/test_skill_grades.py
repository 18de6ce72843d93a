"""The likelihood of a grade, its derivatives, and what counts as which grade and weight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.skill import SourceRating, VerifiedOutcome
from directory.domain.skill.experience import credited_years, learning_curve
from directory.domain.skill.grades import (
    cutpoint_gradient,
    log_likelihood,
    pull_and_information,
)

CUTPOINTS = np.array([-1.9, -1.2, -0.3, 1.0])
GRADES = np.arange(1, 6)
positions = st.floats(-30, 30)


@given(positions)
def test_the_five_grades_have_probability_one_together(x: float) -> None:
    at = np.full(5, x)
    assert np.exp(log_likelihood(at, GRADES, CUTPOINTS)).sum() == pytest.approx(1.0, abs=1e-12)


@given(st.floats(-8, 8))
def test_pull_and_information_are_the_derivatives_of_the_likelihood(x: float) -> None:
    step = 1e-4
    below, here, above = (
        log_likelihood(np.full(5, x + shift), GRADES, CUTPOINTS) for shift in (-step, 0.0, step)
    )
    pull, information = pull_and_information(np.full(5, x), GRADES, CUTPOINTS)
    assert pull == pytest.approx((above - below) / (2 * step), abs=1e-6)
    assert information == pytest.approx(-(above - 2 * here + below) / step**2, abs=1e-5)


@given(st.floats(-8, 8))
def test_the_cutpoint_gradient_is_the_derivative_of_the_likelihood(x: float) -> None:
    step, weight = 1e-6, np.arange(1.0, 6.0)

    def total(cutpoints: np.ndarray) -> float:
        return float(weight @ log_likelihood(np.full(5, x), GRADES, cutpoints))

    numeric = [
        (total(CUTPOINTS + shift) - total(CUTPOINTS - shift)) / (2 * step)
        for shift in step * np.eye(4)
    ]
    gradient = cutpoint_gradient(np.full(5, x), GRADES, weight, CUTPOINTS)
    assert gradient == pytest.approx(numeric, abs=1e-5)


def test_a_significant_adverse_event_makes_any_result_the_worst() -> None:
    events = ("none", "transient", "significant")
    grades = [VerifiedOutcome("acne", 5, 2, 2, event, 3, 0.0).grade for event in events]
    assert grades == [5, 5, 1]


def test_a_result_halves_in_weight_every_five_years() -> None:
    discounts = [
        VerifiedOutcome("acne", 5, 2, 2, "none", level, age).discount
        for level, age in ((3, 0.0), (2, 0.0), (3, 5.0), (2, 10.0))
    ]
    assert discounts == pytest.approx([1.0, 0.8, 0.5, 0.2])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gais", 0),
        ("gais", 6),
        ("severity", 5),
        ("fitzpatrick", 7),
        ("verification_level", 1),
        ("age_years", -0.1),
        ("age_years", float("nan")),
        ("integrity", 1.1),
        ("concern", ""),
    ],
)
def test_a_result_that_cannot_be_is_refused_by_field(field: str, value: object) -> None:
    right = {
        "concern": "acne",
        "gais": 4,
        "severity": 2,
        "fitzpatrick": 3,
        "adverse_event": "none",
        "verification_level": 3,
        "age_years": 1.0,
        "integrity": 1.0,
    }
    VerifiedOutcome(**right)
    with pytest.raises(InvalidValueError) as refused:
        VerifiedOutcome(**{**right, field: value})
    assert refused.value.field == field


@pytest.mark.parametrize(("value", "count"), [(float("nan"), 1), (4.0, 0)])
def test_a_rating_that_cannot_be_is_refused(value: float, count: int) -> None:
    with pytest.raises(InvalidValueError):
        SourceRating("maps", value, count)


def test_evidenced_years_count_in_full_claimed_ones_by_seventy_percent_up_to_a_cap() -> None:
    nan = float("nan")
    evidenced = np.array([10.0, 0.0, nan, nan, nan])
    claimed = np.array([20.0, 9.0, 4.0, 30.0, nan])
    assert credited_years(evidenced, claimed) == pytest.approx([10.0, 0.0, 2.8, 3.5, 3.0])


def test_the_learning_curve_is_steep_early_and_level_after_twenty_five_years() -> None:
    years = np.array([0.0, 2.0, 4.0, 23.0, 25.0, 40.0])
    curve = learning_curve(years)
    assert curve[0] == 0
    assert curve[1] - curve[0] > curve[2] - curve[1] > curve[4] - curve[3] > 0
    assert curve[5] == curve[4]
