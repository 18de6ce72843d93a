"""What each source adds, for everybody to see.

Registries with what they say and never say, and sites of reviews with how generous they are and
what their stars are read as.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import scipy
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.reviews import ReviewState
from directory.domain.skill.hyperparameters import ReferenceRanks
from directory.models import ImportChange, ImportRun, ImportState, Review, ReviewSource
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


def get_source_overview(session: Session) -> SourceOverview:
    """Gather what each source adds."""
    return SourceOverview(
        registries=_list_registries(session),
        sites=_list_sites(session),
        formats=list_review_formats(),
    )


def _list_registries(session: Session) -> tuple[RegistryOverview, ...]:
    touched = {
        source: (count, imported_at)
        for source, count, imported_at in session.execute(
            select(
                ImportRun.source,
                func.count(func.distinct(ImportChange.practitioner_id)),
                func.max(ImportRun.finished_at),
            )
            .outerjoin(ImportChange, ImportChange.run_id == ImportRun.id)
            .where(ImportRun.state == ImportState.FINISHED)
            .group_by(ImportRun.source)
        )
    }
    return tuple(
        RegistryOverview(source, *touched.get(source.key, (0, None)))
        for source in list_registry_sources()
    )


def _list_sites(session: Session) -> tuple[SiteOverview, ...]:
    ranks = _reference_ranks(session)
    rows = session.execute(
        select(
            ReviewSource,
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
    return tuple(
        SiteOverview(
            name=source.name,
            rating_max=source.rating_max,
            review_count=reviews,
            practitioner_count=people,
            mean_rating=mean,
            best_share=best,
            standings=_list_standings(ranks.get(source.key), source),
        )
        for source, reviews, people, mean, best in rows
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
