"""Mail to whoever uses the site in Spanish: all of it in Spanish, and it leads to Spanish pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.cli.mail_links import link_maker
from directory.domain.locales import ENGLISH, LANGUAGES, SPANISH, Language
from directory.domain.moderation import CaseKind
from directory.domain.permissions import Role
from directory.models import Account, Flag, MailMessage, MailRefusal, Practitioner, Review
from directory.services.follow_ups import FollowUpLinks, queue_due_follow_up
from directory.services.visit_codes import issue_block
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.moderation import carry_out, decide_on
from tests.fixtures.people import PASSWORD, list_mail_to, make_account, make_role
from tests.fixtures.reports import ANSWERS
from tests.fixtures.sign_in import sign_in_as

SENT_AT = datetime(2026, 5, 20, 12, tzinfo=UTC)
ASKED_AT = SENT_AT + timedelta(weeks=11)
NEW_PASSWORD = "seven grey herons"

_numbers = count(1)


@pytest.fixture
def moderator(session: Session, now: datetime) -> Account:
    """Who decides, in English."""
    return make_role(session, now, Role.MODERATOR)


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    """Whom the patient reports on."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="hand", name="Marisol Okafor")
    session.commit()
    return practitioner


class Patient:
    """Somebody who uses the site in a language, from reporting to an account."""

    def __init__(self, app: Flask, session: Session, language: Language) -> None:
        self.app, self.session, self.language = app, session, language
        self.browser: FlaskClient = app.test_client()
        self.address = f"{language.key}-{next(_numbers)}@example.org"

    def report(self) -> Review:
        """Send a proven report from page to page, ask for another link, confirm the address."""
        practitioner = self.session.scalars(select(Practitioner)).one()
        [code] = issue_block(self.session, practitioner.id, 1, None, SENT_AT).codes
        self.session.commit()
        self.app.config["CLOCK"] = lambda: SENT_AT
        page = self.post("/practitioners/hand/report", code="")
        draft = page.removesuffix("/proof")
        own = {"proof": {"proof": "code", "code": code}, "email": {"email": self.address}}
        for answers in (ANSWERS | own).values():
            page = self.browser.post(page, data=answers).location
        status = self.browser.post(f"{draft}/check", data={"agreement": "y"}).location
        self.browser.post(f"{status}/confirm-again", data={"email": self.address})
        assert self.browser.post(self.link()).status_code == 200
        query = select(Review).where(Review.author_email == self.address)
        return self.session.scalars(query).one()

    def be_asked(self) -> None:
        """Get the follow-up that is due."""
        with self.app.app_context():
            site_url = self.app.config["SETTINGS"].site_url
            links = FollowUpLinks(
                answer=link_maker(site_url, "follow_ups.page"),
                refuse=link_maker(site_url, "follow_ups.refuse"),
            )
        assert queue_due_follow_up(self.session, links, ASKED_AT)
        self.session.commit()

    def flag(self, review: Review) -> Flag:
        """Flag a review."""
        self.post(
            f"/reviews/{review.id}/flag",
            form_token=self.address,
            reason_code="untrue",
            text="There was no such day at our practice.",
            email=self.address,
        )
        return self.session.scalars(select(Flag).where(Flag.email == self.address)).one()

    def open_account(self) -> None:
        """Open an account, and let each kind of link be sent."""
        self.post("/sign-up", email=self.address)
        self.browser.post(self.link(), data={"name": "Paula", "password": PASSWORD})
        for path in ("/sign-in/link", "/your-data", "/reset-password"):
            self.post(path, email=self.address)
        self.browser.post(self.link(), data={"password": NEW_PASSWORD})

    def post(self, path: str, **data: str) -> str:
        """Send a form of a page in one's language; gives where it leads."""
        return str(self.browser.post(self.language.prefix + path, data=data).location)

    def mail(self) -> list[MailMessage]:
        """All mail so far."""
        self.session.expire_all()
        return list_mail_to(self.session, self.address)

    def link(self) -> str:
        """The path of the first link in the last message."""
        return urlsplit(links_in(self.mail()[-1])[0]).path


def links_in(message: MailMessage) -> list[str]:
    return re.findall(r"^https?://\S+$", message.text, re.MULTILINE)


def paragraphs_of(message: MailMessage) -> set[str]:
    """The sentences of a message, without links and codes."""
    return {message.subject, *message.text.strip().split("\n\n")} - set(links_in(message))


def test_a_spanish_patients_whole_way_is_told_in_spanish(
    app: Flask, session: Session, practitioner: Practitioner, moderator: Account, now: datetime
) -> None:
    told: dict[str, list[MailMessage]] = {}
    for language in LANGUAGES.values():
        patient = Patient(app, session, language)
        review = patient.report()
        patient.be_asked()
        patient.flag(review)
        decide_on(session, (CaseKind.FLAGS, review.id), "untrue", moderator, now)
        carry_out(session, now)
        session.commit()
        patient.open_account()
        told[language.key] = patient.mail()
    english, spanish = told[ENGLISH.key], told[SPANISH.key]
    kinds = [message.kind for message in spanish]
    assert kinds == [message.kind for message in english]
    assert set(kinds) >= {"confirm_report", "decision", "follow_up", "flag_received"}
    assert set(kinds) >= {"confirm_email", "sign_in", "reset_password", "own_data"}
    assert "account_change" in kinds
    for ours, theirs in zip(spanish, english, strict=True):
        assert paragraphs_of(ours) & paragraphs_of(theirs) == set()
        assert all(urlsplit(link).path.startswith("/es/") for link in links_in(ours))
        assert not any(urlsplit(link).path.startswith("/es/") for link in links_in(theirs))
        assert (ours.headers["Content-Language"], theirs.headers["Content-Language"]) == (
            SPANISH.key,
            ENGLISH.key,
        )


def test_a_follow_up_in_spanish_opens_in_spanish_and_is_stopped_by_one_click(
    app: Flask, session: Session, practitioner: Practitioner
) -> None:
    patient = Patient(app, session, SPANISH)
    patient.report()
    patient.be_asked()
    app.config["WTF_CSRF_ENABLED"] = True
    assert 'lang="es"' in patient.browser.get(patient.link()).text
    address = patient.mail()[-1].headers["List-Unsubscribe"].strip("<>")
    assert address in links_in(patient.mail()[-1])
    stopped = patient.browser.post(urlsplit(address).path, data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    assert len(session.scalars(select(MailRefusal)).all()) == 1


def test_nobody_changes_the_language_of_another_persons_account(
    app: Flask, session: Session, now: datetime
) -> None:
    account = make_account(session, now)
    app.test_client().post("/es/sign-in/link", data={"email": account.email})
    [mail] = list_mail_to(session, account.email)
    assert mail.subject == "Your link to sign in"
    assert "/es/" not in mail.text


def test_the_owner_of_an_account_chooses_the_language_of_mail_also_on_reports(
    app: Flask, session: Session, practitioner: Practitioner, client: FlaskClient
) -> None:
    patient = Patient(app, session, ENGLISH)
    review = patient.report()
    account = make_account(session, SENT_AT, patient.address)
    sign_in_as(client, account.id)
    assert '<option selected value="en">' in client.get("/account").text
    assert client.post("/account/mail-language", data={"mail_language": "xx"}).status_code == 400
    assert client.post("/account/mail-language", data={"mail_language": "es"}).status_code == 303
    session.expire_all()
    assert (account.mail_language, review.mail_language) == ("es", "es")
    patient.be_asked()
    assert "/es/follow-up/" in patient.mail()[-1].text
