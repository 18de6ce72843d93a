"""The queue: whose a case is, who may not decide on it, and what can be decided together."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from directory.domain.integrity import IntegrityAssessment, Signal, SignalKind
from directory.domain.moderation import (
    LEASE,
    CaseKind,
    LinkedKind,
    ModerationError,
)
from directory.domain.permissions import OwnAccountError
from directory.domain.reviews import ReviewState
from directory.models import (
    Account,
    Practitioner,
    Review,
    WordsCorrection,
)
from directory.services import queue_view
from directory.services.automatic_flags import flag_turned
from directory.services.case_leases import find_lease, give_back, take_case
from directory.services.conflicts import declare_conflict
from directory.services.plain_reports import publish_together
from directory.services.queue_view import QueueFilter, find_next, get_queue
from tests.factories import make_review
from tests.fixtures.moderation import (
    AUTHOR,
    carry_out,
    decide_on,
    flag_review,
    queue_report,
)
from tests.fixtures.query_plans import noting_plans, read_from_end_to_end

REVIEW, FLAGS, APPEAL = CaseKind.REVIEW, CaseKind.FLAGS, CaseKind.APPEAL


def test_nobody_decides_on_themselves(
    session: Session, queued: Review, moderator: Account, now: datetime
) -> None:
    queued.author_email = moderator.email
    session.flush()
    with pytest.raises(OwnAccountError):
        decide_on(session, (REVIEW, queued.id), "within_rules", moderator, now)
    queued.author_email = AUTHOR
    moderator.practitioner_id = queued.practitioner_id
    session.flush()
    with pytest.raises(OwnAccountError):
        decide_on(session, (REVIEW, queued.id), "within_rules", moderator, now)
    assert get_queue(session, moderator, QueueFilter(), now).for_others_count == 1


def test_a_declared_conflict_keeps_a_moderator_away(
    session: Session,
    queued: Review,
    practitioner: Practitioner,
    moderator: Account,
    now: datetime,
) -> None:
    declare_conflict(session, moderator, practitioner, now)
    declare_conflict(session, moderator, practitioner, now)
    with pytest.raises(ModerationError, match="conflict of interest"):
        decide_on(session, (REVIEW, queued.id), "within_rules", moderator, now)
    assert get_queue(session, moderator, QueueFilter(), now).rows == []


def test_a_case_is_one_moderators_until_it_runs_out_or_is_given_back(
    session: Session, queued: Review, moderator: Account, other: Account, now: datetime
) -> None:
    take_case(session, REVIEW, queued.id, moderator, now)
    for act in (
        lambda: take_case(session, REVIEW, queued.id, other, now),
        lambda: decide_on(session, (REVIEW, queued.id), "within_rules", other, now),
    ):
        with pytest.raises(ModerationError, match="is looking at this case until 12:20 UTC"):
            act()
    assert find_next(session, other, QueueFilter(), now) is None
    take_case(session, REVIEW, queued.id, other, now + LEASE)
    give_back(session, REVIEW, queued.id, moderator)
    assert find_lease(session, REVIEW, queued.id).account_id == other.id
    give_back(session, REVIEW, queued.id, other)
    take_case(session, REVIEW, queued.id, moderator, now + LEASE)


def test_only_plain_reports_that_were_opened_are_published_together(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    plain = [
        queue_report(session, practitioner, now, email=f"{n}@example.org", text=f"Number {n}. " * 9)
        for n in range(2)
    ]
    doubtful = queue_report(session, practitioner, now, email="3@example.org", relation="staff")
    numbers = [review.id for review in plain]
    with pytest.raises(ModerationError, match="opened by you"):
        publish_together(session, numbers, moderator, now)
    for review in (*plain, doubtful):
        take_case(session, REVIEW, review.id, moderator, now)
    with pytest.raises(ModerationError, match=f"Report {doubtful.id} cannot"):
        publish_together(session, [doubtful.id], moderator, now)
    assert publish_together(session, [*numbers, numbers[0]], moderator, now) == 2
    carry_out(session, now)
    assert {review.state for review in plain} == {ReviewState.PUBLISHED}


def test_what_is_decided_elsewhere_stands_in_the_queue_and_comes_in_its_turn(
    session: Session, published: Review, queued: Review, *, moderator: Account, now: datetime
) -> None:
    session.add(WordsCorrection(review_id=published.id, text="Other words.", proposed_at=now))
    session.flush()
    [row] = get_queue(session, moderator, QueueFilter(kind=LinkedKind.WORDS), now).rows
    assert row.case.is_linked
    assert find_next(session, moderator, QueueFilter(), now).subject_id == queued.id
    decide_on(session, (REVIEW, queued.id), "within_rules", moderator, now)
    assert find_next(session, moderator, QueueFilter(), now).kind is LinkedKind.WORDS


def count_queries(session: Session, account: Account, now: datetime) -> int:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    session.expire_all()
    session.refresh(account)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert get_queue(session, account, QueueFilter(), now).rows
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(statements)


def test_a_longer_queue_asks_no_more_of_the_database(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    for number in range(2):
        queue_report(session, practitioner, now, email=f"a{number}@example.org")
    few = count_queries(session, moderator, now)
    for number in range(6):
        published = make_review(session, practitioner)
        flag_review(session, published, now)
        queue_report(session, practitioner, now, email=f"b{number}@example.org")
    assert count_queries(session, moderator, now) == few


def test_the_queue_reads_no_growing_table_from_end_to_end(
    session: Session, queued: Review, moderator: Account, now: datetime
) -> None:
    with noting_plans(session) as plans:
        assert get_queue(session, moderator, QueueFilter(), now).rows
        assert find_next(session, moderator, QueueFilter(), now)
    assert (
        read_from_end_to_end(
            [plan.split(" USING ")[0] for plan in plans if "ix_review_queued" not in plan]
        )
        == set()
    )


def test_only_what_is_shown_is_read(
    session: Session,
    practitioner: Practitioner,
    moderator: Account,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue_view, "PAGE_SIZE", 3)
    for number in range(5):
        queue_report(session, practitioner, now, email=f"c{number}@example.org")
    moderator_id = moderator.id
    session.flush()
    session.expunge_all()
    account = session.get_one(Account, moderator_id)
    queue = get_queue(session, account, QueueFilter(), now)
    assert (queue.total, len(queue.rows), queue.page_count) == (5, 3, 2)
    assert sum(isinstance(one, Review) for one in session) == 3
    last = get_queue(session, account, QueueFilter(), now, page=9)
    assert (last.page, len(last.rows)) == (2, 2)
    shown = {row.case.subject_id for row in (*queue.rows, *last.rows)}
    assert len(shown) == 5


def test_a_published_report_that_looks_bought_only_later_comes_before_a_moderator_once(
    session: Session, published: Review, moderator: Account, now: datetime
) -> None:
    signal = Signal(SignalKind.NEAR_DUPLICATE, 1.0, "Its text is another's.")
    turned = {published.id: IntegrityAssessment((signal,))}
    assert flag_turned(session, turned, now) == 1
    assert flag_turned(session, turned, now) == 0
    [row] = get_queue(session, moderator, QueueFilter(kind=FLAGS), now).rows
    assert row.case.reasons[:2] == (
        "1 flag",
        "The automatic checks noticed something after it was published.",
    )
    decide_on(session, (FLAGS, published.id), "experience", moderator, now)
    carry_out(session, now)
    assert flag_turned(session, turned, now) == 0
