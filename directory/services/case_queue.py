"""The cases of the queue as rows: what each is about, how urgent it is and how doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.appeals import APPELLANT_WORDS, Appellant
from directory.domain.flags import FLAG_WORDS, URGENT_REASONS
from directory.domain.integrity import IntegrityAssessment, RiskBand
from directory.domain.moderation import VERDICT_WORDS, CaseKind, LinkedKind, Verdict
from directory.domain.screening import CHECK_WORDS, UNPROVEN
from directory.models import (
    Appeal,
    Flag,
    ModerationDecision,
    Practitioner,
    Review,
    ReviewReply,
)
from directory.services.integrity import list_assessments
from directory.services.publication import list_proven_ids, screen_review
from directory.services.reply_decisions import list_warnings
from directory.services.waiting_case import WaitingCase
from directory.services.waiting_keys import KeyFilter, WaitingKey, list_waiting_keys

BANDS = tuple(RiskBand)
ASKED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class _Doubts:
    """Why to doubt a case."""

    band: RiskBand = RiskBand.LOW
    reasons: tuple[str, ...] = ()
    is_plain: bool = False


def list_waiting(session: Session) -> list[WaitingCase]:
    """Every case that waits, those due first first."""
    return describe_cases(session, list_waiting_keys(session, None, KeyFilter()))


def describe_cases(session: Session, keys: Sequence[WaitingKey]) -> list[WaitingCase]:
    """These cases in their order. Their risk includes what integrity noticed."""
    cases: list[WaitingCase] = []
    for start in range(0, len(keys), ASKED_AT_ONCE):  # a query takes so many numbers at most
        cases += _describe(session, keys[start : start + ASKED_AT_ONCE])
    return cases


def _describe(session: Session, keys: Sequence[WaitingKey]) -> Iterator[WaitingCase]:
    review_ids = sorted({key.review_id for key in keys})
    rows = session.execute(
        select(Review, Practitioner)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Review.id.in_(review_ids))
        .options(selectinload(Review.outcome))
    )
    people = {review.id: (review, practitioner) for review, practitioner in rows}
    reviews = {number: review for number, (review, _) in people.items()}
    assessments = list_assessments(session, review_ids)
    numbers: dict[CaseKind | LinkedKind, list[int]] = defaultdict(list)
    for key in keys:
        if key.decision_id is None:
            numbers[key.kind].append(key.subject_id)
    doubts: dict[tuple[CaseKind | LinkedKind, int], _Doubts] = {
        **dict(_doubt_reports(session, numbers[CaseKind.REVIEW], reviews)),
        **dict(_doubt_flagged(session, numbers[CaseKind.FLAGS])),
        **dict(_doubt_replies(session, numbers[CaseKind.REPLY])),
        **dict(_doubt_appealed(session, numbers[CaseKind.APPEAL])),
    }
    for key in keys:
        review, practitioner = people[key.review_id]
        is_second = key.decision_id is not None
        doubt = _SECOND if is_second else doubts.get((key.kind, key.subject_id), _Doubts())
        case = WaitingCase(
            key.kind,
            key.subject_id,
            review,
            practitioner,
            key.waiting_since,
            key.due_at,
            doubt.band,
            doubt.reasons,
            is_plain=doubt.is_plain,
            is_second=is_second,
            decision_id=key.decision_id,
        )
        yield _add_assessment(case, assessments)


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


_SECOND = _Doubts(
    RiskBand.HIGH, ("The practice asks for a removal: a second moderator must agree.",)
)


def _doubt_reports(
    session: Session, review_ids: Sequence[int], reviews: Mapping[int, Review]
) -> Iterator[tuple[tuple[CaseKind, int], _Doubts]]:
    proven = list_proven_ids(session, review_ids)
    for number in review_ids:
        codes = screen_review(reviews[number], is_proven=number in proven, is_risky=False)
        is_plain = set(codes) <= {UNPROVEN}
        yield (
            (CaseKind.REVIEW, number),
            _Doubts(
                RiskBand.LOW if is_plain else RiskBand.MEDIUM,
                tuple(CHECK_WORDS[code] for code in codes),
                is_plain=is_plain,
            ),
        )


def _doubt_flagged(
    session: Session, review_ids: Sequence[int]
) -> Iterator[tuple[tuple[CaseKind, int], _Doubts]]:
    grouped: dict[int, list[Flag]] = defaultdict(list)
    for flag in session.scalars(
        select(Flag)
        .where(Flag.decision_id.is_(None), Flag.review_id.in_(review_ids))
        .order_by(Flag.id)
    ):
        grouped[flag.review_id].append(flag)
    for review_id, flags in grouped.items():
        codes = list(dict.fromkeys(flag.reason_code for flag in flags))
        count = f"{len(flags)} flags" if len(flags) > 1 else "1 flag"
        by_practice = ", the practice asks" if any(f.is_from_practice for f in flags) else ""
        yield (
            (CaseKind.FLAGS, review_id),
            _Doubts(
                RiskBand.HIGH if URGENT_REASONS & set(codes) else RiskBand.MEDIUM,
                (f"{count}{by_practice}", *(FLAG_WORDS[code] for code in codes)),
            ),
        )


def _doubt_replies(
    session: Session, reply_ids: Sequence[int]
) -> Iterator[tuple[tuple[CaseKind, int], _Doubts]]:
    for reply in session.scalars(select(ReviewReply).where(ReviewReply.id.in_(reply_ids))):
        warnings = tuple(f"Warned: {rule.title}" for rule, _ in list_warnings(reply))
        band = RiskBand.MEDIUM if warnings else RiskBand.LOW
        yield (CaseKind.REPLY, reply.id), _Doubts(band, warnings)


def _doubt_appealed(
    session: Session, appeal_ids: Sequence[int]
) -> Iterator[tuple[tuple[CaseKind, int], _Doubts]]:
    rows = session.execute(
        select(Appeal.id, Appeal.appellant, ModerationDecision.verdict)
        .join(ModerationDecision, ModerationDecision.id == Appeal.decision_id)
        .where(Appeal.id.in_(appeal_ids))
    )
    for number, appellant, verdict in rows:
        reason = (
            f"By {APPELLANT_WORDS[Appellant(appellant)]}, against "
            f"“{VERDICT_WORDS[Verdict(verdict)].lower()}”"
        )
        yield (CaseKind.APPEAL, number), _Doubts(RiskBand.MEDIUM, (reason,))
