"""Changing a profile: what is sent goes live or waits, and nobody else's change is overwritten.

Who edits says which version and which waiting change they saw. A conditional UPDATE of the version
and a unique waiting change let the database decide between two who send at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.domain.profile_fields import (
    LIVE_EDIT_STATES,
    EditConflictError,
    EditState,
    FieldChange,
    Value,
    Values,
    list_changes,
)
from directory.domain.vocabulary import Vocabulary
from directory.models import Practitioner, ProfileEdit
from directory.services.indexing import note_changes
from directory.services.profile_cleaning import clean_values
from directory.services.profile_values import read_values, write_values

CONFLICT = N_(
    "Somebody else changed this profile while you were editing it. What you typed is still here, "
    "and what is there now stands beside it. Look at both, and send again what shall be."
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What an editor saw: the profile's version, and the change that waited then (0: none)."""

    version: int
    waiting_edit_id: int


@dataclass(frozen=True, slots=True)
class SubmittedEdit:
    """What became of what was sent: the labels of what went live, and of what waits."""

    published: tuple[str, ...]
    waiting: tuple[str, ...]


def find_waiting_edit(session: Session, practitioner_id: int) -> ProfileEdit | None:
    """The change of a profile that waits for a registrar, if there is one."""
    return session.scalar(
        select(ProfileEdit).where(
            ProfileEdit.practitioner_id == practitioner_id,
            ProfileEdit.state == EditState.WAITING,
        )
    )


def see(session: Session, practitioner: Practitioner) -> Seen:
    """What whoever opens the profile for editing sees now."""
    waiting = find_waiting_edit(session, practitioner.id)
    return Seen(practitioner.version, waiting.id if waiting else 0)


def list_wanted_values(session: Session, practitioner: Practitioner) -> dict[str, Value]:
    """The profile as its keeper wants it: what is live, with what waits put over it."""
    waiting = find_waiting_edit(session, practitioner.id)
    changes = waiting.changes if waiting else {}
    return {
        **read_values(session, practitioner),
        **{key: change["after"] for key, change in changes.items()},
    }


def submit_edit(
    session: Session,
    practitioner: Practitioner,
    values: Values,
    *,
    account_id: int,
    seen: Seen,
    vocabulary: Vocabulary,
    now: datetime,
    restores_edit_id: int | None = None,
) -> SubmittedEdit:
    """Send values for a profile; what is sensitive waits, the rest goes live at once.

    Raises ProfileProblemsError for what cannot be kept, EditConflictError when somebody else was
    there meanwhile.
    """
    cleaned = clean_values(values, vocabulary, now.date())
    if see(session, practitioner) != seen:
        raise EditConflictError(CONFLICT)
    live = read_values(session, practitioner)
    changes = list_changes(live, cleaned)
    waiting = find_waiting_edit(session, practitioner.id)
    kept = {
        key: change
        for key, change in (waiting.changes if waiting else {}).items()
        if key not in cleaned
    }
    must_wait = [change for change in changes if change.must_wait]
    at_once = [change for change in changes if not change.must_wait]
    _replace_waiting(
        session,
        practitioner,
        seen,
        {**kept, **_as_json(must_wait)},
        account_id=account_id,
        now=now,
    )
    if at_once:
        _move_version(session, practitioner, seen.version)
        write_values(session, practitioner, {c.field.key: c.after for c in at_once})
        note_changes(session, [practitioner.id], now)
        session.add(
            ProfileEdit(
                practitioner_id=practitioner.id,
                account_id=account_id,
                state=EditState.PUBLISHED,
                changes=_as_json(at_once),
                restores_edit_id=restores_edit_id,
                submitted_at=now,
            )
        )
    session.flush()
    return SubmittedEdit(
        tuple(change.field.label for change in at_once),
        tuple(change.field.label for change in must_wait),
    )


def withdraw_waiting(session: Session, practitioner: Practitioner, now: datetime) -> None:
    """Take back what waits; the profile stays as it is."""
    moved = session.scalar(
        update(ProfileEdit)
        .where(
            ProfileEdit.practitioner_id == practitioner.id,
            ProfileEdit.state == EditState.WAITING,
        )
        .values(state=EditState.WITHDRAWN, decided_at=now)
        .returning(ProfileEdit.id)
        .execution_options(synchronize_session="fetch")
    )
    if moved is None:
        raise InvalidValueError(N_("Nothing waits any more: it was decided meanwhile."))


def list_edits(session: Session, practitioner_id: int) -> Sequence[ProfileEdit]:
    """Every change of a profile, the latest first."""
    return session.scalars(
        select(ProfileEdit)
        .where(ProfileEdit.practitioner_id == practitioner_id)
        .order_by(ProfileEdit.id.desc())
    ).all()


def restore_before(
    session: Session,
    practitioner: Practitioner,
    edit_id: int,
    *,
    account_id: int,
    vocabulary: Vocabulary,
    now: datetime,
) -> SubmittedEdit:
    """Bring back what a change replaced; it is a change like any other, and may wait."""
    edit = session.get(ProfileEdit, edit_id)
    if edit is None or edit.practitioner_id != practitioner.id:
        raise NotFoundError(N_("There is no such change of this profile."))
    if edit.state not in LIVE_EDIT_STATES:
        raise InvalidValueError(
            N_("This change was never public, so there is nothing to bring back.")
        )
    return submit_edit(
        session,
        practitioner,
        {key: change["before"] for key, change in edit.changes.items()},
        account_id=account_id,
        seen=see(session, practitioner),
        vocabulary=vocabulary,
        now=now,
        restores_edit_id=edit.id,
    )


def _replace_waiting(
    session: Session,
    practitioner: Practitioner,
    seen: Seen,
    changes: dict[str, Value],
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Put these changes in the place of what waited, which must be what the editor saw."""
    if seen.waiting_edit_id:
        replaced = session.get_one(ProfileEdit, seen.waiting_edit_id)
        if replaced.changes == changes:
            return
        moved = session.scalar(
            update(ProfileEdit)
            .where(ProfileEdit.id == replaced.id, ProfileEdit.state == EditState.WAITING)
            .values(state=EditState.REPLACED, decided_at=now)
            .returning(ProfileEdit.id)
            .execution_options(synchronize_session="fetch")
        )
        if moved is None:
            raise EditConflictError(CONFLICT)
    if not changes:
        return
    edit = ProfileEdit(
        practitioner_id=practitioner.id,
        account_id=account_id,
        state=EditState.WAITING,
        changes=changes,
        submitted_at=now,
    )
    try:
        with session.begin_nested():
            session.add(edit)
    except IntegrityError as error:
        raise EditConflictError(CONFLICT) from error


def _move_version(session: Session, practitioner: Practitioner, seen_version: int) -> None:
    """Count the version up, if it is still the one that was seen."""
    moved = session.scalar(
        update(Practitioner)
        .where(Practitioner.id == practitioner.id, Practitioner.version == seen_version)
        .values(version=Practitioner.version + 1)
        .returning(Practitioner.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise EditConflictError(CONFLICT)
    session.refresh(practitioner, ["version"])


def _as_json(changes: Iterable[FieldChange]) -> dict[str, Value]:
    return {
        change.field.key: {"before": change.before, "after": change.after} for change in changes
    }
