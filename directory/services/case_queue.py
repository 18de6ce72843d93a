"""The queue: every case that waits, one row each, with how urgent and how doubtful it is.

Nothing is written down as waiting: what waits follows from the states of reviews, flags, receipts,
appeals and decisions, so that no row can be forgotten or left behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, selectinload

from directory.domain.appeals import APPELLANT_WORDS, Appellant
from directory.domain.flags import FLAG_WORDS, URGENT_REASONS, flags_target
from directory.domain.integrity import IntegrityAssessment, RiskBand
from directory.domain.moderation import (
    CASE_RULES,
    OPEN_DECISIONS,
    VERDICT_WORDS,
    CaseKind,
    DecisionState,
    Verdict,
)
from directory.domain.reviews import LIVE_STATES, ReviewState
from directory.domain.screening import CHECK_WORDS, UNPROVEN
from directory.models import (
    Appeal,
    Flag,
    ModerationDecision,
    Practitioner,
    Receipt,
    Review,
    ReviewReply,
)
from directory.services.cases import contested_states
from directory.services.integrity import list_assessments
from directory.services.linked_cases import list_linked
from directory.services.publication import list_proven_ids, screen_review
from directory.services.reply_decisions import list_waiting_replies
from directory.services.waiting_case import WaitingCase

BANDS = tuple(RiskBand)


def list_waiting(session: Session) -> list[WaitingCase]:
    """Every case that waits, those due first first. Their risk includes what integrity noticed."""
    rows = [
        *_waiting_reviews(session),
        *_waiting_flags(session),
        *_waiting_receipts(session),
        *_waiting_replies(session),
        *_waiting_appeals(session),
        *_waiting_for_second(session),
        *list_linked(session),
    ]
    assessments = list_assessments(session, sorted({row.review.id for row in rows}))
    assessed = [_add_assessment(row, assessments) for row in rows]
    return sorted(assessed, key=lambda row: (row.due_at, row.kind, row.subject_id))


def _add_assessment(
    row: WaitingCase, assessments: Mapping[int, IntegrityAssessment]
) -> WaitingCase:
    assessment = assessments.get(row.review.id)
    if assessment is None or row.kind is CaseKind.REPLY:  # its review is not what is in doubt
        return row
    return replace(
        row,
        band=max(row.band, assessment.band, key=BANDS.index),
        reasons=(*row.reasons, *assessment.reasons),
        is_plain=row.is_plain and assessment.band is RiskBand.LOW,
    )


def _waiting_reviews(session: Session) -> Iterator[WaitingCase]:
    rows = session.execute(
        select(Review, Practitioner)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Review.state == ReviewState.QUEUED, _is_undecided(CaseKind.REVIEW, Review.id))
        .options(selectinload(Review.outcome))
    ).all()
    proven = list_proven_ids(session, [review.id for review, _ in rows])
    for review, practitioner in rows:
        since = review.email_confirmed_at or review.submitted_at
        if since is None:
            continue
        codes = screen_review(review, is_proven=review.id in proven, is_risky=False)
        is_plain = set(codes) <= {UNPROVEN}
        yield WaitingCase(
            CaseKind.REVIEW,
            review.id,
            review,
            practitioner,
            since,
            since + CASE_RULES[CaseKind.REVIEW].target,
            RiskBand.LOW if is_plain else RiskBand.MEDIUM,
            tuple(CHECK_WORDS[code] for code in codes),
            is_plain=is_plain,
        )


def _waiting_flags(session: Session) -> Iterator[WaitingCase]:
    rows = session.execute(
        select(Flag, Review, Practitioner)
        .join(Review, Review.id == Flag.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            Flag.decision_id.is_(None),
            Review.state == ReviewState.PUBLISHED,
            _is_undecided(CaseKind.FLAGS, Review.id),
        )
        .order_by(Flag.id)
    )
    grouped: dict[int, list[tuple[Flag, Review, Practitioner]]] = defaultdict(list)
    for flag, review, practitioner in rows:
        grouped[review.id].append((flag, review, practitioner))
    for review_id, group in grouped.items():
        flags = [flag for flag, _, _ in group]
        codes = list(dict.fromkeys(flag.reason_code for flag in flags))
        since = flags[0].created_at
        count = f"{len(flags)} flags" if len(flags) > 1 else "1 flag"
        by_practice = ", the practice asks" if any(f.is_from_practice for f in flags) else ""
        yield WaitingCase(
            CaseKind.FLAGS,
            review_id,
            group[0][1],
            group[0][2],
            since,
            since + flags_target(codes),
            RiskBand.HIGH if URGENT_REASONS & set(codes) else RiskBand.MEDIUM,
            (f"{count}{by_practice}", *(FLAG_WORDS[code] for code in codes)),
        )


def _waiting_receipts(session: Session) -> Iterator[WaitingCase]:
    rows = session.execute(
        select(Receipt, Review, Practitioner)
        .join(Review, Review.id == Receipt.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            Receipt.decision.is_(None),
            Receipt.deleted_at.is_(None),
            Review.state.in_(LIVE_STATES),
            _is_undecided(CaseKind.RECEIPT, Receipt.id),
        )
        .options(selectinload(Review.outcome))
    )
    for receipt, review, practitioner in rows:
        since = receipt.uploaded_at
        yield WaitingCase(
            CaseKind.RECEIPT,
            receipt.id,
            review,
            practitioner,
            since,
            since + CASE_RULES[CaseKind.RECEIPT].target,
            RiskBand.LOW,
            (),
        )


def _waiting_replies(session: Session) -> Iterator[WaitingCase]:
    for waiting in list_waiting_replies(session, _is_undecided(CaseKind.REPLY, ReviewReply.id)):
        since = waiting.reply.sent_at
        warnings = [f"Warned: {rule.title}" for rule, _ in waiting.warnings]
        yield WaitingCase(
            CaseKind.REPLY,
            waiting.reply.id,
            waiting.review,
            waiting.practitioner,
            since,
            since + CASE_RULES[CaseKind.REPLY].target,
            RiskBand.MEDIUM if warnings else RiskBand.LOW,
            tuple(warnings),
        )


def _waiting_appeals(session: Session) -> Iterator[WaitingCase]:
    earlier = aliased(ModerationDecision)
    rows = session.execute(
        select(Appeal, earlier, Review, Practitioner)
        .join(earlier, earlier.id == Appeal.decision_id)
        .join(Review, Review.id == earlier.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(_is_undecided(CaseKind.APPEAL, Appeal.id, or_made=True))
    )
    for appeal, appealed, review, practitioner in rows:
        if review.state not in contested_states(appealed):
            continue
        since = appeal.created_at
        yield WaitingCase(
            CaseKind.APPEAL,
            appeal.id,
            review,
            practitioner,
            since,
            since + CASE_RULES[CaseKind.APPEAL].target,
            RiskBand.MEDIUM,
            (
                f"By {APPELLANT_WORDS[Appellant(appeal.appellant)]}, against "
                f"“{VERDICT_WORDS[Verdict(appealed.verdict)].lower()}”",
            ),
            decided_by=_people(appealed),
        )


def _waiting_for_second(session: Session) -> Iterator[WaitingCase]:
    rows = session.execute(
        select(ModerationDecision, Review, Practitioner)
        .join(Review, Review.id == ModerationDecision.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(ModerationDecision.state == DecisionState.AWAITING_SECOND)
    )
    for decision, review, practitioner in rows:
        kind = CaseKind(decision.kind)
        yield WaitingCase(
            kind,
            decision.subject_id,
            review,
            practitioner,
            decision.waiting_since,
            decision.waiting_since + CASE_RULES[kind].target,
            RiskBand.HIGH,
            ("The practice asks for a removal: a second moderator must agree.",),
            is_second=True,
            decision_id=decision.id,
            decided_by=_people(decision),
        )


def _people(decision: ModerationDecision) -> frozenset[int]:
    people = (decision.decided_by_account_id, decision.second_account_id)
    return frozenset(person for person in people if person is not None)


def _is_undecided(
    kind: CaseKind, subject_id: InstrumentedAttribute[int], *, or_made: bool = False
) -> ColumnElement[bool]:
    """Whether no decision on this case is open or, for cases decided once, carried out."""
    states: Sequence[DecisionState] = (
        *OPEN_DECISIONS,
        *([DecisionState.MADE] if or_made else []),
    )
    return ~exists().where(
        and_(
            ModerationDecision.kind == kind,
            ModerationDecision.subject_id == subject_id,
            ModerationDecision.state.in_(states),
        )
    )
