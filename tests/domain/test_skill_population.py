"""A population in pieces is the population: put together from parts, and taken apart in blocks."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from directory.domain.skill import Evidence, Population, SourceRating, VerifiedOutcome, fit, fit_top
from tests.fixtures.skill_populations import CONCERN_SHARES, simulate

PEOPLE = [
    *simulate(23, 5, seed=3).people,
    Evidence(),
    Evidence(outcomes=(VerifiedOutcome("freckles", 4, 1, None, "none", 2, 0.3),)),
    Evidence(ratings=(SourceRating("another", 3.0),)),
]


def same(one: Population, other: Population) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name), equal_nan=True)
        if isinstance(getattr(one, field.name), np.ndarray)
        else getattr(one, field.name) == getattr(other, field.name)
        for field in fields(Population)
    )


@pytest.mark.parametrize("size", [1, 7, 100])
def test_parts_of_different_concerns_and_sources_make_the_whole(size: int) -> None:
    parts = [
        Population.from_evidence(PEOPLE[start : start + size])
        for start in range(0, len(PEOPLE), size)
    ]
    assert same(Population.joined(parts), Population.from_evidence(PEOPLE))


def test_no_parts_are_nobody() -> None:
    assert Population.joined([]).practitioner_count == 0


@pytest.mark.parametrize("size", [1, 7, 100])
def test_blocks_hold_everybody_once_in_order(size: int) -> None:
    whole = Population.from_evidence(PEOPLE)
    blocks = list(whole.in_blocks(size))
    assert [block.practitioner_count for block in blocks[:-1]] == [size] * (len(blocks) - 1)
    assert same(Population.joined(blocks), whole)


def test_blocks_do_not_depend_on_the_order_of_rows() -> None:
    whole = Population.from_evidence(PEOPLE)
    order = np.random.default_rng(1).permutation(whole.practitioner_count)
    [block] = whole.only(order).in_blocks(1000)
    assert np.array_equal(block.years_evidenced, whole.years_evidenced[order], equal_nan=True)
    assert np.array_equal(
        np.bincount(block.outcome_practitioner, minlength=len(PEOPLE)),
        np.bincount(whole.outcome_practitioner, minlength=len(PEOPLE))[order],
    )


def test_the_mark_of_the_top_tenth_does_not_depend_on_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    population = Population.from_evidence(PEOPLE)
    at_once = fit(population, CONCERN_SHARES)
    monkeypatch.setattr(fit_top, "_BLOCK", 7)
    in_blocks = fit(population, CONCERN_SHARES)
    assert in_blocks.top_points == pytest.approx(at_once.top_points, rel=1e-9)
    assert in_blocks.top_points_by_concern == pytest.approx(at_once.top_points_by_concern, rel=1e-9)
