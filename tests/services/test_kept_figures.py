"""Figures of the whole site: counted by the worker where it is large, read by everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import KeptFigures, Review
from directory.services import kept_figures
from directory.services.kept_figures import (
    COUNTED_EVERY,
    LARGE_FROM,
    OTHER_FORMS_KEPT,
    Figures,
    find_form,
    get_figures,
    renew_figures,
)
from directory.services.site_figures import SITE_FIGURES
from directory.services.visit_codes import issue_block
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.people import make_account


@dataclass(frozen=True, slots=True)
class ReviewCount:
    """How many reviews there are."""

    review_count: int


@dataclass(frozen=True, slots=True)
class OldReviewCount:
    """The same as an earlier version called it."""

    number: int


def count_reviews(session: Session, _today: date) -> ReviewCount:
    return ReviewCount(session.scalar(select(func.count(Review.id))) or 0)


REVIEWS = Figures("reviews", ReviewCount, count_reviews)
OLD_REVIEWS = Figures("reviews", OldReviewCount, lambda _session, _today: OldReviewCount(7))


@pytest.fixture
def large(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with as many reviews as a large one has."""
    make_review(session, make_practitioner(session), gais=None)
    monkeypatch.setattr(kept_figures, "LARGE_FROM", 1)


def test_a_small_site_is_counted_whenever_asked_for(session: Session, now: datetime) -> None:
    practitioner = make_practitioner(session)
    for count in (1, 2):
        make_review(session, practitioner)
        counted = get_figures(session, REVIEWS, now)
        assert counted is not None
        assert (counted.figures.review_count, counted.at) == (count, now)


def test_numbers_that_were_given_in_vain_make_no_site_large(
    session: Session, now: datetime
) -> None:
    make_review(session, make_practitioner(session), gais=None).id = LARGE_FROM
    session.flush()
    counted = get_figures(session, REVIEWS, now)
    assert counted is not None
    assert counted.figures.review_count == 1


@pytest.mark.usefixtures("large")
def test_nobody_waits_for_the_count_of_a_large_site(session: Session, now: datetime) -> None:
    must_not = replace(REVIEWS, count=lambda _session, _today: pytest.fail("counted"))
    assert get_figures(session, must_not, now) is None
    renew_figures(session, REVIEWS, now)
    days_later = now + timedelta(days=5)
    counted = get_figures(session, must_not, days_later)
    assert counted is not None
    assert (counted.figures.review_count, counted.at) == (1, now)


def test_a_large_site_may_have_no_reviews(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_practitioner(session)
    monkeypatch.setattr(kept_figures, "LARGE_FROM", 1)
    assert get_figures(session, REVIEWS, now) is None


@pytest.mark.usefixtures("large")
def test_workers_count_once_an_hour_together(session: Session, now: datetime) -> None:
    assert renew_figures(session, REVIEWS, now)
    assert not renew_figures(session, REVIEWS, now + COUNTED_EVERY - timedelta(seconds=1))
    make_review(session, make_practitioner(session))
    assert renew_figures(session, REVIEWS, now + COUNTED_EVERY)
    counted = get_figures(session, REVIEWS, now + COUNTED_EVERY)
    assert counted is not None
    assert counted.figures.review_count == 2
    assert session.scalar(select(func.count()).select_from(KeptFigures)) == 1


@pytest.mark.usefixtures("large")
def test_a_clock_that_was_set_back_does_not_stop_the_counting(
    session: Session, now: datetime
) -> None:
    renew_figures(session, REVIEWS, now + timedelta(days=400))
    assert renew_figures(session, REVIEWS, now)


@pytest.mark.usefixtures("large")
def test_a_version_reads_only_figures_of_its_own_form(session: Session, now: datetime) -> None:
    renew_figures(session, OLD_REVIEWS, now)
    assert get_figures(session, REVIEWS, now) is None
    renew_figures(session, REVIEWS, now)
    old, new = get_figures(session, OLD_REVIEWS, now), get_figures(session, REVIEWS, now)
    assert old is not None
    assert new is not None
    assert (old.figures.number, new.figures.review_count) == (7, 1)


@pytest.mark.usefixtures("large")
def test_figures_of_a_version_that_runs_no_more_are_deleted(
    session: Session, now: datetime
) -> None:
    renew_figures(session, OLD_REVIEWS, now)
    renew_figures(session, REVIEWS, now + OTHER_FORMS_KEPT)
    assert get_figures(session, OLD_REVIEWS, now) is not None
    renew_figures(session, REVIEWS, now + OTHER_FORMS_KEPT + COUNTED_EVERY)
    assert get_figures(session, OLD_REVIEWS, now) is None


@pytest.mark.parametrize("wanted", SITE_FIGURES, ids=lambda figures: figures.name)
def test_what_is_read_is_what_was_counted(
    session: Session, now: datetime, wanted: Figures[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_the_vocabulary(session)
    practitioner = make_practitioner(session)
    for number in range(12):
        make_review(session, practitioner, gais=1 + number % 5, fitzpatrick=2, severity=None)
        make_review(session, practitioner, treatment_key="ipl", work_downtime_days=number, level=3)
        make_review(session, practitioner, source="elsewhere", level=0)
    issue_block(session, practitioner.id, 3, make_account(session, now).id, now)
    counted = wanted.count(session, now.date())
    monkeypatch.setattr(kept_figures, "LARGE_FROM", 1)
    assert renew_figures(session, wanted, now)
    session.expire_all()
    kept = get_figures(session, wanted, now)
    assert kept is not None
    assert kept.figures == counted


def test_every_kind_of_figures_has_a_name_of_its_own() -> None:
    assert len({figures.name for figures in SITE_FIGURES}) == len(SITE_FIGURES)
    assert len({find_form(figures) for figures in SITE_FIGURES}) == len(SITE_FIGURES)
