"""Credentials as who keeps a profile sees them: adding one, showing it by a document, removing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.credential_proofs import CredentialError
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.domain.plain_text import clean_text
from directory.domain.receipts import ReceiptError
from directory.models import (
    Credential,
    CredentialDocument,
    CredentialKind,
    EvidenceLevel,
    Practitioner,
)
from directory.services.indexing import note_changes
from directory.services.private_files import new_file_name, write_private_file
from directory.services.profile_cleaning import EARLIEST_YEAR, clean_words
from directory.sources.receipt_files import read_receipt

CREDENTIAL_FOLDER = "credentials"
"""Where documents of credentials lie, within the folder of uploads."""

MOST_CLAIMED = 20


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential as its holder states it."""

    kind: str
    name: str
    issuer: str
    number: str
    jurisdiction: str
    issued_on: date | None
    expires_on: date | None


def add_credential(
    session: Session, practitioner: Practitioner, new: NewCredential, now: datetime
) -> Credential:
    """Add a credential as claimed: shown at once, counted for no years. Raises CredentialError."""
    if new.kind not in set(CredentialKind):
        raise CredentialError(N_("Choose what it is."), "kind")
    texts = {name: _clean(new, name) for name in ("name", "issuer", "number", "jurisdiction")}
    _check_days(new, now.date())
    claimed = [c for c in practitioner.credentials if c.evidence_level == EvidenceLevel.CLAIMED]
    if len(claimed) >= MOST_CLAIMED:
        raise CredentialError(
            N_(
                "%(most)s credentials without evidence are the most there can be. Show one of them "
                "by a document, or remove it.",
                most=MOST_CLAIMED,
            )
        )
    credential = Credential(
        kind=CredentialKind(new.kind),
        issued_on=new.issued_on,
        expires_on=new.expires_on,
        evidence_level=EvidenceLevel.CLAIMED,
        **texts,
    )
    practitioner.credentials.append(credential)
    _note(session, practitioner, now)
    return credential


def remove_credential(
    session: Session, practitioner: Practitioner, credential_id: int, now: datetime
) -> None:
    """Take a claimed credential off the profile; what was shown by evidence stays."""
    credential = get_own_credential(practitioner, credential_id)
    if credential.evidence_level != EvidenceLevel.CLAIMED:
        raise CredentialError(
            N_("Evidence of this credential was seen, so it stays on the profile.")
        )
    practitioner.credentials.remove(credential)
    _note(session, practitioner, now)


def get_own_credential(practitioner: Practitioner, credential_id: int) -> Credential:
    """One credential of a profile. Raises NotFoundError, also for anybody else's."""
    for credential in practitioner.credentials:
        if credential.id == credential_id:
            return credential
    raise NotFoundError(N_("There is no such credential on your profile."))


def add_credential_document(
    session: Session,
    folder: Path,
    credential: Credential,
    stream: IO[bytes],
    *,
    account_id: int,
    now: datetime,
) -> CredentialDocument:
    """Keep a document that shows a credential, for a registrar. Raises CredentialError."""
    if credential.evidence_level != EvidenceLevel.CLAIMED:
        raise CredentialError(N_("Evidence of this credential was seen already."), "document")
    try:
        file = read_receipt(stream)
    except ReceiptError as error:
        raise CredentialError(error.message, "document") from error
    document = CredentialDocument(
        credential_id=credential.id,
        account_id=account_id,
        file_name=new_file_name(file.suffix),
        content_type=file.content_type,
        size_bytes=len(file.content),
        uploaded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(document)
    except IntegrityError as error:
        raise CredentialError(
            N_("A document of this credential waits for a registrar already."), "document"
        ) from error
    write_private_file(folder, document.file_name, file.content)
    return document


def list_documents(
    session: Session, practitioner: Practitioner
) -> dict[int, Sequence[CredentialDocument]]:
    """The documents of each credential of a profile, the latest first."""
    ids = [credential.id for credential in practitioner.credentials]
    documents: dict[int, list[CredentialDocument]] = {key: [] for key in ids}
    for document in session.scalars(
        select(CredentialDocument)
        .where(CredentialDocument.credential_id.in_(ids))
        .order_by(CredentialDocument.id.desc())
    ):
        documents[document.credential_id].append(document)
    return dict(documents)


_LONGEST = {"name": 200, "issuer": 200, "number": 60, "jurisdiction": 60}


def _clean(new: NewCredential, name: str) -> str:
    clean = clean_text if name == "number" else partial(clean_words, longest=_LONGEST[name])
    try:
        text = " ".join(clean(getattr(new, name)).split())
    except InvalidValueError as error:
        raise CredentialError(error.message, name) from error
    if not text and name in {"name", "issuer"}:
        raise CredentialError(
            N_("Enter what it is called.") if name == "name" else N_("Enter who issued it."), name
        )
    if len(text) > _LONGEST[name]:
        raise CredentialError(N_("At most %(longest)s characters.", longest=_LONGEST[name]), name)
    return text


def _check_days(new: NewCredential, today: date) -> None:
    if new.issued_on and not (new.issued_on.year >= EARLIEST_YEAR and new.issued_on <= today):
        raise CredentialError(
            N_(
                "Enter a day from %(earliest_year)s to today, or leave it empty.",
                earliest_year=str(EARLIEST_YEAR),
            ),
            "issued_on",
        )
    if new.expires_on and new.issued_on and new.expires_on <= new.issued_on:
        raise CredentialError(N_("It cannot expire before it was issued."), "expires_on")


def _note(session: Session, practitioner: Practitioner, now: datetime) -> None:
    practitioner.version += 1
    session.flush()
    note_changes(session, [practitioner.id], now)
