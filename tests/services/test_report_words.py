"""Correcting the words of a sent report: read by a moderator first, and never other than read."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError
from directory.domain.permissions import OwnAccountError, Role
from directory.domain.report_choices import MOST_TEXT
from directory.domain.report_words import MOST_CORRECTIONS, WordsDecision
from directory.domain.reviews import TransitionError
from directory.models import (
    Account,
    IndexOutbox,
    LedgerEntryRow,
    MailMessage,
    Practitioner,
    Review,
    ReviewEvent,
    WordsCorrection,
)
from directory.services import publication
from directory.services.report_words import (
    accept_words,
    find_last_refusal,
    find_waiting_words,
    list_waiting_words,
    propose_words,
    refuse_words,
)
from directory.services.reviews import confirm_email
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.reports import COMPLETE, find_confirm_token, send_report
from tests.fixtures.status_links import REVIEW_PAGE, STATUS_LINKS

NEW = "Las cicatrices de las dos mejillas se ven mucho menos que antes."


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    load_the_vocabulary(session)
    return make_practitioner(session)


@pytest.fixture
def moderator(session: Session, now: datetime) -> Account:
    return make_role(session, now, Role.MODERATOR)


@pytest.fixture
def review(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> Review:
    """A published report."""
    send_report(session, practitioner, now)
    review = confirm_email(session, find_confirm_token(session), now)
    publication.publish(session, review, now, moderator.id)
    session.query(IndexOutbox).delete()
    return review


def list_acts(session: Session) -> list[str]:
    query = select(ReviewEvent.act).order_by(ReviewEvent.id)
    return [act for act in session.scalars(query) if "words" in act]


def test_new_words_wait_and_the_earlier_ones_stay(
    session: Session, review: Review, moderator: Account, now: datetime
) -> None:
    propose_words(session, review, NEW, now)
    assert review.text == COMPLETE.text
    [waiting] = list_waiting_words(session, 10)
    assert (waiting.correction.text, waiting.review.id) == (NEW, review.id)
    accept_words(session, waiting.correction.id, moderator.id, now)
    assert (review.text, review.language, review.words_corrected_at) == (NEW, "es", now)
    assert review.needs_assessment
    assert list_waiting_words(session, 10) == []
    assert list_acts(session) == ["propose_words", "correct_words"]
    kinds = session.scalars(select(LedgerEntryRow.kind).order_by(LedgerEntryRow.number)).all()
    assert kinds[-1] == "review.correct_words"


def test_a_double_click_is_one_correction_and_new_ones_take_its_place(
    session: Session, review: Review, moderator: Account, now: datetime
) -> None:
    for text in (NEW, NEW, f"{NEW} Gracias.", f"{NEW} Gracias."):
        propose_words(session, review, text, now)
    first, second = session.scalars(select(WordsCorrection).order_by(WordsCorrection.id))
    assert (first.decision, second.decision) == (WordsDecision.REPLACED, None)
    with pytest.raises(InvalidValueError, match="sent others meanwhile"):
        accept_words(session, first.id, moderator.id, now)
    assert review.text == COMPLETE.text
    propose_words(session, review, COMPLETE.text, now)
    assert find_waiting_words(session, review) is None


def test_refused_words_are_told_with_the_reason(
    session: Session, review: Review, moderator: Account, now: datetime
) -> None:
    propose_words(session, review, NEW, now)
    [waiting] = list_waiting_words(session, 10)
    refuse_words(session, waiting.correction.id, moderator.id, "abuse", now, links=STATUS_LINKS)
    assert review.text == COMPLETE.text
    assert "insults" in find_last_refusal(session, review)
    mail = session.scalars(select(MailMessage).where(MailMessage.kind == "words_refused")).one()
    assert (mail.to_address, "insults" in mail.text) == (COMPLETE.email, True)
    assert REVIEW_PAGE in mail.text
    with pytest.raises(InvalidValueError, match="decided on"):
        accept_words(session, waiting.correction.id, moderator.id, now)
    propose_words(session, review, f"{NEW} Gracias.", now)
    assert find_last_refusal(session, review) == ""


def test_before_anybody_has_read_them_words_change_at_once(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    review = send_report(session, practitioner, now).review
    propose_words(session, review, NEW, now)
    assert (review.text, review.language) == (NEW, "es")
    assert list_waiting_words(session, 10) == []


def test_words_only_taken_out_are_gone_at_once(
    session: Session, review: Review, now: datetime
) -> None:
    propose_words(session, review, NEW, now)
    propose_words(session, review, "", now)
    assert (review.text, review.language) == ("", "")
    assert find_waiting_words(session, review) is None
    assert session.scalars(select(IndexOutbox.practitioner_id)).all()


def test_a_report_taken_back_has_no_more_words_to_correct(
    session: Session, review: Review, moderator: Account, now: datetime
) -> None:
    propose_words(session, review, NEW, now)
    publication.withdraw(session, review, now)
    assert list_waiting_words(session, 10) == []
    with pytest.raises(TransitionError, match="withdrawn by you"):
        propose_words(session, review, f"{NEW} Gracias.", now)


def test_nobody_reads_their_own_words(
    session: Session, review: Review, moderator: Account, now: datetime
) -> None:
    review.author_account_id = moderator.id
    propose_words(session, review, NEW, now)
    [waiting] = list_waiting_words(session, 10)
    with pytest.raises(OwnAccountError):
        accept_words(session, waiting.correction.id, moderator.id, now)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "x" * (MOST_TEXT + 1)])
def test_what_cannot_be_words_is_refused(
    session: Session, review: Review, now: datetime, text: str
) -> None:
    with pytest.raises(InvalidValueError):
        propose_words(session, review, text, now)
    assert find_waiting_words(session, review) is None


def test_there_is_an_end_to_corrections(session: Session, review: Review, now: datetime) -> None:
    for number in range(MOST_CORRECTIONS):
        propose_words(session, review, f"{NEW} {number}", now)
    with pytest.raises(InvalidValueError, match="the most there can be"):
        propose_words(session, review, NEW, now)
