"""Deciding on documents of credentials, and what time does: reminders, deleting the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.credential_proofs import (
    ACCEPT_REASONS,
    DOCUMENT_KEPT,
    DOCUMENT_REASONS,
    REMIND_BEFORE_EXPIRY,
    BoardLink,
    CredentialError,
    list_board_links,
)
from directory.domain.errors import NotFoundError
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.domain.permissions import OwnAccountError
from directory.models import (
    Account,
    Credential,
    CredentialDocument,
    EvidenceLevel,
    Practitioner,
)
from directory.services.audit import record
from directory.services.indexing import note_changes
from directory.services.mail import queue_mail
from directory.services.private_files import delete_stray_files

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class DocumentCase:
    """A document beside the credential it shall show, with where to look that up."""

    document: CredentialDocument
    credential: Credential
    practitioner: Practitioner

    @property
    def links(self) -> tuple[BoardLink, ...]:
        """Registers that may show the credential."""
        return links_of(self.practitioner, self.credential)


def links_of(practitioner: Practitioner, credential: Credential) -> tuple[BoardLink, ...]:
    """Registers where anybody can look this credential up."""
    countries = {location.country for location in practitioner.locations}
    return tuple(
        link
        for country in sorted(countries)
        for link in list_board_links(credential.kind, country, practitioner.profession_key)
    )


def list_waiting_documents(session: Session) -> Sequence[DocumentCase]:
    """The documents that wait, the oldest first."""
    rows = session.execute(
        select(CredentialDocument, Credential, Practitioner)
        .join(Credential, Credential.id == CredentialDocument.credential_id)
        .join(Practitioner, Practitioner.id == Credential.practitioner_id)
        .where(CredentialDocument.decided_at.is_(None))
        .order_by(CredentialDocument.uploaded_at, CredentialDocument.id)
        .limit(MOST_LISTED)
    )
    return [
        DocumentCase(document, credential, practitioner)
        for document, credential, practitioner in rows
    ]


def get_document_case(session: Session, document_id: int) -> DocumentCase:
    """One document, decided or not. Raises NotFoundError."""
    document = session.get(CredentialDocument, document_id)
    if document is None:
        raise NotFoundError("There is no such document.")
    credential = session.get_one(Credential, document.credential_id)
    practitioner = session.get_one(Practitioner, credential.practitioner_id)
    return DocumentCase(document, credential, practitioner)


def get_document_file(session: Session, folder: Path, document_id: int) -> tuple[str, Path]:
    """The type of a document's file and where it lies. Raises NotFoundError."""
    document = get_document_case(session, document_id).document
    file = folder / document.file_name
    if document.deleted_at is not None or not file.is_file():
        raise NotFoundError("The file of this document is not kept any more.")
    return document.content_type, file


def decide_document(
    session: Session,
    document_id: int,
    reason_code: str,
    account_id: int,
    now: datetime,
    *,
    page_link: str,
) -> None:
    """Accept or refuse a document, as its reason says; an accepted one lifts the credential.

    Who sent it is told with `page_link`, which leads to their credentials.

    Raises CredentialError for an unknown reason and where another registrar was first.
    """
    if reason_code not in DOCUMENT_REASONS:
        raise CredentialError("Choose the reason; the practitioner is told it.", "reason")
    case = get_document_case(session, document_id)
    if case.document.account_id == account_id:
        raise OwnAccountError("This document is your own, so another registrar decides on it.")
    is_accepted = reason_code in ACCEPT_REASONS
    decided = session.scalar(
        update(CredentialDocument)
        .where(CredentialDocument.id == document_id, CredentialDocument.decided_at.is_(None))
        .values(
            is_accepted=is_accepted,
            reason_code=reason_code,
            decided_at=now,
            decided_by_account_id=account_id,
        )
        .returning(CredentialDocument.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(case.document)
    if decided is None:
        raise CredentialError("This document was decided on already, and nothing was changed.")
    before = case.credential.evidence_level
    if is_accepted:
        case.credential.evidence_level = EvidenceLevel.DOCUMENT
        case.credential.verified_on = now.date()
        case.practitioner.version += 1
        note_changes(session, [case.practitioner.id], now)
    record(
        session,
        account_id,
        "accept" if is_accepted else "refuse",
        Subject("credential", case.credential.id),
        before={"evidence_level": str(before)},
        after={"evidence_level": str(case.credential.evidence_level)},
        now=now,
        reason_code=reason_code,
    )
    _tell(session, case, page_link, now)


def remind_of_expiry(session: Session, page_link: str, now: datetime) -> int:
    """Queue a mail for every credential of a kept profile that expires soon; gives how many."""
    today = now.date()
    rows = session.execute(
        select(Credential, Account)
        .join(Account, Account.practitioner_id == Credential.practitioner_id)
        .where(Credential.expires_on.between(today, today + REMIND_BEFORE_EXPIRY))
        .order_by(Credential.id, Account.id)
    ).all()
    for credential, account in rows:
        queue_mail(
            session,
            unique_key=f"credential-expiry:{credential.id}:{credential.expires_on}",
            kind="credential_expiry",
            to_address=account.email,
            language=account.mail_language,
            subject=N_("A credential on your profile expires soon"),
            paragraphs=(
                N_(
                    "%(name)s (%(issuer)s) expires on %(day)s. If it was renewed, add the new one "
                    "in your account with a document; a register that we import brings it by "
                    "itself.",
                    name=credential.name,
                    issuer=credential.issuer or N_("issuer not given"),
                    day=credential.expires_on,
                ),
                PageLink(page_link),
            ),
            now=now,
        )
    return len(rows)


def delete_credential_documents(session: Session, folder: Path, now: datetime) -> int:
    """Delete files decided on long enough ago, and files that no row knows."""
    due = session.scalars(
        select(CredentialDocument)
        .where(
            CredentialDocument.deleted_at.is_(None),
            CredentialDocument.decided_at < now - DOCUMENT_KEPT,
        )
        .order_by(CredentialDocument.id)
    ).all()
    for document in due:
        (folder / document.file_name).unlink(missing_ok=True)
        document.deleted_at = now
    session.flush()
    known = session.scalars(
        select(CredentialDocument.file_name).where(CredentialDocument.deleted_at.is_(None))
    )
    return len(due) + delete_stray_files(folder, set(known), now)


def _tell(session: Session, case: DocumentCase, page_link: str, now: datetime) -> None:
    account_id = case.document.account_id
    account = session.get(Account, account_id) if account_id else None
    if account is None:
        return
    accepted, refused = N_("Your document was accepted"), N_("Your document was not accepted")
    subject = accepted if case.document.is_accepted else refused
    queue_mail(
        session,
        unique_key=f"credential-document:{case.document.id}",
        kind="credential_decision",
        to_address=account.email,
        language=account.mail_language,
        subject=subject,
        paragraphs=(
            N_("%(subject)s: %(name)s.", subject=subject, name=case.credential.name),
            DOCUMENT_REASONS[case.document.reason_code],
            N_("The file is deleted %(days)s days from now.", days=DOCUMENT_KEPT.days),
            N_("Your credentials:"),
            PageLink(page_link),
        ),
        now=now,
    )
