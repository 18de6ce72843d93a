"""Inviting the patients of a day: all or none, once, and no address stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.domain.visit_codes import MOST_CODES_A_DAY
from directory.domain.visit_invitations import InvitationError, read_patients
from directory.models import Account, InvitationDay, MailMessage, Practitioner, VisitCode
from directory.services.mail import claim_due_mail, note_failure, note_sent
from directory.services.visit_codes import check_code
from directory.services.visit_invitations import name_patients
from tests.factories import make_practitioner
from tests.fixtures.people import make_role

THREE = "a@example.org, b@example.org\nC@example.org"


@pytest.fixture
def person(session: Session) -> Practitioner:
    """Who names patients."""
    return make_practitioner(session)


@pytest.fixture
def keeper(session: Session, person: Practitioner, now: datetime) -> Account:
    """Who keeps the profile."""
    return make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id)


def name(
    session: Session, person: Practitioner, keeper: Account, now: datetime, drawn: int
) -> InvitationDay:
    return name_patients(
        session,
        person,
        now.date(),
        THREE,
        account_id=keeper.id,
        link="https://site.example/report?code=".__add__,
        now=now,
        pick=lambda _bound: drawn,
    )


def test_on_a_drawn_day_everybody_is_asked_with_a_code_of_their_own(
    session: Session, person: Practitioner, keeper: Account, now: datetime
) -> None:
    day = name(session, person, keeper, now, drawn=0)
    assert (day.is_asked, day.patient_count) == (True, 3)
    mails = session.scalars(select(MailMessage).order_by(MailMessage.id)).all()
    assert [mail.to_address for mail in mails] == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
    ]
    codes = {mail.text.partition("code=")[2].split()[0] for mail in mails}
    assert len(codes) == 3
    assert all(check_code(session, code, person.id, now) for code in codes)


def test_on_any_other_day_nobody_is_and_nothing_of_them_is_kept(
    session: Session, person: Practitioner, keeper: Account, now: datetime
) -> None:
    assert not name(session, person, keeper, now, drawn=1).is_asked
    assert session.scalars(select(MailMessage)).all() == []
    assert session.scalars(select(VisitCode)).all() == []
    with pytest.raises(InvitationError, match="named already"):
        name(session, person, keeper, now, drawn=0)


def test_addresses_go_when_the_mail_was_sent_or_given_up(
    session: Session, person: Practitioner, keeper: Account, now: datetime
) -> None:
    name(session, person, keeper, now, drawn=0)
    for number in range(3):
        mail = claim_due_mail(session, now)
        assert mail is not None
        if number:
            note_sent(session, mail, now, mail.text)
        else:
            error = f"550 no such user {mail.to_address}"
            note_failure(session, mail, error, now, is_permanent=True)
    session.expire_all()
    for kept in session.scalars(select(MailMessage)):
        assert "@" not in f"{kept.to_address}{kept.text}{kept.last_error}{kept.unique_key}"


@pytest.mark.parametrize("days", [-1, 2, 30])
def test_only_today_and_yesterday_can_be_named(
    session: Session, person: Practitioner, keeper: Account, now: datetime, days: int
) -> None:
    day: date = now.date() - timedelta(days=days)
    with pytest.raises(InvitationError, match="today or yesterday"):
        name_patients(session, person, day, THREE, account_id=keeper.id, link=str, now=now)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (" ", "all patients"),
        ("a@example.org a@example.org", "Named twice: a@example.org"),
        ("nobody", "“nobody”"),
        (" ".join(f"p{n}@example.org" for n in range(MOST_CODES_A_DAY + 1)), "60 are the most"),
    ],
)
def test_wrong_lists_are_answered(text: str, answer: str) -> None:
    with pytest.raises(InvitationError, match=answer) as error:
        read_patients(text)
    assert error.value.field == "addresses"
