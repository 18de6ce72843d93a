"""Claims from a profile to the decision: evidence, rivals, disputes, lapsing, applications."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.claim_proofs import CodeChannel, NumberCheck
from directory.domain.claims import (
    CONFIRM_EVERY,
    CONTEST_WITHIN,
    OPEN_FOR,
    ClaimError,
    ClaimState,
)
from directory.domain.errors import DomainError, NotFoundError
from directory.domain.permissions import Role
from directory.models import (
    Account,
    IndexOutbox,
    MailMessage,
    Practitioner,
    PractitionerStatus,
)
from directory.models.claim import Claim, ClaimDocument
from directory.models.listing import Listing
from directory.services import claim_calendar, claim_decisions, claim_evidence, claims
from directory.services.claim_decisions import ClaimDecision
from directory.services.listing_applications import Application, apply_to_be_listed
from directory.services.own_data import DataSubject, erase_data
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.keeper_links import CLAIM_PAGE, KEEPER_LINKS
from tests.fixtures.people import list_mail_to, make_account, make_role
from tests.fixtures.receipt_files import make_picture

NPI = "1234567893"


@pytest.fixture
def person(session: Session) -> Practitioner:
    """A registry's entry, with a telephone and a domain of its practice."""
    person = make_practitioner(session, name="Nia Bell", npi=NPI, slug="nia-bell")
    person.locations[0].phone = "+1 303 555 0100"
    person.locations[0].street = "1 Main St"
    person.locations[0].website = "www.aurora.example"
    session.commit()
    return person


@pytest.fixture
def claimant(session: Session, now: datetime) -> Account:
    """Somebody with an account."""
    return make_account(session, now, "nia@example.org")


@pytest.fixture
def registrar(session: Session, now: datetime) -> Account:
    """Who decides."""
    return make_role(session, now, Role.REGISTRAR)


class Scene(NamedTuple):
    """What a whole way of a claim needs."""

    session: Session
    folder: Path
    person: Practitioner
    claimant: Account
    registrar: Account
    now: datetime


@pytest.fixture
def scene(session: Session, tmp_path: Path, person: Practitioner, now: datetime) -> Scene:
    """A profile, somebody who claims it, and somebody who decides."""
    claimant = make_account(session, now, "nia@example.org")
    registrar = make_role(session, now, Role.REGISTRAR)
    return Scene(session, tmp_path, person, claimant, registrar, now)


def make_sent_claim(
    session: Session, folder: Path, account: Account, person: Practitioner, now: datetime
) -> Claim:
    claim = claims.start_claim(session, account, person.slug, now)
    claim_evidence.add_document(session, folder, claim, io.BytesIO(make_picture()), now)
    claims.submit_claim(session, claim, "", now)
    return claim


def decide(registrar: Account, reason_code: str) -> ClaimDecision:
    return ClaimDecision(
        registrar.id, reason_code, lambda number: f"https://x.test/claims/{number}"
    )


def test_the_longest_waiting_are_listed_and_all_are_counted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, now = scene.session, scene.now
    people = [make_practitioner(session, name=f"Nia Bell{number}") for number in range(4)]
    sent, to_call, called, _open = (
        claims.start_claim(session, scene.claimant, person.slug, now + timedelta(minutes=number))
        for number, person in enumerate(people)
    )
    sent.state = ClaimState.SUBMITTED
    to_call.code_channel = called.code_channel = CodeChannel.PHONE
    called.code_sent_at = now
    session.flush()
    waiting = claim_decisions.list_waiting_claims(session)
    assert [one.claim for one in waiting] == [sent, to_call]
    assert [one.is_code_to_send for one in waiting] == [False, True]
    monkeypatch.setattr(claim_decisions, "MOST_LISTED", 1)
    assert [one.claim for one in claim_decisions.list_waiting_claims(session)] == [sent]
    assert claim_decisions.count_waiting_claims(session) == 2


def make_application(**changes: str) -> Application:
    values = {
        "given_name": "Ana",
        "family_name": "Ruiz",
        "profession_key": "dermatologist",
        "licence_number": "D-77",
        "licence_issuer": "Chamber",
        "clinic_name": "Ruiz Skin",
        "street": "2 Main St",
        "city": "Denver",
        "region": "CO",
        "postal_code": "80202",
        "country": "US",
    }
    return Application(**{**values, **changes})


def list_subjects(session: Session, address: str) -> list[str]:
    query = select(MailMessage.subject).where(MailMessage.to_address == address)
    return list(session.scalars(query.order_by(MailMessage.id)))


def test_a_code_by_mail_and_a_number_make_a_claim_that_can_be_approved(
    session: Session, person: Practitioner, claimant: Account, registrar: Account, now: datetime
) -> None:
    claim = claims.start_claim(session, claimant, "nia-bell", now)
    claim_evidence.set_number(session, claim, "123 456-7893", now)
    with pytest.raises(ClaimError, match="proves nothing by itself"):
        claims.submit_claim(session, claim, "", now)

    sent = {"email": "nia@aurora.example", "now": now, "page_link": KEEPER_LINKS.claim}
    claim_evidence.ask_for_code(session, claim, CodeChannel.EMAIL, **sent)
    mail = session.scalars(select(MailMessage).where(MailMessage.kind == "claim_code")).one()
    code = re.search(r"^\d{8}$", mail.text, re.MULTILINE)
    assert mail.to_address == "nia@aurora.example" and code and CLAIM_PAGE in mail.text
    claim_evidence.confirm_code(session, claim, code[0], now)
    claims.submit_claim(session, claim, "", now)
    claim_decisions.approve_claim(session, claim, decide(registrar, "code_and_number"), now)

    view = claims.view_claim(session, claim, now)
    assert view.evidence.number_check is NumberCheck.MATCHES
    assert (claimant.practitioner_id, claimant.role) == (person.id, Role.PRACTITIONER)
    assert session.get_one(Listing, person.id).claimed_on == now.date()
    assert [event.act for event in claim.events] == [
        "start", "prove", "prove", "prove", "submit", "approve",
    ]  # fmt: skip
    assert list_subjects(session, claimant.email) == ["Your claim was approved"]


def test_a_claim_changes_neither_the_profiles_facts_nor_its_index_document(scene: Scene) -> None:
    session, tmp_path, person, claimant, registrar, now = scene
    before = (person.version, person.details_verified_on)
    claim = make_sent_claim(session, tmp_path, claimant, person, now)
    claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    session.refresh(person)
    assert (person.version, person.details_verified_on) == before
    assert session.scalars(select(IndexOutbox)).all() == []


def test_five_wrong_codes_end_a_code_and_a_new_one_works(
    session: Session, person: Practitioner, claimant: Account, now: datetime
) -> None:
    claim = claims.start_claim(session, claimant, person.slug, now)
    code = claim_evidence.send_code(session, claim, CodeChannel.EMAIL, "x", now)
    wrong = "0" * 8 if code != "0" * 8 else "1" * 8
    for attempt in range(6):
        claim_evidence.count_code_attempt(session, claim.id)
        session.refresh(claim)
        with pytest.raises(ClaimError, match="not the code" if attempt < 5 else "wrong codes"):
            claim_evidence.confirm_code(session, claim, wrong, now)
    with pytest.raises(ClaimError, match="wrong codes"):
        claim_evidence.confirm_code(session, claim, code, now)
    new_code = claim_evidence.send_code(session, claim, CodeChannel.EMAIL, "x", now)
    with pytest.raises(ClaimError, match="too old"):
        claim_evidence.confirm_code(session, claim, new_code, now + timedelta(days=2))
    claim_evidence.confirm_code(session, claim, new_code, now)
    assert claim.code_confirmed_at == now


def test_a_code_by_telephone_waits_for_a_registrar_and_goes_where_the_registry_says(
    session: Session, person: Practitioner, claimant: Account, registrar: Account, now: datetime
) -> None:
    claim = claims.start_claim(session, claimant, person.slug, now)
    claim_evidence.ask_for_code(session, claim, CodeChannel.PHONE, "", now, page_link=str)
    assert claim.code_target == "+1 303 555 0100"
    [waiting] = claim_decisions.list_waiting_claims(session)
    assert waiting.is_code_to_send
    code = claim_decisions.make_code_to_send(session, claim, registrar.id, now)
    with pytest.raises(ClaimError, match="made already"):
        claim_decisions.make_code_to_send(session, claim, registrar.id, now)
    claim_evidence.confirm_code(session, claim, code, now + timedelta(days=3))
    assert claim.code_hash and code not in claim.code_hash


def test_approval_declines_the_rivals_and_tells_them_why(scene: Scene) -> None:
    session, tmp_path, person, claimant, registrar, now = scene
    rival = make_account(session, now, "rival@example.org")
    claim = make_sent_claim(session, tmp_path, claimant, person, now)
    other = make_sent_claim(session, tmp_path, rival, person, now)
    case = claim_decisions.get_claim_case(session, claim.id, now)
    assert [account.email for _, account, _ in case.rivals] == ["rival@example.org"]

    claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    session.refresh(other)
    assert (other.state, other.reason_code) == (ClaimState.DECLINED, "rival_approved")
    assert list_subjects(session, "rival@example.org") == ["Your claim was declined"]
    with pytest.raises(ClaimError, match="any more"):
        claim_decisions.approve_claim(session, other, decide(registrar, "documents"), now)


def test_a_dispute_that_is_upheld_ends_the_earlier_claim(scene: Scene) -> None:
    session, tmp_path, person, claimant, registrar, now = scene
    first = make_sent_claim(session, tmp_path, claimant, person, now)
    claim_decisions.approve_claim(session, first, decide(registrar, "documents"), now)
    rival = make_account(session, now, "rival@example.org")
    dispute = make_sent_claim(session, tmp_path, rival, person, now)
    assert dispute.is_dispute
    claim_decisions.approve_claim(session, dispute, decide(registrar, "dispute_upheld"), now)
    for row in (first, claimant, rival):
        session.refresh(row)
    assert (first.state, first.reason_code) == (ClaimState.ENDED, "dispute_upheld")
    assert (claimant.practitioner_id, claimant.role) == (None, Role.PATIENT)
    assert rival.practitioner_id == person.id


def test_a_declined_claim_is_contested_once_before_another_registrar(scene: Scene) -> None:
    session, tmp_path, person, claimant, registrar, now = scene
    claim = make_sent_claim(session, tmp_path, claimant, person, now)
    claim_decisions.decline_claim(session, claim, decide(registrar, "unreadable"), now)
    late = now + CONTEST_WITHIN + timedelta(seconds=1)
    with pytest.raises(ClaimError, match="once, within 30 days"):
        claims.contest_decision(session, claim, "Look again.", late)
    with pytest.raises(ClaimError, match="overlooked"):
        claims.contest_decision(session, claim, " ", now)
    claims.contest_decision(session, claim, "The name is on the second page.", now)
    with pytest.raises(ClaimError, match="another registrar"):
        claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    second = make_role(session, now, Role.REGISTRAR, "second@example.org")
    claim_decisions.decline_claim(session, claim, decide(second, "somebody_else"), now)
    with pytest.raises(ClaimError, match="once"):
        claims.contest_decision(session, claim, "Again.", now)


def test_a_claim_is_given_back_for_what_is_missing_and_sent_again(scene: Scene) -> None:
    session, folder, person, claimant, registrar, now = scene
    claim = make_sent_claim(session, folder, claimant, person, now)
    claim_decisions.ask_for_more(session, claim, decide(registrar, "unreadable"), now)

    view = claims.view_claim(session, claim, now)
    assert (claim.state, view.state_words) == (ClaimState.OPEN, "A registrar asks for more")
    assert claim.lapses_on == (now + OPEN_FOR).date()
    assert claim_decisions.list_waiting_claims(session) == []
    mail = session.scalars(select(MailMessage).where(MailMessage.kind == "claim_decision")).one()
    assert mail.subject == "More is needed for your claim"
    assert "cannot be read on the documents" in mail.text
    assert f"https://x.test/claims/{claim.id}" in mail.text

    claim_evidence.add_document(session, folder, claim, io.BytesIO(make_picture()), now)
    claims.submit_claim(session, claim, "Here it is, sharper.", now)
    assert (claim.reason_code, claim.lapses_on) == ("", None)
    claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    assert claimant.practitioner_id == person.id


def test_who_has_no_licence_in_force_is_told_and_not_approved(scene: Scene) -> None:
    session, tmp_path, person, claimant, registrar, now = scene
    person.credentials[0].status = "revoked"
    claim = make_sent_claim(session, tmp_path, claimant, person, now)
    assert claims.view_claim(session, claim, now).has_licence_trouble
    with pytest.raises(ClaimError, match="not in force"):
        claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    claim_decisions.decline_claim(session, claim, decide(registrar, "licence"), now)
    assert claim.state == ClaimState.DECLINED


def test_starting_twice_gives_the_same_claim(
    session: Session, person: Practitioner, claimant: Account, now: datetime
) -> None:
    first = claims.start_claim(session, claimant, person.slug, now)
    assert claims.start_claim(session, claimant, person.slug, now).id == first.id
    claims.withdraw_claim(session, first, now)
    assert claims.start_claim(session, claimant, person.slug, now).id != first.id


def test_who_cannot_claim_is_told_why(
    session: Session, person: Practitioner, claimant: Account, registrar: Account, now: datetime
) -> None:
    with pytest.raises(ClaimError, match="Who decides"):
        claims.start_claim(session, registrar, person.slug, now)
    claimant.email_confirmed_at = None
    with pytest.raises(ClaimError, match="Confirm your e-mail"):
        claims.start_claim(session, claimant, person.slug, now)
    claimant.email_confirmed_at = now
    claimant.practitioner_id = make_practitioner(session).id
    with pytest.raises(ClaimError, match="One account is one person"):
        claims.start_claim(session, claimant, person.slug, now)
    with pytest.raises(NotFoundError):
        claims.start_claim(session, claimant, "nobody", now)
    with pytest.raises(NotFoundError):
        claims.get_own_claim(session, claimant, 4711)


def test_what_is_no_document_changes_nothing(
    session: Session, tmp_path: Path, person: Practitioner, claimant: Account, now: datetime
) -> None:
    claim = claims.start_claim(session, claimant, person.slug, now)
    with pytest.raises(ClaimError, match="program") as error:
        claim_evidence.add_document(session, tmp_path, claim, io.BytesIO(b"MZ" + b"x" * 99), now)
    assert error.value.field == "document"
    assert list(tmp_path.iterdir()) == []


def test_claims_lapse_after_a_reminder_and_documents_go(scene: Scene) -> None:
    session, tmp_path, person, claimant, registrar, now = scene
    claim = make_sent_claim(session, tmp_path, claimant, person, now)
    claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    later = now + CONFIRM_EVERY - timedelta(days=10)
    for _ in range(2):
        claim_calendar.remind_holders(session, KEEPER_LINKS.claim, later)
    assert list_subjects(session, claimant.email)[1:] == ["Is your profile still right?"]
    assert CLAIM_PAGE in list_mail_to(session, claimant.email)[-1].text

    claim_calendar.confirm_holding(session, claim, later)
    assert claim_calendar.lapse_claims(session, now + CONFIRM_EVERY + timedelta(days=5)) == 0
    assert claim_calendar.lapse_claims(session, later + CONFIRM_EVERY + timedelta(days=2)) == 1
    session.refresh(claimant)
    assert (claim.state, claimant.practitioner_id) == (ClaimState.LAPSED, None)

    assert claim_calendar.delete_claim_documents(session, tmp_path, later) == 1
    assert list(tmp_path.iterdir()) == []
    assert session.scalars(select(ClaimDocument)).one().deleted_at == later


def test_who_is_in_no_registry_is_listed_when_the_claim_is_approved(
    session: Session, tmp_path: Path, claimant: Account, registrar: Account, now: datetime
) -> None:
    vocabulary = load_the_vocabulary(session)
    claim = apply_to_be_listed(session, claimant, make_application(), vocabulary, now)
    person = session.get_one(Practitioner, claim.practitioner_id)
    assert person.status == PractitionerStatus.APPLIED
    claim_evidence.add_document(session, tmp_path, claim, io.BytesIO(make_picture()), now)
    claims.submit_claim(session, claim, "", now)
    claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    session.refresh(person)
    assert (person.status, person.version) == (PractitionerStatus.ACTIVE, 2)
    noted = session.scalars(select(IndexOutbox.practitioner_id)).all()
    assert list(noted) == [person.id]


@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("given_name", "  ", "Enter the given name"),
        ("city", "x" * 101, "at most 100"),
        ("clinic_name", "<script>alert(1)</script>", "without HTML"),
        ("profession_key", "magician", "Choose your profession"),
    ],
)
def test_a_wrong_application_names_its_field(
    scene: Scene, name: str, value: str, answer: str
) -> None:
    vocabulary = load_the_vocabulary(scene.session)
    application = make_application(**{name: value})
    with pytest.raises(DomainError, match=answer) as error:
        apply_to_be_listed(scene.session, scene.claimant, application, vocabulary, scene.now)
    assert error.value.field == name


def test_erasing_an_account_takes_its_claims_along(scene: Scene) -> None:
    session, tmp_path, person, claimant, registrar, now = scene
    claim = make_sent_claim(session, tmp_path, claimant, person, now)
    claim_decisions.approve_claim(session, claim, decide(registrar, "documents"), now)
    erase_data(session, DataSubject.of_account(claimant), now)
    session.expire_all()
    assert session.scalars(select(Claim)).all() == []
    assert session.get_one(Listing, person.id).claimed_on is None
