"""Flags, appeals and replies in the transparency figures, counted once more from the raw rows."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from statistics import median

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.appeals import APPELLANT_WORDS, Appellant
from directory.domain.moderation import CaseKind, DecisionState, Verdict
from directory.domain.outcomes import GRADE_WORDS
from directory.domain.replies.states import ReplyState
from directory.domain.reviews import Act, Actor, ReviewState
from directory.domain.transparency import DECISION_WORDS, SiteDecision
from directory.models import (
    Appeal,
    Flag,
    ModerationDecision,
    Practitioner,
    Review,
    ReviewEvent,
    ReviewReply,
)
from directory.services.transparency import (
    TransparencyFigures,
    get_practitioner_transparency,
    get_transparency,
)
from tests.factories import make_practitioner, make_review

FLAGGED_COUNT = 100
FATES = [Verdict.KEEP, Verdict.REMOVE, None]


@pytest.fixture
def flagged(session: Session, now: datetime) -> Practitioner:
    """Flagged reviews of two people: kept, removed, gone meanwhile, waiting; with appeals."""
    dice = random.Random(11)
    people = [make_practitioner(session, slug="flagged"), make_practitioner(session)]
    for number in range(FLAGGED_COUNT):
        review = make_review(session, people[number % 7 == 0], gais=dice.randint(1, 5))
        review.published_at = now - timedelta(days=9)
        decision = decide(session, review, dice.choice(FATES), dice, now)
        for _ in range(dice.randint(1, 2)):
            add_flag(session, review, decision, dice, now)
        if decision is not None and dice.random() < 0.5:
            add_appeal(session, decision, dice, now)
        if dice.random() < 0.6:
            add_reply(session, review, dice, now)
    session.flush()
    return people[0]


def decide(
    session: Session, review: Review, verdict: Verdict | None, dice: random.Random, now: datetime
) -> ModerationDecision | None:
    if verdict is None:
        review.state = dice.choice([ReviewState.PUBLISHED, ReviewState.WITHDRAWN])
        return None
    if verdict is Verdict.REMOVE:
        review.state = ReviewState.REMOVED
    effective_at = now - timedelta(minutes=dice.randint(1, 5000))
    return add_decision(session, review, (CaseKind.FLAGS, review.id), verdict, effective_at)


def add_decision(
    session: Session,
    review: Review,
    case: tuple[CaseKind, int],
    verdict: Verdict,
    effective_at: datetime,
) -> ModerationDecision:
    decision = ModerationDecision(
        kind=case[0],
        subject_id=case[1],
        review_id=review.id,
        verdict=verdict,
        reason_code="untrue",
        state=DecisionState.MADE,
        waiting_since=effective_at,
        decided_at=effective_at,
        effective_at=effective_at,
    )
    session.add(decision)
    session.flush()
    return decision


def add_flag(
    session: Session,
    review: Review,
    decision: ModerationDecision | None,
    dice: random.Random,
    now: datetime,
) -> None:
    key = f"{dice.getrandbits(60):x}"
    session.add(
        Flag(
            receipt_number=key,
            status_token_hash=key,
            review_id=review.id,
            reason_code="untrue",
            text="No.",
            is_from_practice=dice.random() < 0.4,
            created_at=now - timedelta(days=8),
            decision_id=decision.id if decision else None,
        )
    )


def add_appeal(
    session: Session, decision: ModerationDecision, dice: random.Random, now: datetime
) -> None:
    removed = decision.verdict == Verdict.REMOVE
    appeal = Appeal(
        unique_key=str(decision.id),
        decision_id=decision.id,
        appellant=Appellant.AUTHOR if removed else Appellant.FLAGGER,
        text="Look again.",
        created_at=now,
    )
    session.add(appeal)
    session.flush()
    reversal = Verdict.REINSTATE if removed else Verdict.REMOVE
    verdict = dice.choice([Verdict.CONFIRM, reversal, None])
    if verdict is None:
        return
    review = session.get_one(Review, decision.review_id)
    add_decision(session, review, (CaseKind.APPEAL, appeal.id), verdict, now)
    if verdict is reversal:
        review.state = ReviewState.PUBLISHED if removed else ReviewState.REMOVED


def add_reply(session: Session, review: Review, dice: random.Random, now: datetime) -> None:
    session.add(
        ReviewReply(
            review_id=review.id,
            state=dice.choice([ReplyState.PUBLISHED, ReplyState.WAITING]),
            text="Thank you.",
            warnings=[],
            sent_at=now - timedelta(minutes=dice.randint(0, 9000)),
        )
    )


def expect_answer(session: Session, decision_id: int | None, review: Review) -> str:
    if decision_id is None:
        return "Waiting" if review.state == ReviewState.PUBLISHED else "Overtaken"
    verdict = session.get_one(ModerationDecision, decision_id).verdict
    return "Upheld" if verdict in {"remove", "reinstate"} else "Refused"


def find_appeal_decision(session: Session, appeal: Appeal) -> int | None:
    for decision in session.scalars(select(ModerationDecision)):
        if decision.kind == CaseKind.APPEAL and decision.subject_id == appeal.id:
            return decision.id
    return None


def read_table(figures: TransparencyFigures, name: str) -> Counter[tuple[str, str]]:
    return Counter(
        {
            (row.words, answer.words): answer.count
            for row in getattr(figures, name)
            for answer in row.answers
        }
    )


def check(session: Session, figures: TransparencyFigures, person: Practitioner | None) -> None:
    reviews = {
        review.id: review
        for review in session.scalars(select(Review))
        if person is None or review.practitioner_id == person.id
    }
    flags = [flag for flag in session.scalars(select(Flag)) if flag.review_id in reviews]
    expected: Counter[tuple[str, str]] = Counter()
    for flag in flags:
        who = "The practice" if flag.is_from_practice else "Anybody else"
        expected[who, expect_answer(session, flag.decision_id, reviews[flag.review_id])] += 1
    assert read_table(figures, "flags") == expected

    appeals: Counter[tuple[str, str]] = Counter()
    for appeal in session.scalars(select(Appeal)):
        about = session.get_one(ModerationDecision, appeal.decision_id).review_id
        if about in reviews:
            answer = find_appeal_decision(session, appeal)
            words = expect_answer(session, answer, reviews[about]) if answer else "Waiting"
            appeals[APPELLANT_WORDS[appeal.appellant], words] += 1
    assert read_table(figures, "appeals") == appeals

    waits = {wait.words: wait for wait in figures.waits}
    decided = [
        (session.get_one(ModerationDecision, f.decision_id).effective_at - f.created_at)
        for f in flags
        if f.decision_id is not None
    ]
    assert waits["Flagged until decided"].count == len(decided)
    assert waits["Flagged until decided"].median_seconds == median(decided).total_seconds()
    replied = [
        (reply.sent_at - review.published_at).total_seconds()
        for reply in session.scalars(select(ReviewReply))
        if (review := reviews.get(reply.review_id)) is not None
        and (reply.state, review.state) == ("published", "published")
        and review.published_at
    ]
    assert waits["Published until the practitioner replied"].median_seconds == median(replied)

    asked = {
        flag.review_id
        for flag in flags
        if flag.is_from_practice
        and flag.decision_id is not None
        and session.get_one(ModerationDecision, flag.decision_id).verdict == Verdict.REMOVE
    }
    met = Counter(
        "removed_for_practice" if review.id in asked else "removed_for_others"
        for review in reviews.values()
        if review.state == ReviewState.REMOVED
    )
    told = {decision.words: decision.count for decision in figures.decisions}
    for decision in (SiteDecision.REMOVED_FOR_PRACTICE, SiteDecision.REMOVED_FOR_OTHERS):
        assert told.get(DECISION_WORDS[decision], 0) == met[decision]
    for group in figures.grade_groups:
        assert group.grades.total == sum(count for _grade, count in group.grades.counts)
        assert len(group.grades.counts) == len(GRADE_WORDS)


def test_the_figures_of_the_site(session: Session, flagged: Practitioner, now: datetime) -> None:
    check(session, get_transparency(session, now), None)


def test_the_figures_of_a_practitioner(
    session: Session, flagged: Practitioner, now: datetime
) -> None:
    check(session, get_practitioner_transparency(session, "flagged", now), flagged)


def test_what_no_person_decided_is_told(session: Session, now: datetime) -> None:
    review = make_review(session, make_practitioner(session))
    for actor in (Actor.SCREENING, Actor.MODERATOR):
        session.add(
            ReviewEvent(
                review_id=review.id,
                act=Act.REJECT,
                actor=actor,
                before=ReviewState.QUEUED,
                after=ReviewState.REJECTED,
                happened_at=now,
            )
        )
    session.flush()
    assert get_transparency(session, now).automatic_refusal_count == 1
