"""The evidence about practitioners as the skill model sees it, gathered from the database.

Nothing commercial can be read here: this module cannot import `directory.models.listing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.experience import (
    DatedCredential,
    ExperienceEvidence,
    gather_experience,
    years_between,
)
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.skill import Evidence, Experience, SourceRating, VerifiedOutcome
from directory.models import Outcome, Practitioner, Review, ReviewState

BATCH_SIZE = 500


def experience_of(practitioner: Practitioner, today: date) -> ExperienceEvidence:
    """The years that this practitioner's credentials show on the day `today`."""
    return gather_experience(
        (
            DatedCredential(
                credential.kind,
                credential.name,
                credential.issuer,
                credential.issued_on,
                credential.is_temporary,
                credential.evidence_level,
                credential.is_set_aside,
            )
            for credential in practitioner.credentials
        ),
        practitioner.graduated_in,
        practitioner.practising_since_claimed,
        today,
    )


def gather_evidence(session: Session, keys: Sequence[int], today: date) -> dict[int, Evidence]:
    """The evidence about each of these practitioners on the day `today`, by id."""
    evidence: dict[int, Evidence] = {}
    for batch in iterate_evidence(session, keys, today):
        evidence |= batch
    return evidence


def iterate_evidence(
    session: Session, keys: Sequence[int], today: date
) -> Iterator[dict[int, Evidence]]:
    """The same, some practitioners at a time: everybody's may be more than memory holds."""
    for start in range(0, len(keys), BATCH_SIZE):
        batch = keys[start : start + BATCH_SIZE]
        outcomes, ratings = _reports_of(session, batch, today)
        practitioners = session.scalars(
            select(Practitioner)
            .where(Practitioner.id.in_(batch))
            .options(selectinload(Practitioner.credentials))
        )
        evidence: dict[int, Evidence] = {}
        for practitioner in practitioners:
            experience = experience_of(practitioner, today)
            evidence[practitioner.id] = Evidence(
                experience=Experience(experience.evidenced_years, experience.claimed_years),
                cases_per_year=practitioner.audited_cases_per_year,
                outcomes=tuple(outcomes[practitioner.id]),
                ratings=tuple(ratings[practitioner.id]),
            )
        yield evidence


def _reports_of(
    session: Session, keys: Sequence[int], today: date
) -> tuple[dict[int, list[VerifiedOutcome]], dict[int, list[SourceRating]]]:
    """Published reports of these practitioners: verified outcomes, and all else as ratings."""
    outcomes: dict[int, list[VerifiedOutcome]] = defaultdict(list)
    ratings: dict[int, list[SourceRating]] = defaultdict(list)
    rows = session.execute(
        select(
            Review.practitioner_id,
            Review.source_key,
            Review.verification_level,
            Review.rating,
            Review.reported_on,
            Review.integrity,
            Outcome.concern_key,
            Outcome.gais,
            Outcome.severity,
            Outcome.fitzpatrick,
            Outcome.adverse_event,
            Outcome.redness_downtime_days,
            Outcome.session_count,
        )
        .outerjoin(Outcome, Outcome.review_id == Review.id)
        .where(Review.practitioner_id.in_(keys), Review.state == ReviewState.PUBLISHED)
        .order_by(Review.id)
    )
    for row in rows:
        age_years = years_between(row.reported_on, today)
        if row.verification_level >= VERIFIED_LEVEL and row.gais is not None:
            outcomes[row.practitioner_id].append(
                VerifiedOutcome(
                    concern=row.concern_key,
                    gais=row.gais,
                    severity=row.severity,
                    fitzpatrick=row.fitzpatrick,
                    adverse_event=row.adverse_event,
                    verification_level=row.verification_level,
                    age_years=age_years,
                    integrity=row.integrity,
                    healing_days=row.redness_downtime_days,
                    sessions=row.session_count,
                )
            )
        elif row.rating is not None:
            rating = SourceRating(
                row.source_key, row.rating, integrity=row.integrity, age_years=age_years
            )
            ratings[row.practitioner_id].append(rating)
    return outcomes, ratings
