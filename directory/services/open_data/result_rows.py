"""The rows of results by practitioner: skill, outcomes in the groups of the profile, reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.outcomes import GradeDistribution
from directory.domain.vocabulary import Vocabulary
from directory.exports.open_data.data_files import Row
from directory.exports.open_data.result_tables import PRACTITIONER_OUTCOMES, REVIEW_COUNTS, SKILL
from directory.models import (
    PractitionerConcern,
    PractitionerSkill,
    Review,
    ReviewState,
    SkillModel,
)
from directory.models.skill import OVERALL
from directory.services.outcome_statistics import VerifiedReport, list_verified_reports
from directory.services.outcome_tables import make_outcome_statistics

POINT_DIGITS = 3
EVERYBODY = "all"


def iterate_results(
    session: Session, batch: Mapping[int, str], vocabulary: Vocabulary
) -> Iterator[tuple[str, Row]]:
    """The rows about the results of a batch of practitioners, each with its table's name."""
    reports: dict[int, list[VerifiedReport]] = defaultdict(list)
    for report in list_verified_reports(session, list(batch)):
        reports[report.practitioner_id].append(report)
    yield from _skill(session, batch, reports, vocabulary)
    for key, slug in batch.items():
        if key in reports:
            yield from _outcomes(slug, reports[key], vocabulary)
    yield from _review_counts(session, batch)


def grade_columns(grades: GradeDistribution) -> Row:
    """A distribution of grades as the columns of every table of outcomes."""
    return {"report_count": grades.total} | {
        f"grade_{grade}": count for grade, count in grades.counts
    }


def _skill(
    session: Session,
    batch: Mapping[int, str],
    reports: Mapping[int, Sequence[VerifiedReport]],
    vocabulary: Vocabulary,
) -> Iterator[tuple[str, Row]]:
    """The estimates that a profile shows: of all concerns, and of those treated or reported on."""
    shown = {(key, OVERALL) for key in batch}
    shown |= {(key, one.concern_key) for key, listed in reports.items() for one in listed}
    shown |= {
        (key, concern)
        for key, concern in session.execute(
            select(PractitionerConcern.practitioner_id, PractitionerConcern.concern_key).where(
                PractitionerConcern.practitioner_id.in_(batch)
            )
        )
    }
    rows = session.execute(
        select(
            PractitionerSkill.practitioner_id,
            PractitionerSkill.concern_key,
            PractitionerSkill.points,
            PractitionerSkill.lo90,
            PractitionerSkill.hi90,
            PractitionerSkill.verified_outcome_count,
            PractitionerSkill.effective_outcomes,
            PractitionerSkill.model_id,
            SkillModel.snapshot_on,
        )
        .join(SkillModel, SkillModel.id == PractitionerSkill.model_id)
        .where(PractitionerSkill.practitioner_id.in_(batch))
    ).all()
    for skill in sorted(rows, key=lambda row: (row.practitioner_id, row.concern_key)):
        concern = skill.concern_key
        if (skill.practitioner_id, concern) not in shown:
            continue
        if concern != OVERALL and vocabulary.find_concern(concern) is None:
            continue
        yield (
            SKILL.name,
            {
                "practitioner": batch[skill.practitioner_id],
                "concern": concern,
                "points": round(skill.points, POINT_DIGITS),
                "lo90": round(skill.lo90, POINT_DIGITS),
                "hi90": round(skill.hi90, POINT_DIGITS),
                "verified_outcome_count": skill.verified_outcome_count,
                "effective_outcomes": round(skill.effective_outcomes, POINT_DIGITS),
                "model": skill.model_id,
                "fitted_on": skill.snapshot_on,
            },
        )


def _outcomes(
    slug: str, reports: Sequence[VerifiedReport], vocabulary: Vocabulary
) -> Iterator[tuple[str, Row]]:
    """The groups that the profile shows; none where there are too few reports for any."""
    statistics = make_outcome_statistics(reports, vocabulary)
    if statistics.is_small:
        return
    groups = [("all", EVERYBODY, statistics.grades)]
    for grouping, table in (
        ("concern", statistics.by_concern),
        ("severity", statistics.by_severity),
        ("skin_type", statistics.by_skin_type),
        ("half_year", statistics.by_half_year),
        ("invitation", statistics.by_invitation),
    ):
        groups += [
            (grouping, group.code, group.grades)
            for group in sorted(table.groups, key=lambda group: group.code)
        ]
    for grouping, code, grades in groups:
        named: Row = {"practitioner": slug, "grouping": grouping, "group": code}
        yield PRACTITIONER_OUTCOMES.name, {**named, **grade_columns(grades)}


def _review_counts(session: Session, batch: Mapping[int, str]) -> Iterator[tuple[str, Row]]:
    rows = session.execute(
        select(
            Review.practitioner_id,
            Review.source_key,
            Review.verification_level,
            func.count().label("review_count"),
        )
        .where(Review.practitioner_id.in_(batch), Review.state == ReviewState.PUBLISHED)
        .group_by(Review.practitioner_id, Review.source_key, Review.verification_level)
    ).all()
    for row in sorted(rows, key=lambda row: (*row,)):
        yield (
            REVIEW_COUNTS.name,
            {
                "practitioner": batch[row.practitioner_id],
                "source": row.source_key,
                "verification_level": str(row.verification_level),
                "review_count": row.review_count,
            },
        )
