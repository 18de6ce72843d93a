"""Credentials older than the graduation that they should follow: a person says which is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import extract, select
from sqlalchemy.orm import Session, selectinload

from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.experience import ExperienceEvidence
from directory.models import Credential, Practitioner
from directory.services.audit import record
from directory.services.evidence import experience_of
from directory.services.indexing import note_changes

GRADUATION = "graduated_in"


@dataclass(frozen=True, slots=True)
class ExperienceConflict:
    """A practitioner whose dates contradict each other, with the credentials that do."""

    practitioner: Practitioner
    experience: ExperienceEvidence
    credentials: tuple[Credential, ...]


def list_conflicts(session: Session, today: date, limit: int) -> list[ExperienceConflict]:
    """The practitioners whose evidenced years exceed those since graduation, by name."""
    older = (
        select(Credential.practitioner_id)
        .where(
            Credential.practitioner_id == Practitioner.id,
            Credential.is_set_aside.is_(False),
            extract("year", Credential.issued_on) < Practitioner.graduated_in,
        )
        .exists()
    )
    practitioners = session.scalars(
        select(Practitioner)
        .where(Practitioner.graduated_in.is_not(None), older)
        .options(selectinload(Practitioner.credentials))
        .order_by(Practitioner.family_name, Practitioner.given_name, Practitioner.id)
        .limit(limit)
    )
    found = ((one, experience_of(one, today)) for one in practitioners)
    return [
        ExperienceConflict(one, experience, _older_credentials(one))
        for one, experience in found
        if experience.has_conflict
    ]


def set_credential_aside(
    session: Session, credential_id: int, account_id: int, now: datetime
) -> None:
    """Let a credential count for no years any more. Raises NotFoundError."""
    credential = session.get(Credential, credential_id)
    if credential is None:
        raise NotFoundError("This credential is gone. Look at the list again.")
    credential.is_set_aside = True
    _note(session, credential.practitioner_id, account_id, now, f"credential {credential.id}")


def set_graduation_aside(
    session: Session, practitioner_id: int, account_id: int, now: datetime
) -> None:
    """Forget a wrong year of graduation; no registry brings it back. Raises NotFoundError."""
    practitioner = session.get(Practitioner, practitioner_id)
    if practitioner is None:
        raise NotFoundError("This profile is gone. Look at the list again.")
    if practitioner.graduated_in is None:
        raise InvalidValueError("This profile has no year of graduation any more.")
    practitioner.graduated_in = None
    practitioner.edited_fields = sorted({*practitioner.edited_fields, GRADUATION})
    _note(session, practitioner.id, account_id, now, GRADUATION)


def _note(
    session: Session, practitioner_id: int, account_id: int, now: datetime, what: str
) -> None:
    practitioner = session.get_one(Practitioner, practitioner_id)
    practitioner.version += 1
    session.flush()
    note_changes(session, [practitioner_id], now)
    record(
        session,
        account_id,
        "set_aside",
        Subject("practitioner", practitioner_id),
        before={},
        after={"set_aside": what},
        now=now,
    )


def _older_credentials(practitioner: Practitioner) -> tuple[Credential, ...]:
    older: Sequence[Credential] = [
        credential
        for credential in practitioner.credentials
        if credential.issued_on is not None
        and practitioner.graduated_in is not None
        and not credential.is_set_aside
        and credential.issued_on.year < practitioner.graduated_in
    ]
    return tuple(older)
