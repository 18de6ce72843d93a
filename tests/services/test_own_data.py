"""What a person is given of their data, and what is left of it after they had it erased."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import String, cast, func, inspect, select, update
from sqlalchemy.orm import Session

from directory.domain.consents import Consent
from directory.domain.errors import NotFoundError
from directory.domain.report_choices import Proof
from directory.domain.tokens import hash_token
from directory.domain.visit_codes import CodeError, CodeProblem
from directory.models import (
    Account,
    Base,
    FollowUp,
    IndexOutbox,
    MailMessage,
    MailRefusal,
    Outcome,
    Practitioner,
    Receipt,
    Review,
    ReviewDraft,
    ReviewEvent,
    Role,
    VisitCode,
)
from directory.services.account_sessions import start_session
from directory.services.accounts import find_or_make_account
from directory.services.evidence import gather_evidence
from directory.services.follow_ups import queue_due_follow_up
from directory.services.mail_refusals import refuse_mail
from directory.services.outcome_statistics import count_reports_by_skin_type, list_verified_reports
from directory.services.own_data import (
    ACCOUNT_REFERENCES,
    SECRETS,
    DataSubject,
    ErasureError,
    erase_data,
    export_data,
    get_subject_review,
    list_subject_reviews,
)
from directory.services.review_drafts import save_answers, start_draft
from directory.services.review_status import withdraw_consent
from directory.services.reviews import confirm_email
from directory.services.visit_codes import check_code, issue_block
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.follow_ups import FOLLOW_UP_LINKS
from tests.fixtures.reports import COMPLETE, find_confirm_token, send_report

ADDRESS = COMPLETE.email
SECRET_WORDS = "Only I would say cauliflower."


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    load_the_vocabulary(session)
    return make_practitioner(session, name="Marisol Okafor")


@pytest.fixture
def code(session: Session, practitioner: Practitioner, now: datetime) -> str:
    return issue_block(session, practitioner.id, 1, None, now).codes[0]


@pytest.fixture
def review(session: Session, practitioner: Practitioner, code: str, now: datetime) -> Review:
    """A published, proven report with all that belongs to it, by e-mail alone."""
    send_report(
        session,
        practitioner,
        now,
        proof=Proof.CODE,
        code=code,
        last_session_on=date(2026, 11, 10),
        text=SECRET_WORDS,
    )
    review = confirm_email(session, find_confirm_token(session), now)
    session.add(
        Receipt(
            review_id=review.id,
            file_name="kept-secret.png",
            content_type="image/png",
            size_bytes=1,
            uploaded_at=now,
        )
    )
    draft_token = start_draft(session, practitioner.id, {}, now)
    save_answers(session, draft_token, "email", {"email": [f" {ADDRESS.upper()}"]}, now)
    assert queue_due_follow_up(session, FOLLOW_UP_LINKS, now + timedelta(days=1))
    session.flush()
    return review


@pytest.fixture
def subject(session: Session, review: Review, now: datetime) -> DataSubject:
    """The author, who followed a link mailed to their address."""
    return DataSubject(find_or_make_account(session, ADDRESS, now), owns_mailbox=True)


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def search_all_tables(session: Session, words: str) -> list[str]:
    """Every column of every table in which these words stand."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            text = func.lower(cast(column, String))
            if session.scalar(select(func.count()).where(text.contains(words.lower()))):
                found.append(f"{table.name}.{column.name}")
    return found


def test_the_export_holds_the_report_with_all_that_belongs_to_it(
    session: Session, subject: DataSubject
) -> None:
    exported = json.loads(json.dumps(export_data(session, subject)))
    [report] = exported["reports"]
    assert report["practitioner"] == "Marisol Okafor"
    assert report["text"] == SECRET_WORDS
    assert report["outcome"]["fitzpatrick"] == 3
    assert report["outcome"]["last_session_on"] == "2026-11-10"
    assert [event["act"] for event in report["history"]] == ["submit", "confirm", "publish"]
    assert [each["kind"] for each in report["follow_ups"]] == ["healing", "result", "year"]
    assert len(report["visit_codes"]) == len(report["receipts"]) == 1
    assert [mail["kind"] for mail in exported["mails"]] == ["confirm_report", "follow_up"]
    assert len(exported["unfinished_reports"]) == 1
    assert exported["account"]["email"] == ADDRESS


def test_the_export_holds_no_secret_and_nobody_else(
    session: Session, subject: DataSubject, practitioner: Practitioner, now: datetime
) -> None:
    send_report(session, practitioner, now, email="other@example.org", text="Somebody else.")
    subject.account.password_hash = "argon2 of a password"
    start_session(session, subject.account, "Firefox on Linux", now)
    text = json.dumps(export_data(session, subject))
    assert "Firefox on Linux" in text
    for secret in ("argon2", "hash", "https://", "kept-secret", "other@", "Somebody else"):
        assert secret not in text
    for table in (Account, Review, FollowUp, VisitCode, Receipt):
        hashes = {column.key for column in inspect(table).column_attrs if "hash" in column.key}
        assert hashes <= SECRETS


def test_who_has_not_confirmed_the_mailbox_is_given_nothing_of_it(
    session: Session, subject: DataSubject, now: datetime
) -> None:
    stranger = DataSubject.of_account(subject.account)
    assert stranger.owns_mailbox is False
    exported = export_data(session, stranger)
    assert exported["reports"] == []
    assert "mails" not in exported
    [review] = list_subject_reviews(session, subject)
    with pytest.raises(NotFoundError):
        get_subject_review(session, stranger, review.id)
    erase_data(session, stranger, now)
    assert session.get_one(Review, review.id).text == SECRET_WORDS


def test_erasing_leaves_no_trace_of_the_person_in_any_table(
    session: Session, subject: DataSubject, review: Review, now: datetime
) -> None:
    start_session(session, subject.account, "Firefox on Linux", now)
    assert "review.author_email" in search_all_tables(session, ADDRESS)
    erase_data(session, subject, now)
    session.expire_all()
    for words in (ADDRESS, hash_token(ADDRESS), "cauliflower", "Firefox on Linux"):
        assert search_all_tables(session, words) == []
    for table in (Outcome, FollowUp, ReviewDraft, MailMessage, Account):
        assert count(session, table) == 0


def test_what_stays_are_the_acts_and_that_the_code_was_used(
    session: Session, subject: DataSubject, review: Review, code: str, now: datetime
) -> None:
    erase_data(session, subject, now)
    session.expire_all()
    assert review.state == "erased"
    acts = session.scalars(select(ReviewEvent.act).order_by(ReviewEvent.id)).all()
    assert acts == ["submit", "confirm", "publish", "erase"]
    with pytest.raises(CodeError) as error:
        check_code(session, code, review.practitioner_id, now)
    assert error.value.problem is CodeProblem.USED
    [receipt] = session.scalars(select(Receipt))
    assert (receipt.review_id, receipt.delete_on) == (None, now.date())


def test_an_erased_report_leaves_statistics_and_rank(
    session: Session,
    subject: DataSubject,
    practitioner: Practitioner,
    now: datetime,
) -> None:
    assert len(list_verified_reports(session, [practitioner.id])) == 1
    session.query(IndexOutbox).delete()
    erase_data(session, subject, now)
    assert list_verified_reports(session, [practitioner.id]) == []
    evidence = gather_evidence(session, [practitioner.id], now.date())[practitioner.id]
    assert (evidence.outcomes, evidence.ratings) == ((), ())
    assert session.scalars(select(IndexOutbox.practitioner_id)).all() == [practitioner.id]


def test_erasing_touches_nobody_else(
    session: Session, subject: DataSubject, practitioner: Practitioner, now: datetime
) -> None:
    other = send_report(session, practitioner, now, email="other@example.org").review
    erase_data(session, subject, now)
    session.expire_all()
    assert (other.state, other.author_email) == ("submitted", "other@example.org")
    assert other.outcome is not None
    assert session.scalars(select(MailMessage.to_address)).all() == ["other@example.org"]


def test_reports_in_any_state_can_be_erased(
    session: Session, subject: DataSubject, review: Review, now: datetime
) -> None:
    for state in ("submitted", "queued", "rejected", "withdrawn", "removed"):
        session.execute(update(Review).where(Review.id == review.id).values(state=state))
        session.expire_all()
        with session.begin_nested() as attempt:
            erase_data(session, subject, now)
            session.expire_all()
            assert session.get_one(Review, review.id).state == "erased"
            attempt.rollback()


def test_the_wish_for_no_more_mail_outlives_the_person(
    session: Session, subject: DataSubject, now: datetime
) -> None:
    refuse_mail(session, hash_token(ADDRESS), now)
    assert export_data(session, subject)["wants_no_follow_ups_since"] == now.isoformat()
    erase_data(session, subject, now)
    assert count(session, MailRefusal) == 1


def test_moderators_cannot_erase_what_they_decided(
    session: Session, subject: DataSubject, now: datetime
) -> None:
    subject.account.role = Role.MODERATOR
    with pytest.raises(ErasureError, match="stay under their names"):
        erase_data(session, subject, now)


def test_a_practitioners_account_goes_and_its_codes_and_profile_stay(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    account = Account(
        email="okafor@example.org",
        display_name="Marisol",
        role=Role.PRACTITIONER,
        practitioner_id=practitioner.id,
        email_confirmed_at=now,
        created_at=now,
    )
    session.add(account)
    session.flush()
    issue_block(session, practitioner.id, 2, account.id, now)
    erase_data(session, DataSubject.of_account(account), now)
    assert (count(session, Account), count(session, VisitCode)) == (0, 2)
    assert count(session, Practitioner) == 1


def test_every_reference_to_an_account_is_known_or_goes_with_it() -> None:
    references = {
        (key.parent.table.name, key.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "account" and key.ondelete != "CASCADE"
    }
    known = {(each.class_.__tablename__, each.key) for each in ACCOUNT_REFERENCES}
    assert references == known


def test_consent_taken_back_leaves_outcome_and_statistics(
    session: Session, review: Review, practitioner: Practitioner, now: datetime
) -> None:
    make_review(session, practitioner, fitzpatrick=3)
    assert count_reports_by_skin_type(session, [practitioner.id], 3) == {practitioner.id: 2}
    session.query(IndexOutbox).delete()
    for moment in (now, now + timedelta(days=1)):
        withdraw_consent(session, review, Consent.SKIN_TYPE, moment)
    assert review.outcome is not None
    assert (review.outcome.fitzpatrick, review.outcome.age_band) == (None, "30-39")
    assert review.outcome.skin_type_consent_at is None
    assert count_reports_by_skin_type(session, [practitioner.id], 3) == {practitioner.id: 1}
    [noted] = session.scalars(select(IndexOutbox.practitioner_id))
    assert noted == practitioner.id
