"""Disputes: flags of the practice with a document, in the one queue; the review stays."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.moderation import CaseKind, DecisionState, Verdict
from directory.domain.permissions import Role
from directory.domain.receipts import DAYS_KEPT_AFTER_DECISION
from directory.domain.reviews import ReviewState
from directory.models import Account, Dispute, Flag, MailMessage, ModerationDecision, Review
from directory.services.case_queue import list_waiting
from directory.services.cases import get_case
from directory.services.disputes import (
    DisputeText,
    delete_dispute_documents,
    get_dispute_file,
    list_disputes,
    list_disputes_of_flags,
    open_dispute,
)
from directory.services.status_links import StatusLinks
from tests.factories import make_practitioner, make_review
from tests.fixtures.people import make_account
from tests.fixtures.receipt_files import make_picture

LINKS = StatusLinks(
    "secret" * 8, "https://site.example/r/{}".format, "https://site.example/f/{}".format
)
WORDS = "The author works for the clinic next door, as its own page says."


@pytest.fixture
def review(session: Session) -> Review:
    return make_review(session, make_practitioner(session), text="Do not go there.")


@pytest.fixture
def keeper(session: Session, review: Review, now: datetime) -> Account:
    account = make_account(session, now, "keeper@example.org", Role.PRACTITIONER)
    account.practitioner_id = review.practitioner_id
    session.flush()
    return account


def dispute(
    session: Session,
    folder: Path,
    review: Review,
    keeper: Account,
    now: datetime,
    *,
    form: str = "first",
    reason: str = "insider",
    content: bytes = b"",
) -> Dispute:
    return open_dispute(
        session,
        review,
        keeper,
        DisputeText(reason, WORDS, io.BytesIO(content) if content else None),
        now,
        folder=folder,
        form_token=form,
        links=LINKS,
    )


def test_a_dispute_waits_in_the_queue_and_the_review_stays(
    session: Session, review: Review, keeper: Account, now: datetime, tmp_path: Path
) -> None:
    opened = dispute(session, tmp_path, review, keeper, now, content=make_picture())
    (waiting,) = [one for one in list_waiting(session) if one.kind is CaseKind.FLAGS]
    case = get_case(session, CaseKind.FLAGS, waiting.subject_id)
    assert case.is_asked_by_practice
    assert list_disputes_of_flags(session, case.flags) == {case.flags[0].id: opened}
    assert review.state == ReviewState.PUBLISHED
    found, file = get_dispute_file(session, tmp_path, opened.id)
    assert found is opened
    assert file.stat().st_size == opened.size_bytes
    sent = session.scalars(select(MailMessage.to_address)).all()
    assert sent == ["keeper@example.org"]


def test_a_form_sent_twice_is_one_dispute_and_another_has_to_wait(
    session: Session, review: Review, keeper: Account, now: datetime, tmp_path: Path
) -> None:
    first = dispute(session, tmp_path, review, keeper, now)
    assert dispute(session, tmp_path, review, keeper, now) is first
    with pytest.raises(InvalidValueError, match="nobody has decided yet"):
        dispute(session, tmp_path, review, keeper, now, form="second")
    assert session.scalar(select(func.count()).select_from(Flag)) == 1


def test_what_cannot_be_taken_leaves_no_dispute(
    session: Session, review: Review, keeper: Account, now: datetime, tmp_path: Path
) -> None:
    with pytest.raises(InvalidValueError) as refused:
        dispute(session, tmp_path, review, keeper, now, content=b"MZ not a picture")
    assert refused.value.field == "document"
    with pytest.raises(InvalidValueError) as unknown:
        dispute(session, tmp_path, review, keeper, now, reason="low_grade")
    assert unknown.value.field == "reason_code"
    assert list_disputes(session, [review.id]) == {}
    assert not any(tmp_path.iterdir())


def test_a_document_goes_some_weeks_after_the_decision(
    session: Session, review: Review, keeper: Account, now: datetime, tmp_path: Path
) -> None:
    opened = dispute(session, tmp_path, review, keeper, now, content=make_picture())
    decision = ModerationDecision(
        kind=CaseKind.FLAGS,
        subject_id=review.id,
        review_id=review.id,
        verdict=Verdict.KEEP,
        reason_code="experience",
        state=DecisionState.MADE,
        waiting_since=now,
        decided_at=now,
        effective_at=now,
    )
    session.add(decision)
    session.flush()
    session.get_one(Flag, opened.flag_id).decision_id = decision.id
    session.flush()
    kept = timedelta(days=DAYS_KEPT_AFTER_DECISION)
    assert delete_dispute_documents(session, tmp_path, now + kept) == 0
    assert delete_dispute_documents(session, tmp_path, now + kept + timedelta(days=1)) == 1
    with pytest.raises(NotFoundError):
        get_dispute_file(session, tmp_path, opened.id)
    found = list_disputes(session, [review.id])[review.id]
    assert found.decision is decision
    assert not found.dispute.has_file
