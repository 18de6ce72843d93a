"""Loading the demonstration: once, in bulk, whole, and with accounts that can sign in."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.domain.vocabulary import Vocabulary
from directory.models import (
    Account,
    Outcome,
    Practitioner,
    PractitionerSkill,
    Review,
    Role,
    VisitCodeBlock,
)
from directory.models.listing import Listing
from directory.models.mail import MailMessage
from directory.services.accounts import sign_in
from directory.services.demo import DemoReport, has_demo, list_demo_logins, seed_demo
from directory.services.ledger_verification import verify_ledger
from tests.factories import make_practitioner
from tests.fixtures.demo_world import (
    ALL_REVIEW_COUNT,
    SMALL_PRACTITIONER_COUNT,
    read_shipped_vocabulary,
    read_small_world,
)
from tests.fixtures.status_links import FLAG_PAGE, STATUS_LINKS


@pytest.fixture
def report(session: Session, today: date) -> DemoReport:
    return seed_demo(
        session,
        today,
        read_shipped_vocabulary(),
        files=read_small_world(),
        links=STATUS_LINKS,
    )


def _count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_report_says_what_is_in_the_database(session: Session, report: DemoReport) -> None:
    assert report.practitioner_count == _count(session, Practitioner) == SMALL_PRACTITIONER_COUNT
    assert report.review_count == _count(session, Review) == ALL_REVIEW_COUNT
    assert str(report) == "60 practitioners, 910 reviews"


def test_it_tells_how_far_it_is(session: Session, today: date) -> None:
    told: list[str] = []
    seed_demo(
        session,
        today,
        read_shipped_vocabulary(),
        told.append,
        links=STATUS_LINKS,
        files=read_small_world(),
    )
    assert told[-1] == "Stored 900 of 900 reviews …"


def test_what_was_decided_and_every_block_of_codes_is_in_the_ledger(
    session: Session, report: DemoReport
) -> None:
    check = verify_ledger(session)
    assert check.is_whole
    states = Counter(session.scalars(select(Review.state).where(Review.source_key == "own")))
    revoked = session.scalar(select(func.count(VisitCodeBlock.revoked_at)))
    decided = _count(session, Outcome) - states["queued"] + states["removed"]
    assert check.verdict.entry_count == decided + _count(session, VisitCodeBlock) + (revoked or 0)


def test_loading_twice_changes_nothing_and_says_so(
    session: Session, today: date, report: DemoReport
) -> None:
    again = seed_demo(
        session,
        today,
        read_shipped_vocabulary(),
        files=read_small_world(),
        links=STATUS_LINKS,
    )
    assert not again.is_new
    assert "were there already" in str(again)
    assert again.accounts == report.accounts
    assert _count(session, Review) == ALL_REVIEW_COUNT


def test_real_people_do_not_keep_the_demonstration_out(session: Session, today: date) -> None:
    make_practitioner(session)
    session.flush()
    assert not has_demo(session)
    report = seed_demo(
        session,
        today,
        read_shipped_vocabulary(),
        files=read_small_world(),
        links=STATUS_LINKS,
    )
    assert report.practitioner_count == SMALL_PRACTITIONER_COUNT
    assert _count(session, Practitioner) == SMALL_PRACTITIONER_COUNT + 1


def test_without_a_vocabulary_it_says_what_to_do(session: Session, today: date) -> None:
    empty = Vocabulary((), (), (), (), (), ())
    with pytest.raises(DomainError, match="vocabulary load"):
        seed_demo(session, today, empty, links=STATUS_LINKS)
    assert not has_demo(session)


def test_each_outcome_belongs_to_the_review_it_was_reported_with(
    session: Session, report: DemoReport
) -> None:
    """Every report on this site has one, none of another site; the words prove the pairing."""
    for review in session.scalars(select(Review)):
        assert (review.outcome is not None) == (review.source_key == "own")
    told = session.execute(
        select(Review.text, Outcome.session_count)
        .join(Outcome, Outcome.review_id == Review.id)
        .where(Review.text.contains(" two sessions "))
    ).all()
    assert told
    assert {session_count for _text, session_count in told} == {2}


def test_what_passed_a_moderator_is_published_and_nothing_in_the_future(
    session: Session, report: DemoReport, today: date
) -> None:
    midnight = datetime.combine(today, time(), UTC)
    for review in session.scalars(select(Review)):
        assert review.reported_on < today
        if review.state in {"rejected", "queued"}:
            assert review.verification_level <= 1
            assert review.published_at is None
            continue
        assert review.state in {"published", "removed"}
        assert review.published_at is not None
        assert review.reported_on <= review.published_at.date()
        assert review.published_at <= midnight


def test_unclaimed_people_have_no_listing(session: Session, report: DemoReport) -> None:
    listed = set(session.scalars(select(Listing.practitioner_id)))
    for practitioner in session.scalars(select(Practitioner)):
        assert (practitioner.id in listed) == bool(practitioner.biography)


def test_no_skill_is_touched(session: Session, report: DemoReport) -> None:
    assert _count(session, PractitionerSkill) == 0


def test_every_role_can_sign_in_as_the_start_up_prints_it(
    session: Session, report: DemoReport
) -> None:
    assert list_demo_logins(session) == report.accounts
    assert [account.role for account in report.accounts] == [
        Role.ADMIN,
        Role.MODERATOR,
        Role.MODERATOR,
        Role.REGISTRAR,
        Role.PRACTITIONER,
        Role.PATIENT,
    ]
    for login in report.accounts:
        account = sign_in(session, login.email, login.password)
        assert account.is_demo
        assert (account.role, account.display_name) == (login.role, login.display_name)


def test_the_demo_practitioner_has_many_verified_outcomes(
    session: Session, report: DemoReport
) -> None:
    account = session.scalars(select(Account).where(Account.role == Role.PRACTITIONER)).one()
    count = session.scalar(
        select(func.count()).where(
            Review.practitioner_id == account.practitioner_id, Review.verification_level >= 2
        )
    )
    assert count and count >= 30


def test_the_demo_patient_wrote_three_reviews_of_three_people(
    session: Session, report: DemoReport
) -> None:
    account = session.scalars(select(Account).where(Account.email == "patient@example.org")).one()
    written = session.scalars(select(Review).where(Review.author_account_id == account.id)).all()
    assert len({review.practitioner_id for review in written}) == len(written) == 3
    assert len({review.reviewer_key for review in written}) == 1
    assert all(review.text and review.outcome for review in written)


def test_mail_of_the_past_leads_to_its_pages(session: Session, report: DemoReport) -> None:
    assert report.is_new
    texts = [mail.text for mail in session.scalars(select(MailMessage))]
    assert any(FLAG_PAGE in text for text in texts)
    assert not [text for text in texts if text.rstrip().endswith(":") or ":\n\n\n" in text]
