"""What whoever runs the site sees on one page: counts, imports, and the state of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.follow_ups import FollowUpCount, count_by_plan
from directory.models import ImportRun, Practitioner, Review, ReviewSource, SkillModel
from directory.services.follow_up_counts import count_by_kind
from directory.services.indexing import count_outbox
from directory.services.kept_figures import Figures, get_figures
from directory.services.mail_refusals import count_refusals
from search_index import IndexHealth, SearchIndex, SearchIndexError

LISTED_IMPORTS = 20


@dataclass(frozen=True, slots=True)
class OverviewCounts:
    """Practitioners by state, reviews by the name of their source, follow-ups by kind."""

    practitioners: tuple[tuple[str, int], ...] = ()
    reviews: tuple[tuple[str, int], ...] = ()
    follow_ups: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteOverview:
    """The state of the site. `index_problem` says what is wrong with the index, or is empty.

    `counted_at` is None where nobody has counted a large site yet.
    """

    counted_at: datetime | None
    practitioner_counts: tuple[tuple[str, int], ...]
    review_counts: tuple[tuple[str, int], ...]
    skill_model: SkillModel | None
    outbox_count: int
    follow_up_counts: Sequence[FollowUpCount]
    refusal_count: int
    index_health: IndexHealth | None
    index_problem: str


def list_import_runs(session: Session) -> Sequence[ImportRun]:
    """The latest imports, the newest first."""
    return session.scalars(
        select(ImportRun).order_by(ImportRun.id.desc()).limit(LISTED_IMPORTS)
    ).all()


def get_overview(session: Session, index: SearchIndex, now: datetime) -> SiteOverview:
    """Gather the state of the site; a broken index is part of the answer, not an error."""
    health, problem = None, ""
    try:
        health = index.health()
    except SearchIndexError as error:
        problem = str(error)
    counted = get_figures(session, OVERVIEW_COUNTS, now)
    counts = counted.figures if counted else OverviewCounts()
    return SiteOverview(
        counted_at=counted.at if counted else None,
        practitioner_counts=counts.practitioners,
        review_counts=counts.reviews,
        skill_model=session.scalar(select(SkillModel).order_by(SkillModel.id.desc()).limit(1)),
        outbox_count=count_outbox(session),
        follow_up_counts=count_by_plan(counts.follow_ups),
        refusal_count=count_refusals(session),
        index_health=health,
        index_problem=problem,
    )


def count_overview(session: Session) -> OverviewCounts:
    """Count what there is now."""
    practitioners = session.execute(
        select(Practitioner.status, func.count())
        .group_by(Practitioner.status)
        .order_by(Practitioner.status)
    )
    reviews = session.execute(
        select(ReviewSource.name, func.count())
        .join(Review.source)
        .group_by(ReviewSource.key, ReviewSource.name)
        .order_by(ReviewSource.name)
    )
    return OverviewCounts(
        tuple((status, count) for status, count in practitioners),
        tuple((name, count) for name, count in reviews),
        count_by_kind(session),
    )


OVERVIEW_COUNTS = Figures("overview", OverviewCounts, lambda session, _: count_overview(session))
