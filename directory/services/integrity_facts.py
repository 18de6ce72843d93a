"""Gathers from the database what the integrity signals look at, for a batch of reviews at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from directory.domain.integrity import ReviewFacts
from directory.domain.integrity.accounts import SharedAddress, mailbox_of, small_domain_of
from directory.domain.integrity.disagreement import ExtremeCounts
from directory.domain.integrity.texts import SHOWN_FROM, EarlierText
from directory.domain.outcomes import GRADE_WORDS, VERIFIED_LEVEL
from directory.domain.reviews import ReviewState
from directory.domain.tokens import hash_token
from directory.models import (
    Account,
    Outcome,
    Review,
    ReviewAssessment,
    ReviewSource,
    VisitCode,
)
from directory.services.text_fingerprints import list_similar_texts

UNCOUNTED_STATES = (ReviewState.SUBMITTED, ReviewState.WITHDRAWN, ReviewState.ERASED)
"""Not counted as others' neighbours. Before its address is confirmed anybody can send a report in
anybody's name, and could so cast doubt on what that person wrote."""


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """Another review of the same practitioner."""

    is_proven: bool
    star_share: float | None
    reported_on: date
    author_email: str | None


def counts_for_others() -> ColumnElement[bool]:
    """Whether a review is counted when others are assessed."""
    return Review.state.not_in(UNCOUNTED_STATES)


def mailbox_hash_of(author_email: str | None) -> str:
    """The hash of the mailbox that an address leads into; "" without an address."""
    return hash_token(mailbox_of(author_email)) if author_email else ""


def gather_facts(session: Session, review_ids: Sequence[int]) -> Mapping[int, ReviewFacts]:
    """What the signals look at in each of these reviews, by id."""
    rows = session.execute(
        select(
            Review.id,
            Review.practitioner_id,
            Review.text,
            Review.reported_on,
            Review.reviewer_key,
            Review.author_email,
            Review.verification_level,
            Review.rating,
            ReviewSource.rating_min,
            ReviewSource.rating_max,
            Outcome.gais,
            VisitCode.block_id,
            VisitCode.redeemed_at,
        )
        .join(ReviewSource, ReviewSource.key == Review.source_key)
        .outerjoin(Outcome, Outcome.review_id == Review.id)
        .outerjoin(VisitCode, VisitCode.review_id == Review.id)
        .where(Review.id.in_(review_ids))
        .order_by(Review.id)
    ).all()
    similar = list_similar_texts(session, review_ids, SHOWN_FROM)
    practitioner_ids = {row.practitioner_id for row in rows}
    neighbours = _list_neighbours(session, practitioner_ids, review_ids)
    reach = _count_practitioners(session, {row.reviewer_key for row in rows}, review_ids)
    aliases = _count_aliases(session, [row.author_email for row in rows if row.author_email])
    practice_domains = _list_practice_domains(session, practitioner_ids)
    block_times = _list_block_times(session, {row.block_id for row in rows if row.block_id})
    return {
        row.id: ReviewFacts(
            text=row.text,
            reported_on=row.reported_on,
            star_share=_share(row.rating, row.rating_min, row.rating_max),
            grade_share=_share(row.gais, min(GRADE_WORDS), max(GRADE_WORDS)),
            earlier_texts=[
                EarlierText(one.score, one.practitioner_id == row.practitioner_id)
                for one in similar.get(row.id, ())
                if (one.reported_on, one.review_id) < (row.reported_on, row.id)
            ],
            practitioners_rated=reach.get(row.reviewer_key, 1),
            address=_share_address(
                row.author_email,
                aliases,
                practice_domains[row.practitioner_id],
                neighbours[row.practitioner_id],
            ),
            unproven_days=(
                ()
                if row.verification_level >= VERIFIED_LEVEL
                else _list_unproven_days(neighbours[row.practitioner_id])
            ),
            extremes=_count_extremes(row, neighbours[row.practitioner_id]),
            redeemed_at=row.redeemed_at,
            block_times=block_times[row.block_id],
        )
        for row in rows
    }


def _list_neighbours(
    session: Session, practitioner_ids: set[int], review_ids: Sequence[int]
) -> Mapping[int, list[_Neighbour]]:
    """All counted reviews of these practitioners, those asked about among them, by day."""
    rows = session.execute(
        select(
            Review.practitioner_id,
            Review.verification_level,
            Review.rating,
            ReviewSource.rating_min,
            ReviewSource.rating_max,
            Review.reported_on,
            Review.author_email,
        )
        .join(ReviewSource, ReviewSource.key == Review.source_key)
        .where(
            Review.practitioner_id.in_(practitioner_ids),
            or_(counts_for_others(), Review.id.in_(review_ids)),
        )
        .order_by(Review.reported_on)
    )
    neighbours: dict[int, list[_Neighbour]] = defaultdict(list)
    for practitioner_id, level, rating, lowest, highest, reported_on, email in rows:
        neighbours[practitioner_id].append(
            _Neighbour(level >= VERIFIED_LEVEL, _share(rating, lowest, highest), reported_on, email)
        )
    return neighbours


def _count_practitioners(
    session: Session, reviewer_keys: set[str], review_ids: Sequence[int]
) -> Mapping[str, int]:
    """How many practitioners each author has reviewed."""
    rows = session.execute(
        select(Review.reviewer_key, func.count(Review.practitioner_id.distinct()))
        .where(
            Review.reviewer_key.in_(reviewer_keys),
            or_(counts_for_others(), Review.id.in_(review_ids)),
        )
        .group_by(Review.reviewer_key)
    )
    return {key: count for key, count in rows if key}


def _count_aliases(session: Session, addresses: Sequence[str]) -> Mapping[str, int]:
    """How many other addresses lead into the mailbox of each of these."""
    hashes = {mailbox_hash_of(address) for address in addresses}
    rows = session.execute(
        select(ReviewAssessment.mailbox_hash, Review.author_email)
        .join(Review, Review.id == ReviewAssessment.review_id)
        .where(ReviewAssessment.mailbox_hash.in_(hashes), counts_for_others())
    )
    known: dict[str, set[str]] = defaultdict(set)
    for mailbox_hash, address in rows:
        if address:
            known[mailbox_hash].add(address)
    return {address: len(known[mailbox_hash_of(address)] - {address}) for address in addresses}


def _list_practice_domains(session: Session, practitioner_ids: set[int]) -> Mapping[int, set[str]]:
    """The small mail domains of those who keep these practitioners' profiles."""
    rows = session.execute(
        select(Account.practitioner_id, Account.email).where(
            Account.practitioner_id.in_(practitioner_ids)
        )
    )
    domains: dict[int, set[str]] = defaultdict(set)
    for practitioner_id, address in rows:
        if practitioner_id is not None and (domain := small_domain_of(address)):
            domains[practitioner_id].add(domain)
    return domains


def _list_block_times(session: Session, block_ids: set[int]) -> Mapping[int, list[datetime]]:
    rows = session.execute(
        select(VisitCode.block_id, VisitCode.redeemed_at)
        .where(VisitCode.block_id.in_(block_ids), VisitCode.redeemed_at.is_not(None))
        .order_by(VisitCode.redeemed_at)
    )
    times: dict[int, list[datetime]] = defaultdict(list)
    for block_id, redeemed_at in rows:
        if redeemed_at is not None:
            times[block_id].append(redeemed_at)
    return times


def _share_address(
    address: str | None,
    aliases: Mapping[str, int],
    practice_domains: set[str],
    neighbours: Sequence[_Neighbour],
) -> SharedAddress:
    if not address:
        return SharedAddress()
    domain = small_domain_of(address)
    authors = {
        one.author_email
        for one in neighbours
        if one.author_email and domain and small_domain_of(one.author_email) == domain
    }
    return SharedAddress(aliases[address], domain in practice_domains, len(authors))


def _list_unproven_days(neighbours: Sequence[_Neighbour]) -> Sequence[date]:
    return [one.reported_on for one in neighbours if not one.is_proven]


def _count_extremes(
    row: Row[*tuple[object, ...]], neighbours: Sequence[_Neighbour]
) -> ExtremeCounts | None:
    share = _share(row.rating, row.rating_min, row.rating_max)
    if row.verification_level >= VERIFIED_LEVEL or share not in {0.0, 1.0}:
        return None
    counts = Counter((one.is_proven, one.star_share == share) for one in neighbours)
    return ExtremeCounts(
        unproven=counts[False, True] + counts[False, False],
        unproven_extreme=counts[False, True],
        proven=counts[True, True] + counts[True, False],
        proven_extreme=counts[True, True],
    )


def _share(value: float | None, lowest: float, highest: float) -> float | None:
    if value is None or highest <= lowest:
        return None
    return (value - lowest) / (highest - lowest)
