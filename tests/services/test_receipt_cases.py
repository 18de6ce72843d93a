"""Deciding on receipts: which wait, what a decision does, and that only one counts."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.moderation import CaseKind
from directory.domain.receipts import (
    DAYS_KEPT_AFTER_DECISION,
    RECEIPT_REASONS,
    ReceiptDecision,
)
from directory.domain.reviews import ReviewState
from directory.models import (
    Account,
    IndexOutbox,
    Practitioner,
    Receipt,
    Review,
    ReviewEvent,
    Role,
)
from directory.services.case_queue import list_waiting
from directory.services.publication import has_proof
from directory.services.receipt_cases import (
    decide_receipt,
    get_receipt_case,
    get_receipt_file,
)
from directory.services.receipts import delete_due_receipts, keep_receipt
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.receipt_files import make_picture

REFUSALS = [r.code for r in RECEIPT_REASONS if r.decision is ReceiptDecision.REFUSED]


def list_waiting_ids(session: Session) -> list[int]:
    return [row.subject_id for row in list_waiting(session) if row.kind is CaseKind.RECEIPT]


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    """Whom the report is about."""
    load_the_vocabulary(session)
    return make_practitioner(session)


@pytest.fixture
def review(session: Session, practitioner: Practitioner, now: datetime) -> Review:
    """A published report whose author's address is confirmed; the result is final."""
    return add_review(session, practitioner, now)


def add_review(
    session: Session, practitioner: Practitioner, now: datetime, last_session_on: date | None = None
) -> Review:
    review = make_review(
        session, practitioner, level=1, last_session_on=last_session_on or date(2026, 1, 5)
    )
    review.author_email = "patient@example.org"
    review.email_confirmed_at = now
    session.flush()
    return review


@pytest.fixture
def receipt(session: Session, tmp_path: Path, review: Review, now: datetime) -> Receipt:
    """A receipt of that report."""
    return add_receipt(session, tmp_path, review, now)


def add_receipt(session: Session, folder: Path, review: Review, now: datetime) -> Receipt:
    return keep_receipt(session, folder, review.id, io.BytesIO(make_picture()), now)


@pytest.fixture
def moderator(session: Session, now: datetime) -> Account:
    """Who decides."""
    account = Account(
        email="admin@example.org", display_name="A", role=Role.MODERATOR, created_at=now
    )
    session.add(account)
    session.flush()
    return account


def test_an_accepted_receipt_makes_a_final_report_level_three(
    session: Session, review: Review, receipt: Receipt, moderator: Account, now: datetime
) -> None:
    decide_receipt(session, receipt.id, "shows_treatment", moderator.id, now)
    assert review.verification_level == 3
    assert receipt.decision == ReceiptDecision.ACCEPTED
    assert (receipt.decided_by_account_id, receipt.decided_at) == (moderator.id, now)
    assert session.scalars(select(IndexOutbox.practitioner_id)).all() == [review.practitioner_id]
    [event] = session.scalars(select(ReviewEvent)).all()
    assert event.account_id == moderator.id


def test_an_accepted_receipt_makes_an_early_report_level_two(
    session: Session,
    practitioner: Practitioner,
    moderator: Account,
    tmp_path: Path,
    now: datetime,
) -> None:
    review = add_review(session, practitioner, now, last_session_on=date(2026, 5, 25))
    receipt = add_receipt(session, tmp_path, review, now)
    decide_receipt(session, receipt.id, "shows_visit", moderator.id, now)
    assert review.verification_level == 2


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refused_receipt_changes_nothing_of_the_report(
    session: Session, receipt: Receipt, moderator: Account, now: datetime, reason: str
) -> None:
    review = session.get_one(Review, receipt.review_id)
    decide_receipt(session, receipt.id, reason, moderator.id, now)
    assert (review.verification_level, review.state) == (1, ReviewState.PUBLISHED)
    assert (receipt.decision, receipt.reason_code) == (ReceiptDecision.REFUSED, reason)
    assert session.scalars(select(IndexOutbox)).all() == []


@pytest.mark.parametrize("code", ["", "because", "ACCEPTED"])
def test_there_is_no_decision_without_a_known_reason(
    session: Session, receipt: Receipt, moderator: Account, now: datetime, code: str
) -> None:
    with pytest.raises(InvalidValueError, match="Choose the reason") as raised:
        decide_receipt(session, receipt.id, code, moderator.id, now)
    assert raised.value.field == "reason"
    assert receipt.decision is None


def test_the_first_decision_stands(
    session: Session, review: Review, receipt: Receipt, moderator: Account, now: datetime
) -> None:
    decide_receipt(session, receipt.id, "unreadable", moderator.id, now)
    with pytest.raises(InvalidValueError, match="decided on already"):
        decide_receipt(session, receipt.id, "shows_treatment", moderator.id, now)
    assert receipt.reason_code == "unreadable"
    assert review.verification_level == 1


def test_the_file_is_kept_for_the_set_time_after_the_decision(
    session: Session, receipt: Receipt, moderator: Account, tmp_path: Path, now: datetime
) -> None:
    decide_receipt(session, receipt.id, "shows_treatment", moderator.id, now)
    last = now + timedelta(days=DAYS_KEPT_AFTER_DECISION)
    assert delete_due_receipts(session, tmp_path, last - timedelta(days=1)) == 0
    assert get_receipt_file(session, tmp_path, receipt.id)[1].is_file()
    assert delete_due_receipts(session, tmp_path, last) == 1
    with pytest.raises(NotFoundError):
        get_receipt_file(session, tmp_path, receipt.id)
    assert receipt.decision == ReceiptDecision.ACCEPTED


def test_proof_outlives_the_file(
    session: Session, receipt: Receipt, moderator: Account, tmp_path: Path, now: datetime
) -> None:
    decide_receipt(session, receipt.id, "shows_treatment", moderator.id, now)
    delete_due_receipts(session, tmp_path, now + timedelta(days=365))
    assert has_proof(session, receipt.review_id)


def test_the_oldest_receipt_waits_first_and_decided_ones_no_more(
    session: Session, receipt: Receipt, moderator: Account, tmp_path: Path, now: datetime
) -> None:
    other = add_review(session, make_practitioner(session), now)
    older = add_receipt(session, tmp_path, other, now - timedelta(days=3))
    assert list_waiting_ids(session) == [older.id, receipt.id]
    decide_receipt(session, older.id, "altered", moderator.id, now)
    assert list_waiting_ids(session) == [receipt.id]


def test_the_receipt_of_a_withdrawn_report_waits_no_more(
    session: Session, review: Review, receipt: Receipt
) -> None:
    review.state = ReviewState.WITHDRAWN
    session.flush()
    assert list_waiting_ids(session) == []


def test_a_receipt_that_is_not_there_is_told(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        get_receipt_case(session, 12345)
    with pytest.raises(NotFoundError):
        get_receipt_file(session, tmp_path, 12345)
