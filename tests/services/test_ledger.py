"""Appending to the moderation ledger, and what acts on reports and visit codes leave in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError
from directory.domain.ledger import FIRST_PREVIOUS_HASH
from directory.domain.reviews import Act, Actor, ReviewState
from directory.models import LedgerEntryRow, Review
from directory.services.ledger import append_entry
from directory.services.own_data import DataSubject, erase_data
from directory.services.publication import act_on, publish, reject, withdraw
from directory.services.visit_codes import issue_block, revoke_block
from tests.factories import make_practitioner, make_review
from tests.fixtures.people import make_account

AT_ONCE = 4
ROUNDS = 5


def list_rows(session: Session) -> Sequence[LedgerEntryRow]:
    return session.scalars(select(LedgerEntryRow).order_by(LedgerEntryRow.number)).all()


def test_each_entry_follows_on_the_one_before(session: Session, now: datetime) -> None:
    entries = [
        append_entry(session, "review.published", now=now, facts={"review": number})
        for number in (5, 6, 7)
    ]
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [
        FIRST_PREVIOUS_HASH,
        entries[0].hash,
        entries[1].hash,
    ]
    assert [row.hash for row in list_rows(session)] == [entry.hash for entry in entries]


def test_instants_are_kept_to_the_second_as_they_are_hashed(
    session: Session, now: datetime
) -> None:
    append_entry(session, "review.published", now=now + timedelta(microseconds=7), facts={})
    assert list_rows(session)[0].at == now


def test_what_may_not_get_in_leaves_no_gap(session: Session, now: datetime) -> None:
    with pytest.raises(InvalidValueError):
        append_entry(session, "review.praised", now=now)
    assert append_entry(session, "review.published", now=now).number == 1


@pytest.mark.parametrize(
    "statement",
    [
        update(LedgerEntryRow).values(kind="review.published"),
        delete(LedgerEntryRow),
        text("UPDATE ledger_entry SET number = number + 1"),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(
    session: Session, now: datetime, statement: object
) -> None:
    append_entry(session, "review.removed", now=now)
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(statement)  # type: ignore[call-overload]
    assert [row.kind for row in list_rows(session)] == ["review.removed"]


@pytest.fixture
def own_engine(database_url: str) -> Iterator[Engine]:
    """Connections to a database of this test's own."""
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def test_who_append_at_once_leave_one_chain(own_engine: Engine, now: datetime) -> None:
    barrier = Barrier(AT_ONCE)

    def append(worker: int) -> None:
        barrier.wait()
        for round_number in range(ROUNDS):
            with Session(own_engine) as session:
                append_entry(session, "codes.issued", now=now, facts={"block": worker})
                if (worker + round_number) % 3:
                    session.commit()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(append, range(AT_ONCE)))
    with Session(own_engine) as session:
        rows = list_rows(session)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.previous_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert 0 < len(rows) < AT_ONCE * ROUNDS


def test_two_who_act_on_many_reports_the_other_way_round_do_not_lock_each_other_out(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine) as session, session.begin():
        practitioner = make_practitioner(session)
        keys = [make_review(session, practitioner).id for _ in range(6)]
    barrier = Barrier(2)

    def correct(order: list[int]) -> None:
        with Session(own_engine) as session, session.begin():
            barrier.wait()
            for key in order:
                review = session.get_one(Review, key)
                act_on(session, review, Act.CORRECT, Actor.AUTHOR, now)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(correct, [keys, keys[::-1]]))
    with Session(own_engine) as session:
        assert len(list_rows(session)) == 2 * len(keys)


def test_decisions_on_reports_are_entered_with_what_was_decided(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    account = make_account(session, now)
    shown, refused = (make_review(session, practitioner, level=2) for _ in range(2))
    for review in (shown, refused):
        review.state = ReviewState.QUEUED
        review.email_confirmed_at = now
    publish(session, shown, now, account.id)
    reject(session, refused, now, account.id, "insider")
    act_on(session, shown, Act.RAISE_LEVEL, Actor.CALENDAR, now, level=3)
    withdraw(session, shown, now)
    facts = {"review": shown.id, "level": 2}
    assert [(row.kind, row.facts) for row in list_rows(session)] == [
        ("review.published", {**facts, "actor": "moderator"}),
        (
            "review.rejected",
            {"review": refused.id, "level": 2, "actor": "moderator", "reason": "insider"},
        ),
        ("review.raise_level", {**facts, "level": 3, "actor": "calendar"}),
        ("review.withdrawn", {**facts, "level": 3, "actor": "author"}),
    ]
    assert {row.practitioner_id for row in list_rows(session)} == {practitioner.id}


def test_an_erased_report_leaves_its_number_and_nothing_of_its_author(
    session: Session, now: datetime
) -> None:
    account = make_account(session, now)
    review = make_review(session, make_practitioner(session), text="It hurt.")
    review.author_account_id = account.id
    erase_data(session, DataSubject.of_account(account), now)
    (row,) = list_rows(session)
    assert (row.kind, row.facts) == (
        "review.erased",
        {"review": review.id, "level": 3, "actor": "author"},
    )


def test_visit_codes_are_entered_when_they_are_issued_and_revoked(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    block = issue_block(session, practitioner.id, 4, make_account(session, now).id, now).block
    revoke_block(session, practitioner.id, block.number, now)
    assert [(row.kind, row.facts) for row in list_rows(session)] == [
        ("codes.issued", {"block": 1, "codes": 4}),
        ("codes.revoked", {"block": 1, "codes": 4}),
    ]
