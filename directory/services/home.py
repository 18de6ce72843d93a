"""The figures of the home page: who and what there is, where, and how far skill is spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from directory.domain.geography import Point
from directory.domain.skill.constants import EVIDENCE_WORDS_FROM
from directory.models import (
    Outcome,
    PracticeLocation,
    Practitioner,
    PractitionerConcern,
    PractitionerSkill,
    PractitionerStatus,
    Review,
    ReviewState,
    SkillModel,
)
from directory.models.skill import OVERALL
from directory.services.kept_figures import Figures
from directory.services.verified_reports import is_verified_report

MOST_CITIES = 300
SPREAD_BIN = 2
LEAST_SPREAD = 50


@dataclass(frozen=True, slots=True)
class CityCount:
    """How many practitioners work in a city, and the middle of where they do."""

    name: str
    region: str
    point: Point
    count: int

    @property
    def label(self) -> str:
        """As a search understands it: "Denver, CO"."""
        return f"{self.name}, {self.region}" if self.region else self.name


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart practitioners are: points of the one at each tenth, and how many in each bin.

    Each bin is SPREAD_BIN points wide, the first from 0 on.
    """

    tenth: float
    middle: float
    ninetieth: float
    bins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HomeCounts:
    """Counts of what the public can find; `offering` is practitioners by concern."""

    practitioner_count: int
    verified_outcome_count: int
    review_count: int
    city_count: int
    offering: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Landscape:
    """Where practitioners are, in the MOST_CITIES biggest cities, and how far apart their skill is.

    `spread` is None below LEAST_SPREAD practitioners.
    """

    cities: tuple[CityCount, ...]
    spread: Spread | None


def count_home(session: Session) -> HomeCounts:
    """Count what is there now."""
    active = Practitioner.status == PractitionerStatus.ACTIVE
    published = Review.state == ReviewState.PUBLISHED
    offering = dict(
        session.execute(
            select(PractitionerConcern.concern_key, func.count())
            .join(Practitioner, Practitioner.id == PractitionerConcern.practitioner_id)
            .where(active)
            .group_by(PractitionerConcern.concern_key)
        ).all()
    )
    cities = (
        select(PracticeLocation.city, PracticeLocation.region, PracticeLocation.country)
        .join(Practitioner, Practitioner.id == PracticeLocation.practitioner_id)
        .where(active)
        .distinct()
        .subquery()
    )
    return HomeCounts(
        practitioner_count=_count(session, select(func.count(Practitioner.id)).where(active)),
        verified_outcome_count=_count(
            session,
            select(func.count(Outcome.review_id))
            .join(Review, Review.id == Outcome.review_id)
            .where(is_verified_report()),
        ),
        review_count=_count(session, select(func.count(Review.id)).where(published)),
        city_count=_count(session, select(func.count()).select_from(cities)),
        offering=offering,
    )


def find_last_fit(session: Session) -> datetime | None:
    """When skill was last fitted."""
    return session.scalar(select(func.max(SkillModel.fitted_at)))


def find_landscape(session: Session) -> Landscape:
    """Read everybody's place and points; a directory of a million has a million of each."""
    return Landscape(_list_cities(session), _find_spread(session))


def _list_cities(session: Session) -> tuple[CityCount, ...]:
    """US cities of active practitioners, the most practitioners first."""
    practitioner_count = func.count(PracticeLocation.practitioner_id.distinct())
    rows = session.execute(
        select(
            PracticeLocation.city,
            PracticeLocation.region,
            func.avg(PracticeLocation.latitude),
            func.avg(PracticeLocation.longitude),
            practitioner_count,
        )
        .join(Practitioner, Practitioner.id == PracticeLocation.practitioner_id)
        .where(
            Practitioner.status == PractitionerStatus.ACTIVE,
            PracticeLocation.latitude.is_not(None),
            PracticeLocation.country == "US",
        )
        .group_by(PracticeLocation.city, PracticeLocation.region)
        .order_by(practitioner_count.desc(), PracticeLocation.city, PracticeLocation.region)
        .limit(MOST_CITIES)
    )
    return tuple(
        CityCount(city, region, Point(float(latitude), float(longitude)), count)
        for city, region, latitude, longitude, count in rows
    )


def _find_spread(session: Session) -> Spread | None:
    """The distribution of the overall skill among those of whom outcomes are known."""
    points = np.sort(
        np.fromiter(
            session.scalars(
                select(PractitionerSkill.points)
                .join(Practitioner, Practitioner.id == PractitionerSkill.practitioner_id)
                .where(
                    Practitioner.status == PractitionerStatus.ACTIVE,
                    PractitionerSkill.concern_key == OVERALL,
                    PractitionerSkill.verified_outcome_count >= EVIDENCE_WORDS_FROM,
                )
            ),
            dtype=float,
        )
    )
    if len(points) < LEAST_SPREAD:
        return None
    tenth, middle, ninetieth = (float(one) for one in np.quantile(points, (0.1, 0.5, 0.9)))
    bins, _ = np.histogram(points, bins=np.arange(0, 100 + SPREAD_BIN, SPREAD_BIN))
    return Spread(tenth, middle, ninetieth, tuple(int(count) for count in bins))


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0


HOME_COUNTS = Figures("home", HomeCounts, lambda session, _: count_home(session))
LANDSCAPE = Figures("landscape", Landscape, lambda session, _: find_landscape(session))
