"""Credentials from claimed to shown by a document: adding, deciding, reminding, deleting."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.credential_proofs import DOCUMENT_KEPT, CredentialError, list_board_links
from directory.domain.errors import DomainError, NotFoundError
from directory.domain.permissions import OwnAccountError, Role
from directory.models import (
    Account,
    Credential,
    CredentialDocument,
    EvidenceLevel,
    IndexOutbox,
    MailMessage,
    Practitioner,
)
from directory.services import credential_decisions, own_credentials
from directory.services.evidence import experience_of
from directory.services.own_credentials import NewCredential
from tests.factories import make_practitioner
from tests.fixtures.keeper_links import CREDENTIALS_PAGE
from tests.fixtures.people import make_role
from tests.fixtures.receipt_files import make_picture

BOARD = NewCredential(
    kind="board_certification",
    name="Board certification in dermatology",
    issuer="American Board of Dermatology",
    number="D-1",
    jurisdiction="US",
    issued_on=date(2010, 5, 1),
    expires_on=date(2027, 1, 10),
)


class Scene(NamedTuple):
    """A profile without evidence of years, its keeper, a registrar, and a folder."""

    session: Session
    folder: Path
    person: Practitioner
    keeper: Account
    registrar: Account
    now: datetime

    def add(self, **changes: Any) -> Credential:
        """Add the board certification, with changes."""
        new = NewCredential(**{name: getattr(BOARD, name) for name in BOARD.__slots__} | changes)
        return own_credentials.add_credential(self.session, self.person, new, self.now)

    def show(self, credential: Credential, content: bytes) -> CredentialDocument:
        """Upload a document of it."""
        return own_credentials.add_credential_document(
            self.session,
            self.folder,
            credential,
            io.BytesIO(content),
            account_id=self.keeper.id,
            now=self.now,
        )

    def decide(self, document: CredentialDocument, reason: str) -> None:
        """Decide as the registrar."""
        credential_decisions.decide_document(
            self.session,
            document.id,
            reason,
            self.registrar.id,
            self.now,
            page_link=CREDENTIALS_PAGE,
        )


@pytest.fixture
def scene(session: Session, tmp_path: Path, now: datetime) -> Scene:
    """Nia, who has shown nothing yet."""
    person = make_practitioner(session, licensed_on=None)
    keeper = make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id)
    return Scene(session, tmp_path, person, keeper, make_role(session, now, Role.REGISTRAR), now)


def test_years_count_when_a_registrar_has_seen_the_document_and_not_before(scene: Scene) -> None:
    credential = scene.add()
    today = scene.now.date()
    assert credential.evidence_level == EvidenceLevel.CLAIMED
    assert experience_of(scene.person, today).evidenced_years is None
    document = scene.show(credential, make_picture())
    with pytest.raises(CredentialError, match="waits for a registrar already"):
        scene.show(credential, make_picture())
    with pytest.raises(OwnAccountError):
        credential_decisions.decide_document(
            scene.session,
            document.id,
            "shows_it",
            scene.keeper.id,
            scene.now,
            page_link=CREDENTIALS_PAGE,
        )
    scene.decide(document, "shows_it")
    assert (credential.evidence_level, credential.verified_on) == (EvidenceLevel.DOCUMENT, today)
    assert experience_of(scene.person, today).evidenced_years == pytest.approx(16.6, abs=0.1)
    with pytest.raises(CredentialError, match="decided on already"):
        scene.decide(document, "unreadable")
    [mail] = scene.session.scalars(select(MailMessage))
    assert mail.text.endswith(f"Your credentials:\n\n{CREDENTIALS_PAGE}\n")
    with pytest.raises(CredentialError, match="stays on the profile"):
        own_credentials.remove_credential(scene.session, scene.person, credential.id, scene.now)
    assert scene.person.version == 3
    noted = scene.session.scalars(select(IndexOutbox.practitioner_id)).all()
    assert list(noted) == [scene.person.id] * 2


def test_a_refused_document_changes_nothing_and_another_can_be_sent(scene: Scene) -> None:
    credential = scene.add()
    document = scene.show(credential, make_picture())
    with pytest.raises(CredentialError, match="Choose the reason"):
        scene.decide(document, "")
    scene.decide(document, "unreadable")
    assert credential.evidence_level == EvidenceLevel.CLAIMED
    assert scene.show(credential, make_picture()).id != document.id
    subjects = scene.session.scalars(select(MailMessage.subject)).all()
    assert list(subjects) == ["Your document was not accepted"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "crown"}, "kind"),
        ({"name": " "}, "name"),
        ({"name": "Voted number one clinic"}, "name"),
        ({"issuer": "x" * 201}, "issuer"),
        ({"issued_on": date(2030, 1, 1)}, "issued_on"),
        ({"expires_on": date(2000, 1, 1)}, "expires_on"),
    ],
)
def test_a_wrong_credential_names_its_field(
    scene: Scene, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as error:
        scene.add(**changes)
    assert error.value.field == field
    assert scene.person.credentials == []


def test_what_is_no_document_is_refused(scene: Scene) -> None:
    credential = scene.add()
    with pytest.raises(CredentialError, match="program"):
        scene.show(credential, b"MZ" + b"x" * 50)
    own_credentials.remove_credential(scene.session, scene.person, credential.id, scene.now)
    with pytest.raises(NotFoundError):
        own_credentials.get_own_credential(scene.person, credential.id)


def test_the_holder_is_reminded_once_and_files_are_deleted_in_time(scene: Scene) -> None:
    credential = scene.add()
    document = scene.show(credential, make_picture())
    scene.decide(document, "shows_it")
    for moment in (scene.now - timedelta(days=30), scene.now, scene.now + timedelta(days=1)):
        credential_decisions.remind_of_expiry(scene.session, CREDENTIALS_PAGE, moment)
    reminders = scene.session.scalars(
        select(MailMessage.subject).where(MailMessage.kind == "credential_expiry")
    ).all()
    assert list(reminders) == ["A credential on your profile expires soon"]
    later = scene.now + DOCUMENT_KEPT + timedelta(seconds=1)
    credential_decisions.delete_credential_documents(scene.session, scene.folder, scene.now)
    assert len(list(scene.folder.iterdir())) == 1
    credential_decisions.delete_credential_documents(scene.session, scene.folder, later)
    assert list(scene.folder.iterdir()) == []
    assert document.deleted_at == later


def test_a_credential_leads_to_the_register_of_its_country_and_profession() -> None:
    names = [link.name for link in list_board_links("licence", "US", "registered_nurse")]
    assert names == ["Nursys, of the state boards of nursing"]
    assert list_board_links("course", "US", "dermatologist") == ()
