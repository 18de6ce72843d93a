"""The figures of the transparency pages are those of the rows, counted once more by hand."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from statistics import median

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.outcomes import GRADE_WORDS, LEVEL_WORDS, SMALL_CELL
from directory.domain.reviews import REJECTION_REASONS, Act, Actor, ReviewState
from directory.domain.transparency import DECISION_WORDS, FATE_WORDS, SiteDecision
from directory.models import Practitioner, Review, ReviewEvent
from directory.services.transparency import (
    TransparencyFigures,
    get_practitioner_transparency,
    get_transparency,
)
from directory.services.visit_codes import issue_block, revoke_block
from tests.factories import make_practitioner, make_review
from tests.fixtures.people import make_account

REPORT_COUNT = 160
DECIDED = {
    ReviewState.PUBLISHED: DECISION_WORDS[SiteDecision.PUBLISHED],
    ReviewState.REJECTED: DECISION_WORDS[SiteDecision.NOT_PUBLISHED],
    ReviewState.REMOVED: DECISION_WORDS[SiteDecision.REMOVED_FOR_OTHERS],
}
STATES = [*DECIDED, ReviewState.WITHDRAWN, ReviewState.QUEUED, ReviewState.ERASED]
WEIGHTS = [12, 4, 2, 1, 1, 1]


@pytest.fixture
def busy(session: Session, now: datetime) -> Practitioner:
    """A practitioner with reports of every fate, beside another one with a few."""
    dice = random.Random(7)
    busy, other = make_practitioner(session, slug="busy"), make_practitioner(session)
    for number in range(REPORT_COUNT):
        person = other if number % 8 == 0 else busy
        state = dice.choices(STATES, WEIGHTS)[0]
        gais = None if state == ReviewState.ERASED else dice.randint(1, 5)
        review = make_review(session, person, gais=gais, level=dice.randint(0, 3))
        decide(session, review, state, dice, now)
    for _ in range(4):
        make_review(session, busy, gais=None, level=0, source="elsewhere")
    session.flush()
    return busy


def decide(
    session: Session, review: Review, state: ReviewState, dice: random.Random, now: datetime
) -> None:
    review.state = state
    review.submitted_at = now - timedelta(seconds=dice.randint(100, 900_000))
    is_read = dice.random() < 0.4
    if state == ReviewState.PUBLISHED:
        review.published_at = now
        add_event(session, review, Act.PUBLISH, is_read=is_read)
    elif state in DECIDED:
        add_event(session, review, Act.REJECT, reason=dice.choice(list(REJECTION_REASONS)))


def add_event(
    session: Session, review: Review, act: Act, *, is_read: bool = True, reason: str = ""
) -> None:
    session.add(
        ReviewEvent(
            review_id=review.id,
            act=act,
            actor=Actor.MODERATOR if is_read else Actor.SCREENING,
            reason_code=reason,
            before=ReviewState.QUEUED,
            after=review.state,
            happened_at=review.submitted_at,
        )
    )


def list_own(session: Session, practitioner: Practitioner | None) -> list[Review]:
    reviews = session.scalars(select(Review).where(Review.source_key == "own")).all()
    return [r for r in reviews if practitioner is None or r.practitioner_id == practitioner.id]


def list_events(session: Session, reviews: list[Review]) -> list[ReviewEvent]:
    keys = {review.id for review in reviews}
    return [event for event in session.scalars(select(ReviewEvent)) if event.review_id in keys]


def check(
    session: Session, figures: TransparencyFigures, practitioner: Practitioner | None
) -> None:
    """Compare with what Python counts from the raw rows."""
    own = list_own(session, practitioner)
    assert figures.sent_count == len(own)
    states = Counter(FATE_WORDS[ReviewState(review.state)] for review in own)
    assert {fate.words: fate.count for fate in figures.fates} == states
    public = [review for review in own if review.state == ReviewState.PUBLISHED]
    levels = Counter(LEVEL_WORDS[review.verification_level] for review in public)
    assert {level.words: level.own_count for level in figures.levels if level.own_count} == levels

    decided = [review for review in own if review.state in DECIDED and review.outcome]
    grades = Counter((DECIDED[r.state], r.outcome.gais) for r in decided if r.outcome)
    for group in figures.grade_groups:
        assert dict(group.grades.counts) == {g: grades[group.label, g] for g in GRADE_WORDS}
        assert group.grades.total >= SMALL_CELL
    for words in figures.hidden_groups:
        assert sum(count for (fate, _), count in grades.items() if fate == words) < SMALL_CELL
    for share, grade in zip(figures.shares, GRADE_WORDS, strict=True):
        assert share.decided_count == sum(n for (_, g), n in grades.items() if g == grade)
        assert share.published_count == grades[DECIDED[ReviewState.PUBLISHED], grade]

    events = list_events(session, own)
    for counts, state in (
        (figures.rejections, ReviewState.REJECTED),
        (figures.removals, ReviewState.REMOVED),
    ):
        expected = Counter(REJECTION_REASONS[e.reason_code] for e in events if e.after == state)
        is_told = expected.total() >= SMALL_CELL
        assert {row.words: row.count for row in counts} == (expected if is_told else {})

    read = {e.review_id for e in events if e.act == Act.PUBLISH and e.actor == Actor.MODERATOR}
    for wait, waited in zip(
        figures.waits[:2], (public, [review for review in public if review.id in read]), strict=True
    ):
        seconds = [
            (review.published_at - review.submitted_at).total_seconds()
            for review in waited
            if review.published_at and review.submitted_at
        ]
        assert wait.count == len(seconds)
        assert wait.median_seconds == (median(seconds) if len(seconds) >= SMALL_CELL else None)


def test_the_figures_of_the_site_are_those_of_its_rows(
    session: Session, busy: Practitioner, now: datetime
) -> None:
    figures = get_transparency(session, now)
    check(session, figures, None)
    assert sum(level.elsewhere_count for level in figures.levels) == 4


def test_the_figures_of_a_practitioner_are_of_them_alone(
    session: Session, busy: Practitioner, now: datetime
) -> None:
    figures = get_practitioner_transparency(session, "busy", now)
    check(session, figures, busy)
    assert figures.sent_count < REPORT_COUNT


def test_few_reports_tell_no_grades_and_no_times(session: Session, now: datetime) -> None:
    practitioner = make_practitioner(session, slug="new")
    dice = random.Random(1)
    for state in (*[ReviewState.PUBLISHED] * (SMALL_CELL - 1), ReviewState.REJECTED):
        decide(session, make_review(session, practitioner), state, dice, now)
    session.flush()
    figures = get_practitioner_transparency(session, "new", now)
    assert figures.grade_groups == ()
    assert figures.hidden_groups == tuple(
        DECIDED[state] for state in (ReviewState.PUBLISHED, ReviewState.REJECTED)
    )
    assert figures.rejections == ()
    assert {wait.median_seconds for wait in figures.waits} == {None}
    assert {fate.words: fate.count for fate in figures.fates} == {
        "Published": SMALL_CELL - 1,
        "Not published": 1,
    }


def test_visit_codes_of_everybody_are_added_up(
    session: Session, busy: Practitioner, now: datetime
) -> None:
    account = make_account(session, now)
    issue_block(session, busy.id, 4, account.id, now)
    revoke_block(session, busy.id, 1, now)
    issue_block(session, make_practitioner(session).id, 3, account.id, now)
    site, own = get_transparency(session, now), get_practitioner_transparency(session, "busy", now)
    assert (site.visit_codes.issued, site.visit_codes.revoked, site.visit_codes.open) == (7, 4, 3)
    assert own.visit_codes.issued == 4


def test_an_empty_site_has_figures_of_nothing(session: Session, now: datetime) -> None:
    figures = get_transparency(session, now)
    assert (figures.sent_count, figures.fates, figures.grade_groups) == (0, (), ())


def test_nobody_has_no_figures(session: Session, now: datetime) -> None:
    with pytest.raises(NotFoundError):
        get_practitioner_transparency(session, "nobody", now)
