"""What each source adds, for everybody to see.

Registries with what they say and never say, and sites of reviews with how generous they are and
what their stars are read as.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import scipy
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.reviews import ReviewState
from directory.domain.skill.hyperparameters import ReferenceRanks
from directory.models import ImportChange, ImportRun, ImportState, Review, ReviewSource
from directory.services.kept_figures import Figures, get_figures
from directory.services.registry_sources import RegistrySource, list_registry_sources
from directory.services.review_sources import ReviewFormat, list_review_formats
from directory.services.skill import get_skill_model, read_model


@dataclass(frozen=True, slots=True)
class RegistryOverview:
    """A registry: whom it touched, and when it was last imported."""

    source: RegistrySource
    practitioner_count: int
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rating of a site is read as: better than so many of 100 ratings there."""

    rating: float
    better_than: float


@dataclass(frozen=True, slots=True)
class SiteOverview:
    """A site of reviews: how many, of how many people, how generous, and what its stars mean."""

    name: str
    rating_max: float
    review_count: int
    practitioner_count: int
    mean_rating: float | None
    best_share: float | None
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class SourceOverview:
    """All sources of the directory."""

    registries: tuple[RegistryOverview, ...]
    sites: tuple[SiteOverview, ...]
    formats: tuple[ReviewFormat, ...]


@dataclass(frozen=True, slots=True)
class SiteCounts:
    """The published reviews of a site: how many, of how many people, and how they rate."""

    source_key: str
    review_count: int
    practitioner_count: int
    mean_rating: float | None
    best_share: float | None


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """Whom each registry touched and when it was last imported; and sites, the largest first."""

    touched: Mapping[str, tuple[int, datetime | None]]
    sites: tuple[SiteCounts, ...]


NO_COUNTS = SourceCounts({}, ())


def count_sources(session: Session) -> SourceCounts:
    """Count what each source adds now."""
    return SourceCounts(_count_registries(session), _count_sites(session))


SOURCE_COUNTS = Figures("sources", SourceCounts, lambda session, _: count_sources(session))


def get_source_overview(session: Session, now: datetime) -> SourceOverview:
    """Gather what each source adds."""
    counted = get_figures(session, SOURCE_COUNTS, now)
    counts = counted.figures if counted else NO_COUNTS
    return SourceOverview(
        registries=tuple(
            RegistryOverview(source, *counts.touched.get(source.key, (0, None)))
            for source in list_registry_sources()
        ),
        sites=tuple(_describe_sites(session, counts.sites)),
        formats=list_review_formats(),
    )


def _count_registries(session: Session) -> dict[str, tuple[int, datetime | None]]:
    rows = session.execute(
        select(
            ImportRun.source,
            func.count(func.distinct(ImportChange.practitioner_id)),
            func.max(ImportRun.finished_at),
        )
        .outerjoin(ImportChange, ImportChange.run_id == ImportRun.id)
        .where(ImportRun.state == ImportState.FINISHED)
        .group_by(ImportRun.source)
    )
    return {source: (count, imported_at) for source, count, imported_at in rows}


def _count_sites(session: Session) -> tuple[SiteCounts, ...]:
    rows = session.execute(
        select(
            ReviewSource.key,
            func.count(Review.id),
            func.count(func.distinct(Review.practitioner_id)),
            func.avg(Review.rating),
            func.avg(
                case(
                    (Review.rating.is_(None), None),
                    (Review.rating >= ReviewSource.rating_max, 1.0),
                    else_=0.0,
                )
            ),
        )
        .join(Review, Review.source_key == ReviewSource.key)
        .where(Review.state == ReviewState.PUBLISHED)
        .group_by(ReviewSource.key)
        .order_by(func.count(Review.id).desc(), ReviewSource.key)
    )
    return tuple(SiteCounts(*row) for row in rows)


def _describe_sites(session: Session, counted: Sequence[SiteCounts]) -> Iterator[SiteOverview]:
    sources = {source.key: source for source in session.scalars(select(ReviewSource))}
    ranks = _reference_ranks(session)
    for counts in counted:
        source = sources[counts.source_key]
        yield SiteOverview(
            name=source.name,
            rating_max=source.rating_max,
            review_count=counts.review_count,
            practitioner_count=counts.practitioner_count,
            mean_rating=counts.mean_rating,
            best_share=counts.best_share,
            standings=_list_standings(ranks.get(source.key), source),
        )


def _reference_ranks(session: Session) -> Mapping[str, ReferenceRanks]:
    try:
        return read_model(get_skill_model(session)).stars.channels
    except NotFoundError:
        return {}


def _list_standings(ranks: ReferenceRanks | None, source: ReviewSource) -> tuple[Standing, ...]:
    """What whole ratings stand for, the best first; nothing for a site the model has not seen.

    The model keeps a normal score for each rating and for what lies between two.
    """
    if ranks is None:
        return ()
    whole = range(int(source.rating_max), int(source.rating_min) - 1, -1)
    scores = dict(zip(ranks.values, ranks.scores[1::2], strict=True))
    return tuple(
        Standing(float(rating), 100.0 * float(scipy.special.ndtr(scores[rating])))
        for rating in whole
        if rating in scores
    )[:5]
