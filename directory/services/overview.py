"""What whoever runs the site sees on one page: counts, imports, and the state of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.follow_ups import FollowUpCount
from directory.models import ImportRun, Practitioner, Review, ReviewSource, SkillModel
from directory.services.follow_up_counts import count_follow_ups
from directory.services.indexing import count_outbox
from directory.services.mail_refusals import count_refusals
from search_index import IndexHealth, SearchIndex, SearchIndexError

LISTED_IMPORTS = 20


@dataclass(frozen=True, slots=True)
class SiteOverview:
    """The state of the site. `index_problem` says what is wrong with the index, or is empty."""

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


def get_overview(session: Session, index: SearchIndex) -> SiteOverview:
    """Gather the state of the site; a broken index is part of the answer, not an error."""
    health, problem = None, ""
    try:
        health = index.health()
    except SearchIndexError as error:
        problem = str(error)
    return SiteOverview(
        practitioner_counts=tuple(
            session.execute(
                select(Practitioner.status, func.count())
                .group_by(Practitioner.status)
                .order_by(Practitioner.status)
            )
        ),
        review_counts=tuple(
            session.execute(
                select(ReviewSource.name, func.count())
                .join(Review.source)
                .group_by(ReviewSource.key, ReviewSource.name)
                .order_by(ReviewSource.name)
            )
        ),
        skill_model=session.scalar(select(SkillModel).order_by(SkillModel.id.desc()).limit(1)),
        outbox_count=count_outbox(session),
        follow_up_counts=count_follow_ups(session),
        refusal_count=count_refusals(session),
        index_health=health,
        index_problem=problem,
    )
