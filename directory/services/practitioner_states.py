"""Saying that somebody retired, moved, died, was sanctioned, does not practise, or does again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError
from directory.domain.practitioner_states import (
    SETTABLE_STATES,
    STATE_REASONS,
    PractitionerStatus,
)
from directory.models import Practitioner
from directory.services.audit import record
from directory.services.indexing import note_changes
from directory.services.ledger import append_entry

STATUS = "status"


def set_state(
    session: Session,
    practitioner: Practitioner,
    status: PractitionerStatus,
    reason_code: str,
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Set the state of a profile, for a reason; imports leave it alone from now on.

    Who practises again is left to the registry again. Raises InvalidValueError.
    """
    before = PractitionerStatus(practitioner.status)
    if status not in SETTABLE_STATES:
        raise InvalidValueError("Choose one of the states.", "status")
    if reason_code not in STATE_REASONS:
        raise InvalidValueError("Choose how you know.", "reason")
    if before not in SETTABLE_STATES and before is not PractitionerStatus.DEACTIVATED:
        raise InvalidValueError("This profile is merged or not listed yet.", "status")
    if status is before:
        raise InvalidValueError("That is its state already.", "status")
    edited = set(practitioner.edited_fields) - {STATUS}
    if status is not PractitionerStatus.ACTIVE:
        edited.add(STATUS)
    moved = session.scalar(
        update(Practitioner)
        .where(Practitioner.id == practitioner.id, Practitioner.version == practitioner.version)
        .values(status=status, edited_fields=sorted(edited), version=Practitioner.version + 1)
        .returning(Practitioner.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(practitioner)
    if moved is None:
        raise InvalidValueError("This profile was changed meanwhile. Look at it again.", "status")
    note_changes(session, [practitioner.id], now)
    record(
        session,
        account_id,
        "set_state",
        Subject("practitioner", practitioner.id),
        before={"status": before.value},
        after={"status": status.value},
        now=now,
        reason_code=reason_code,
    )
    append_entry(
        session,
        "profile.state",
        now=now,
        practitioner_id=practitioner.id,
        facts={"state": status.value, "reason": reason_code},
    )
