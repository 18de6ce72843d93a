"""A report from sending to the public and back: once each, confirmed, screened, and counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.consents import Consent
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.report_choices import Proof
from directory.domain.reviews import CONFIRMATION_MAILS, ReviewState, TransitionError
from directory.domain.screening import CHECK_WORDS
from directory.domain.tokens import hash_token
from directory.domain.visit_codes import CodeError
from directory.models import (
    Account,
    IndexOutbox,
    MailMessage,
    Practitioner,
    Receipt,
    Review,
    ReviewDraft,
    ReviewEvent,
    Role,
)
from directory.services import publication
from directory.services.case_queue import list_waiting
from directory.services.outcome_statistics import list_verified_reports
from directory.services.review_drafts import (
    KEPT_FOR,
    delete_stale_drafts,
    find_licensed_on,
    get_draft,
    save_answers,
    start_draft,
)
from directory.services.review_status import (
    get_own_review,
    get_review_by_status,
    withdraw_consent,
)
from directory.services.reviews import confirm_email, send_confirmation_again, submit_report
from directory.services.verification_levels import accept_proof, find_due_on, refresh_levels
from directory.services.visit_codes import issue_block
from directory.services.vocabulary import get_maturation_weeks
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.reports import find_confirm_token, make_report, send_report


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    load_the_vocabulary(session)
    return make_practitioner(session)


@pytest.fixture
def moderator(session: Session, now: datetime) -> Account:
    account = Account(
        email="moderator@example.org", display_name="M", role=Role.MODERATOR, created_at=now
    )
    session.add(account)
    session.flush()
    return account


@pytest.fixture
def code(session: Session, practitioner: Practitioner, moderator: Account, now: datetime) -> str:
    return issue_block(session, practitioner.id, 1, moderator.id, now).codes[0]


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def make_account(session: Session, now: datetime, **fields: object) -> Account:
    account = Account(
        **{"email": "a@example.org", "display_name": "A", "role": Role.PATIENT, **fields},
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def accept_receipt(session: Session, review: Review, moderator: Account, now: datetime) -> None:
    session.add(
        Receipt(
            review_id=review.id,
            file_name=f"receipt-{review.id}",
            content_type="image/png",
            size_bytes=1,
            uploaded_at=now,
            decision="accepted",
        )
    )
    session.flush()
    accept_proof(session, review, now, moderator.id)


def test_a_proven_plain_report_is_published_when_its_address_is_confirmed(
    session: Session, practitioner: Practitioner, code: str, now: datetime
) -> None:
    sent = send_report(session, practitioner, now, proof=Proof.CODE, code=code)
    assert sent.review.state == ReviewState.SUBMITTED
    assert sent.review.verification_level == 0
    assert count(session, IndexOutbox) == 0
    review = confirm_email(session, find_confirm_token(session), now)
    assert review.state == ReviewState.PUBLISHED
    assert review.verification_level == 3
    assert session.scalars(select(IndexOutbox.practitioner_id)).all() == [practitioner.id]
    [counted] = list_verified_reports(session, [practitioner.id])
    assert counted.gais == 4


def test_a_result_before_its_time_is_kept_and_counts_at_level_two(
    session: Session, practitioner: Practitioner, code: str, now: datetime
) -> None:
    send_report(
        session, practitioner, now, proof=Proof.CODE, code=code, last_session_on=date(2026, 11, 1)
    )
    review = confirm_email(session, find_confirm_token(session), now)
    assert review.verification_level == 2
    assert refresh_levels(session, now) == 0
    review.reported_on = find_due_on(review, get_maturation_weeks(session, "acne_scars"))
    assert refresh_levels(session, now) == 1
    assert review.verification_level == 3
    assert count(session, IndexOutbox) == 2


def test_a_second_click_and_a_second_tab_find_the_same_report(
    session: Session, practitioner: Practitioner, code: str, now: datetime
) -> None:
    first = send_report(session, practitioner, now, proof=Proof.CODE, code=code)
    again = send_report(
        session,
        practitioner,
        now,
        draft_token=first.draft_token,
        proof=Proof.CODE,
        code=code,
        gais=1,
    )
    assert again == first
    assert again.review.outcome.gais == 4
    assert (count(session, Review), count(session, MailMessage)) == (1, 1)


def test_a_code_used_up_meanwhile_leaves_the_draft_and_no_report(
    session: Session, practitioner: Practitioner, code: str, now: datetime
) -> None:
    send_report(session, practitioner, now, proof=Proof.CODE, code=code)
    token = start_draft(session, practitioner.id, {"words": {"text": ["Kept."]}}, now)
    with pytest.raises(CodeError, match="used already"):
        send_report(session, practitioner, now, draft_token=token, proof=Proof.CODE, code=code)
    assert get_draft(session, token).answers == {"words": {"text": ["Kept."]}}
    assert (count(session, Review), count(session, MailMessage)) == (1, 1)


def test_a_report_without_proof_waits_for_a_moderator_at_level_one(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    send_report(session, practitioner, now)
    review = confirm_email(session, find_confirm_token(session), now)
    assert review.state == ReviewState.QUEUED
    [waiting] = list_waiting(session)
    assert waiting.reasons == (CHECK_WORDS["unproven"],)
    publication.publish(session, review, now, moderator.id)
    assert review.verification_level == 1
    assert list_verified_reports(session, [practitioner.id]) == []


def test_an_accepted_receipt_publishes_what_only_lacked_proof(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    send_report(session, practitioner, now, proof=Proof.RECEIPT)
    review = confirm_email(session, find_confirm_token(session), now)
    accept_receipt(session, review, moderator, now)
    assert (review.state, review.verification_level) == (ReviewState.PUBLISHED, 3)


def test_an_accepted_receipt_leaves_what_is_doubtful_to_the_moderator(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    send_report(session, practitioner, now, proof=Proof.RECEIPT, relation="staff")
    review = confirm_email(session, find_confirm_token(session), now)
    accept_receipt(session, review, moderator, now)
    assert (review.state, review.verification_level) == (ReviewState.QUEUED, 3)


def test_a_receipt_accepted_early_counts_once_the_address_is_confirmed(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    sent = send_report(session, practitioner, now, proof=Proof.RECEIPT)
    accept_receipt(session, sent.review, moderator, now)
    assert (sent.review.state, sent.review.verification_level) == (ReviewState.SUBMITTED, 0)
    review = confirm_email(session, find_confirm_token(session), now)
    assert (review.state, review.verification_level) == (ReviewState.PUBLISHED, 3)


def test_nothing_passes_the_screening_before_the_address_is_confirmed(
    session: Session, practitioner: Practitioner, code: str, now: datetime
) -> None:
    sent = send_report(session, practitioner, now, proof=Proof.CODE, code=code)
    with pytest.raises(TransitionError, match="not confirmed"):
        publication.publish_or_queue(session, sent.review, now)
    assert sent.review.state == ReviewState.SUBMITTED


def test_confirming_twice_changes_nothing(
    session: Session, practitioner: Practitioner, code: str, now: datetime
) -> None:
    send_report(session, practitioner, now, proof=Proof.CODE, code=code)
    token = find_confirm_token(session)
    confirm_email(session, token, now)
    events = count(session, ReviewEvent)
    confirm_email(session, token, now)
    assert count(session, ReviewEvent) == events


def test_withdrawing_takes_the_same_way_back(
    session: Session, practitioner: Practitioner, code: str, now: datetime
) -> None:
    send_report(session, practitioner, now, proof=Proof.CODE, code=code)
    review = confirm_email(session, find_confirm_token(session), now)
    publication.withdraw(session, review, now)
    assert review.state == ReviewState.WITHDRAWN
    assert list_verified_reports(session, [practitioner.id]) == []
    assert count(session, IndexOutbox) == 2
    with pytest.raises(TransitionError, match="withdrawn by you"):
        publication.withdraw(session, review, now)


def test_a_rejected_report_keeps_its_reason(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    send_report(session, practitioner, now)
    review = confirm_email(session, find_confirm_token(session), now)
    with pytest.raises(TransitionError, match="Choose the reason"):
        publication.reject(session, review, now, moderator.id, "")
    publication.reject(session, review, now, moderator.id, "duplicate")
    withdraw_consent(session, review, Consent.SKIN_TYPE, now)
    assert review.state == ReviewState.REJECTED
    reasons = session.scalars(select(ReviewEvent.reason_code).order_by(ReviewEvent.id)).all()
    assert "duplicate" in reasons
    assert count(session, IndexOutbox) == 0


def test_of_two_who_decide_at_once_the_second_is_told(
    session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    send_report(session, practitioner, now)
    review = confirm_email(session, find_confirm_token(session), now)
    session.connection().exec_driver_sql("UPDATE review SET state = 'rejected'")
    with pytest.raises(TransitionError, match="changed meanwhile"):
        publication.publish(session, review, now, moderator.id)
    assert review.state == ReviewState.REJECTED


def test_another_link_goes_to_the_corrected_address_and_the_first_stops_working(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    sent = send_report(session, practitioner, now, email="mistyped@example.org")
    first = find_confirm_token(session, "mistyped@example.org")
    send_confirmation_again(
        session,
        sent.review,
        " Right@Example.org",
        now,
        confirm_link=lambda secret: f"https://site.example/confirm/{secret}",
    )
    with pytest.raises(NotFoundError, match="newest message"):
        confirm_email(session, first, now)
    review = confirm_email(session, find_confirm_token(session, "right@example.org"), now)
    assert review.email_confirmed_at == now


def test_only_so_many_links_are_sent(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    sent = send_report(session, practitioner, now)
    for _ in range(CONFIRMATION_MAILS - 1):
        send_confirmation_again(
            session, sent.review, "patient@example.org", now, confirm_link=lambda secret: secret
        )
    with pytest.raises(TransitionError, match="the most there can"):
        send_confirmation_again(
            session, sent.review, "patient@example.org", now, confirm_link=lambda secret: secret
        )
    assert count(session, MailMessage) == CONFIRMATION_MAILS


def test_health_data_is_kept_with_its_consent_and_leaves_with_it(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    outcome = send_report(session, practitioner, now).review.outcome
    assert (outcome.fitzpatrick, outcome.skin_type_consent_at) == (3, now)
    assert (outcome.age_band, outcome.age_band_consent_at) == ("30-39", now)
    without = send_report(session, practitioner, now, fitzpatrick=None, age_band=None)
    assert without.review.outcome.skin_type_consent_at is None
    review = session.get_one(Review, outcome.review_id)
    withdraw_consent(session, review, Consent.SKIN_TYPE, now)
    assert (outcome.fitzpatrick, outcome.skin_type_consent_at) == (None, None)
    assert (outcome.age_band, outcome.age_band_consent_at) == ("30-39", now)
    withdraw_consent(session, review, Consent.AGE_BAND, now)
    assert (outcome.age_band, outcome.age_band_consent_at) == (None, None)


def test_nobody_reports_on_themselves(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    account = make_account(session, now, practitioner_id=practitioner.id)
    token = start_draft(session, practitioner.id, {}, now)
    with pytest.raises(InvalidValueError, match="on themselves"):
        submit_report(
            session,
            token,
            make_report(),
            now,
            confirm_link=str,
            status_link=str,
            author=account,
        )


def test_a_report_is_an_accounts_own_only_when_both_confirmed_the_mailbox(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    account = make_account(session, now, email="patient@example.org")
    review = send_report(session, practitioner, now).review
    for confirm in ("nobody", "account", "report"):
        if confirm == "account":
            account.email_confirmed_at = now
        if confirm == "report":
            confirm_email(session, find_confirm_token(session), now)
            assert get_own_review(session, account, review.id) is review
        else:
            with pytest.raises(NotFoundError):
                get_own_review(session, account, review.id)


def test_the_status_secret_opens_the_report_and_the_draft_forgets_its_answers(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    token = start_draft(session, practitioner.id, {"email": {"email": ["x@example.org"]}}, now)
    sent = send_report(session, practitioner, now, draft_token=token)
    assert get_review_by_status(session, sent.status_token) is sent.review
    assert get_draft(session, token).answers == {}
    with pytest.raises(NotFoundError):
        get_review_by_status(session, token)
    assert token not in {sent.review.external_id, sent.review.status_token_hash}


def test_answers_are_kept_as_typed_page_by_page(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    token = start_draft(session, practitioner.id, {}, now)
    save_answers(session, token, "sessions", {"session_count": ["many"]}, now)
    save_answers(session, token, "words", {"text": ["Well"]}, now)
    session.expire_all()
    assert get_draft(session, token).answers == {
        "sessions": {"session_count": ["many"]},
        "words": {"text": ["Well"]},
    }
    with pytest.raises(NotFoundError):
        save_answers(session, token, "prices", {}, now)


def test_a_draft_that_nobody_touches_is_deleted_and_says_so(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    old = start_draft(session, practitioner.id, {}, now - KEPT_FOR - timedelta(seconds=1))
    new = start_draft(session, practitioner.id, {}, now - KEPT_FOR)
    assert delete_stale_drafts(session, now) == 1
    with pytest.raises(NotFoundError, match="This draft is gone"):
        get_draft(session, old)
    assert get_draft(session, new).token_hash == hash_token(new)
    assert count(session, ReviewDraft) == 1


def test_deleting_drafts_keeps_the_reports_that_came_of_them(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    sent = send_report(session, practitioner, now)
    delete_stale_drafts(session, now + 2 * KEPT_FOR)
    assert get_review_by_status(session, sent.status_token) is sent.review


def test_the_earliest_licence_is_the_earliest_day(
    session: Session, practitioner: Practitioner, today: date
) -> None:
    assert find_licensed_on(practitioner, today) == date(2012, 5, 1)
    assert find_licensed_on(make_practitioner(session, licensed_on=None), today) is None
