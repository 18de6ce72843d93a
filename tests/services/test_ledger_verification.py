"""Verifying the ledger in the database after somebody got below the triggers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.domain.ledger import compute_hash
from directory.domain.ledger_verification import FaultKind
from directory.domain.reviews import Act, Actor, ReviewState
from directory.models import Review
from directory.services.ledger import append_entry, make_checkpoint
from directory.services.ledger_entries import iterate_entries
from directory.services.ledger_verification import LedgerCheck, verify_ledger
from directory.services.publication import act_on, publish, withdraw
from tests.factories import make_practitioner, make_review
from tests.fixtures.people import make_account

ENTRY_COUNT = 8
SITE = "https://site.example"


@pytest.fixture
def open_session(session: Session, now: datetime) -> Session:
    """A ledger of some entries, and a database without its triggers, as its owner can have it."""
    for number in range(1, ENTRY_COUNT + 1):
        append_entry(
            session,
            "codes.issued",
            now=now + timedelta(minutes=number),
            practitioner_id=number,
            facts={"block": 1, "codes": number},
        )
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER ledger_entry_refuses_update"))
        session.execute(text("DROP TRIGGER ledger_entry_refuses_delete"))
    else:
        session.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER USER"))
    return session


def find_faults(check: LedgerCheck) -> list[tuple[FaultKind, int]]:
    return [(fault.kind, fault.number) for fault in check.verdict.faults]


def test_a_ledger_nobody_touched_is_whole(open_session: Session, now: datetime) -> None:
    check = verify_ledger(open_session, [make_checkpoint(open_session, SITE, now)])
    assert check.is_whole
    assert check.verdict.entry_count == ENTRY_COUNT


SWAP = (
    "UPDATE ledger_entry SET number = -3 WHERE number = 3",
    "UPDATE ledger_entry SET number = 3 WHERE number = 6",
    "UPDATE ledger_entry SET number = 6 WHERE number = -3",
)
REORDER = (
    "UPDATE ledger_entry SET number = -number WHERE number BETWEEN 3 AND 5",
    "UPDATE ledger_entry SET number = 4 WHERE number = -3",
    "UPDATE ledger_entry SET number = 5 WHERE number = -4",
    "UPDATE ledger_entry SET number = 3 WHERE number = -5",
)


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        pytest.param(
            ("UPDATE ledger_entry SET kind = 'codes.revoked' WHERE number = 4",),
            [(FaultKind.CHANGED, 4)],
            id="edit",
        ),
        pytest.param(
            ('UPDATE ledger_entry SET facts = \'{"codes": 1, "block": 2}\' WHERE number = 4',),
            [(FaultKind.CHANGED, 4)],
            id="edit of a fact",
        ),
        pytest.param(
            ("UPDATE ledger_entry SET facts = '7', practitioner_id = NULL WHERE number = 4",),
            [(FaultKind.CHANGED, 4)],
            id="edit into nonsense",
        ),
        pytest.param(
            ("DELETE FROM ledger_entry WHERE number = 4",), [(FaultKind.REMOVED, 4)], id="delete"
        ),
        pytest.param(SWAP, [(FaultKind.MOVED, 3), (FaultKind.MOVED, 6)], id="swap"),
        pytest.param(
            REORDER,
            [(FaultKind.MOVED, 3), (FaultKind.MOVED, 4), (FaultKind.MOVED, 5)],
            id="reorder",
        ),
        pytest.param(
            ("DELETE FROM ledger_entry WHERE number > 5",), [(FaultKind.CUT_OFF, 6)], id="truncate"
        ),
    ],
)
def test_tampering_is_found_where_it_was_done(
    open_session: Session, statements: tuple[str, ...], faults: list[tuple[FaultKind, int]]
) -> None:
    for statement in statements:
        open_session.execute(text(statement))
    assert find_faults(verify_ledger(open_session)) == faults


def test_a_truncation_that_also_sets_the_count_back_is_found_by_a_checkpoint(
    open_session: Session, now: datetime
) -> None:
    checkpoint = make_checkpoint(open_session, SITE, now)
    fifth = next(iterate_entries(open_session, after=4, count=1))
    open_session.execute(text("DELETE FROM ledger_entry WHERE number > 5"))
    open_session.execute(
        text("UPDATE ledger_head SET entry_count = 5, hash = :hash"), {"hash": fifth.hash}
    )
    assert verify_ledger(open_session).is_whole
    check = verify_ledger(open_session, [checkpoint])
    assert find_faults(check) == [(FaultKind.CUT_OFF, 6)]


def test_entries_are_read_as_they_were_sealed(open_session: Session) -> None:
    entries = list(iterate_entries(open_session, after=2, count=3))
    assert [entry.number for entry in entries] == [3, 4, 5]
    assert [compute_hash(entry) for entry in entries] == [entry.hash for entry in entries]


@pytest.fixture
def published(session: Session, now: datetime) -> Review:
    """A report that was published as reports are."""
    review = make_review(session, make_practitioner(session), level=2)
    review.state, review.email_confirmed_at = ReviewState.QUEUED, now
    publish(session, review, now, make_account(session, now).id)
    return review


def test_what_happened_by_the_sites_own_ways_is_all_recorded(
    session: Session, published: Review, now: datetime
) -> None:
    act_on(session, published, Act.RAISE_LEVEL, Actor.CALENDAR, now, level=3)
    assert verify_ledger(session).is_whole
    withdraw(session, published, now)
    assert verify_ledger(session).is_whole


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": ReviewState.REMOVED}, "is not public any more"),
        ({"verification_level": 3}, "has level 3, but the ledger says 2"),
    ],
)
def test_a_report_changed_behind_the_sites_back_is_found(
    session: Session, published: Review, changes: dict[str, object], words: str
) -> None:
    for name, value in changes.items():
        setattr(published, name, value)
    session.flush()
    (sentence,) = verify_ledger(session).unrecorded
    assert words in sentence


def test_a_report_published_behind_the_sites_back_is_found(session: Session) -> None:
    make_review(session, make_practitioner(session))
    make_review(session, make_practitioner(session), source="elsewhere")
    (sentence,) = verify_ledger(session).unrecorded
    assert "no entry says that it was published" in sentence
