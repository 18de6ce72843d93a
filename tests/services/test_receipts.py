"""Receipts: kept privately, handed over with the report, and deleted when their time has come."""

from __future__ import annotations

import io
import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.receipts import DAYS_KEPT_UNSENT, MOST_RECEIPTS, ReceiptError
from directory.domain.reviews import ReviewState
from directory.models import Receipt, Review, ReviewDraft
from directory.services.private_files import UNTOUCHED_FOR
from directory.services.receipts import (
    delete_due_receipts,
    drop_draft_receipt,
    find_draft_receipt,
    hand_over_receipt,
    keep_draft_receipt,
    keep_receipt,
)
from tests.factories import make_practitioner, make_review
from tests.fixtures.receipt_files import make_pdf, make_picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where receipts are kept; not there yet."""
    return tmp_path / "data" / "uploads"


@pytest.fixture
def review(session: Session) -> Review:
    """A report that was sent, without proof so far."""
    review = make_review(session, make_practitioner(session), level=1)
    review.state = ReviewState.QUEUED
    session.flush()
    return review


@pytest.fixture
def draft(session: Session, now: datetime) -> ReviewDraft:
    """A report that is still written."""
    draft = ReviewDraft(
        token_hash="0" * 64,
        practitioner_id=make_practitioner(session).id,
        answers={},
        created_at=now,
        updated_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def picture() -> io.BytesIO:
    return io.BytesIO(make_picture())


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def test_a_receipt_is_kept_where_only_the_site_can_read_it(
    session: Session, folder: Path, review: Review, now: datetime
) -> None:
    receipt = keep_receipt(session, folder, review.id, picture(), now)
    file = folder / receipt.file_name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert file.stat().st_size == receipt.size_bytes
    assert (receipt.content_type, receipt.uploaded_at) == ("image/jpeg", now)


def test_the_name_of_a_file_says_nothing_and_is_never_the_same(
    session: Session, folder: Path, review: Review, now: datetime
) -> None:
    names = {keep_receipt(session, folder, review.id, picture(), now).file_name for _ in range(3)}
    assert len(names) == 3
    assert all(len(name) == 36 and name.endswith(".jpg") for name in names)


def test_a_refused_file_leaves_nothing_and_takes_nothing_away(
    session: Session, folder: Path, draft: ReviewDraft, now: datetime
) -> None:
    first = keep_draft_receipt(session, folder, draft.id, picture(), now)
    with pytest.raises(ReceiptError):
        keep_draft_receipt(session, folder, draft.id, io.BytesIO(b"MZ renamed.jpg"), now)
    assert find_draft_receipt(session, draft.id) == first
    assert names_in(folder) == [first.file_name]


def test_a_newer_receipt_of_a_draft_replaces_the_older(
    session: Session, folder: Path, draft: ReviewDraft, now: datetime
) -> None:
    first = keep_draft_receipt(session, folder, draft.id, picture(), now)
    second = keep_draft_receipt(session, folder, draft.id, io.BytesIO(make_pdf()), now)
    assert find_draft_receipt(session, draft.id) == second
    assert delete_due_receipts(session, folder, now) == 1
    assert names_in(folder) == [second.file_name]
    session.refresh(first)
    assert first.deleted_at == now


def test_a_dropped_receipt_is_deleted(
    session: Session, folder: Path, draft: ReviewDraft, now: datetime
) -> None:
    keep_draft_receipt(session, folder, draft.id, picture(), now)
    drop_draft_receipt(session, draft.id, now)
    assert find_draft_receipt(session, draft.id) is None
    assert delete_due_receipts(session, folder, now) == 1
    assert names_in(folder) == []


def test_a_receipt_goes_with_the_report_that_the_draft_became(
    session: Session, folder: Path, draft: ReviewDraft, review: Review, now: datetime
) -> None:
    receipt = keep_draft_receipt(session, folder, draft.id, picture(), now)
    assert hand_over_receipt(session, draft.id, review.id) == receipt
    assert receipt.review_id == review.id
    assert hand_over_receipt(session, draft.id, review.id) is None
    assert receipt.review_id == review.id


def test_a_report_takes_a_bounded_number_of_receipts(
    session: Session, folder: Path, review: Review, now: datetime
) -> None:
    for _ in range(MOST_RECEIPTS):
        keep_receipt(session, folder, review.id, picture(), now)
    with pytest.raises(ReceiptError, match="the most there can be"):
        keep_receipt(session, folder, review.id, picture(), now)
    assert len(names_in(folder)) == MOST_RECEIPTS


def test_what_waits_for_a_decision_is_not_deleted_however_long_it_takes(
    session: Session, folder: Path, review: Review, now: datetime
) -> None:
    keep_receipt(session, folder, review.id, picture(), now)
    assert delete_due_receipts(session, folder, now + timedelta(days=1000)) == 0
    assert len(names_in(folder)) == 1


def test_a_decided_receipt_is_deleted_on_its_day_and_its_row_stays(
    session: Session, folder: Path, review: Review, now: datetime
) -> None:
    receipt = keep_receipt(session, folder, review.id, picture(), now)
    receipt.delete_on = now.date() + timedelta(days=1)
    assert delete_due_receipts(session, folder, now) == 0
    assert delete_due_receipts(session, folder, now + timedelta(days=1)) == 1
    assert names_in(folder) == []
    assert session.get(Receipt, receipt.id) is receipt
    assert delete_due_receipts(session, folder, now + timedelta(days=2)) == 0


def test_the_receipt_of_a_report_that_was_never_sent_is_deleted(
    session: Session, folder: Path, draft: ReviewDraft, now: datetime
) -> None:
    keep_draft_receipt(session, folder, draft.id, picture(), now)
    last = now + timedelta(days=DAYS_KEPT_UNSENT)
    assert delete_due_receipts(session, folder, last) == 0
    assert delete_due_receipts(session, folder, last + timedelta(seconds=1)) == 1
    assert names_in(folder) == []


def test_the_receipt_of_a_draft_that_is_gone_is_deleted(
    session: Session, folder: Path, draft: ReviewDraft, now: datetime
) -> None:
    keep_draft_receipt(session, folder, draft.id, picture(), now)
    session.delete(draft)
    session.flush()
    session.expire_all()
    assert delete_due_receipts(session, folder, now) == 1
    assert names_in(folder) == []


@pytest.mark.parametrize(
    "state", [ReviewState.WITHDRAWN, ReviewState.REJECTED, ReviewState.REMOVED]
)
def test_the_undecided_receipt_of_a_report_that_was_taken_back_is_deleted(
    session: Session, folder: Path, review: Review, now: datetime, state: ReviewState
) -> None:
    keep_receipt(session, folder, review.id, picture(), now)
    review.state = state
    session.flush()
    assert delete_due_receipts(session, folder, now) == 1
    assert names_in(folder) == []


def test_a_deletion_that_was_killed_half_way_is_finished_by_the_next(
    session: Session, folder: Path, review: Review, now: datetime
) -> None:
    receipt = keep_receipt(session, folder, review.id, picture(), now)
    receipt.delete_on = now.date()
    (folder / receipt.file_name).unlink()
    assert delete_due_receipts(session, folder, now) == 1
    assert receipt.deleted_at == now


def test_a_file_whose_request_was_killed_is_deleted_once_nobody_can_be_writing_it(
    session: Session, folder: Path, review: Review, now: datetime
) -> None:
    kept = keep_receipt(session, folder, review.id, picture(), now)
    stray = folder / "left-behind.jpg"
    stray.write_bytes(b"a receipt")
    for file in (stray, folder / kept.file_name):
        os.utime(file, (now.timestamp(), now.timestamp()))
    assert delete_due_receipts(session, folder, now + UNTOUCHED_FOR) == 0
    assert delete_due_receipts(session, folder, now + UNTOUCHED_FOR + timedelta(seconds=1)) == 1
    assert names_in(folder) == [kept.file_name]


def test_there_is_nothing_to_delete_before_anything_was_uploaded(
    session: Session, folder: Path, now: datetime
) -> None:
    assert delete_due_receipts(session, folder, now) == 0
    assert session.scalars(select(Receipt)).all() == []
