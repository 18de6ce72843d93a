"""The healing plan: days from the rows of the right treatment, skin and state."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from directory.config import PROJECT_FOLDER
from directory.domain.errors import NotFoundError
from directory.domain.healing import DaysBasis, DaysNeeded
from directory.models import ReviewState
from directory.services.healing import HealingPlan, count_days, group_days, make_healing_plan
from directory.sources.healing_files import read_healing_guide
from tests.factories import load_the_vocabulary, make_practitioner, make_review

HEALING = read_healing_guide(PROJECT_FOLDER / "seed_data" / "guide" / "en")


def plan(session: Session, key: str = "fractional_co2", skin: int | None = None) -> HealingPlan:
    vocabulary = load_the_vocabulary(session)
    return make_healing_plan(
        group_days(count_days(session)),
        vocabulary,
        HEALING,
        key,
        skin_type=skin,
        treated_on=date(2026, 12, 3),
    )


def report(session: Session, count: int, days: int | None, skin: int | None) -> None:
    person = make_practitioner(session)
    for _ in range(count):
        make_review(
            session,
            person,
            treatment_key="fractional_co2",
            work_downtime_days=days,
            redness_downtime_days=None if days is None else days + 5,
            fitzpatrick=skin,
        )


def test_days_are_those_of_like_skin_where_enough_have_told(session: Session) -> None:
    report(session, 12, 4, 2)
    report(session, 14, 8, 5)
    report(session, 11, 30, None)
    darker = plan(session, skin=6)
    assert darker.work == DaysNeeded(DaysBasis.LIKE_SKIN, 8, 8, 8, 14)
    assert darker.redness == DaysNeeded(DaysBasis.LIKE_SKIN, 13, 13, 13, 14)
    everybody = plan(session)
    assert everybody.work.basis is DaysBasis.ALL_SKIN
    assert everybody.work.total == 37


def test_what_is_not_published_or_not_verified_does_not_count(session: Session) -> None:
    person = make_practitioner(session)
    for _ in range(20):
        make_review(session, person, treatment_key="ipl", level=1)
        make_review(session, person, treatment_key="ipl").state = ReviewState.REMOVED
    session.flush()
    told = plan(session, "ipl")
    assert told.work == DaysNeeded(DaysBasis.TYPICAL, tenth=1, ninetieth=7)
    assert told.redness == DaysNeeded(DaysBasis.UNKNOWN)


def test_the_plan_says_whom_the_treatment_suits(session: Session) -> None:
    assert plan(session, skin=2).is_suitable
    careful = plan(session, skin=5)
    assert (careful.is_suitable, careful.needs_caution) == (False, True)
    refused = plan(session, skin=6)
    assert (refused.is_suitable, refused.needs_caution) == (False, False)


def test_an_unknown_treatment_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        plan(session, "unheard_of")
