"""The registrar's side of changed profiles: which wait, what each changes, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.locales import PageLink
from directory.domain.messages import N_, listed
from directory.domain.permissions import OwnAccountError
from directory.domain.profile_fields import (
    EDIT_DECLINE_REASONS,
    PROFILE_FIELDS,
    EditConflictError,
    EditState,
    FieldChange,
    Values,
    list_moved_on,
)
from directory.models import Account, Practitioner, ProfileEdit
from directory.services.audit import record
from directory.services.indexing import note_changes
from directory.services.mail import queue_mail
from directory.services.profile_edits import CONFLICT
from directory.services.profile_values import (
    list_values,
    read_values,
    with_values,
    write_values,
)

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class EditCase:
    """A waiting change as a registrar decides it; `moved_on` are fields changed since then."""

    edit: ProfileEdit
    practitioner: Practitioner
    changes: tuple[FieldChange, ...]
    moved_on: tuple[str, ...]


def list_waiting_edits(session: Session) -> Sequence[EditCase]:
    """The changes that wait, the oldest first."""
    rows = session.execute(
        select(ProfileEdit, Practitioner)
        .join(Practitioner, Practitioner.id == ProfileEdit.practitioner_id)
        .where(ProfileEdit.state == EditState.WAITING)
        .options(*with_values())
        .order_by(ProfileEdit.submitted_at, ProfileEdit.id)
        .limit(MOST_LISTED)
    ).all()
    live = list_values(session, [practitioner for _, practitioner in rows])
    return [_make_case(edit, practitioner, live[practitioner.id]) for edit, practitioner in rows]


def get_edit_case(session: Session, edit_id: int) -> EditCase:
    """One change, waiting or decided. Raises NotFoundError."""
    edit = session.get(ProfileEdit, edit_id)
    if edit is None:
        raise NotFoundError("There is no such change.")
    practitioner = session.get_one(Practitioner, edit.practitioner_id)
    return _make_case(edit, practitioner, read_values(session, practitioner))


def approve_edit(
    session: Session, edit_id: int, account_id: int, now: datetime, *, page_link: str
) -> None:
    """Put a waiting change on the public profile; `page_link` leads its keeper to their changes.

    Raises EditConflictError where the profile moved on meanwhile: nothing is overwritten.
    """
    case = get_edit_case(session, edit_id)
    if case.moved_on:
        raise EditConflictError(
            f"Changed meanwhile by somebody else: {', '.join(case.moved_on)}. Decline this change "
            "as unclear, so that it is looked at again."
        )
    _decide(session, case, EditState.APPROVED, account_id=account_id, now=now)
    moved = session.scalar(
        update(Practitioner)
        .where(
            Practitioner.id == case.practitioner.id,
            Practitioner.version == case.practitioner.version,
        )
        .values(version=Practitioner.version + 1)
        .returning(Practitioner.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise EditConflictError(CONFLICT)
    session.refresh(case.practitioner, ["version"])
    write_values(
        session, case.practitioner, {key: c["after"] for key, c in case.edit.changes.items()}
    )
    note_changes(session, [case.practitioner.id], now)
    words = (N_("It was approved as you sent it."), PageLink(page_link))
    _tell(session, case, N_("Your change is public"), words, now)


def decline_edit(
    session: Session,
    edit_id: int,
    account_id: int,
    reason_code: str,
    now: datetime,
    *,
    page_link: str,
) -> None:
    """Leave the profile as it is, for a reason that its keeper is told with `page_link`."""
    if reason_code not in EDIT_DECLINE_REASONS:
        raise InvalidValueError("Choose the reason; the profile's keeper is told it.", "reason")
    case = get_edit_case(session, edit_id)
    _decide(
        session,
        case,
        EditState.DECLINED,
        account_id=account_id,
        now=now,
        reason_code=reason_code,
    )
    words = (
        EDIT_DECLINE_REASONS[reason_code],
        N_("See what you sent, and send it again otherwise:"),
        PageLink(page_link),
    )
    _tell(session, case, N_("Your change was declined"), words, now)


def _make_case(edit: ProfileEdit, practitioner: Practitioner, live: Values) -> EditCase:
    changes = tuple(
        FieldChange(field, edit.changes[field.key]["before"], edit.changes[field.key]["after"])
        for field in PROFILE_FIELDS
        if field.key in edit.changes
    )
    is_waiting = edit.state == EditState.WAITING
    moved_on = list_moved_on(edit.changes, live) if is_waiting else ()
    return EditCase(edit, practitioner, changes, moved_on)


def _decide(
    session: Session,
    case: EditCase,
    state: EditState,
    *,
    account_id: int,
    now: datetime,
    reason_code: str = "",
) -> None:
    if case.edit.account_id == account_id:
        raise OwnAccountError("This change is your own, so another registrar decides on it.")
    moved = session.scalar(
        update(ProfileEdit)
        .where(ProfileEdit.id == case.edit.id, ProfileEdit.state == EditState.WAITING)
        .values(
            state=state,
            reason_code=reason_code,
            decided_at=now,
            decided_by_account_id=account_id,
        )
        .returning(ProfileEdit.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(case.edit)
    if moved is None:
        raise InvalidValueError("This change was decided on or taken back meanwhile.")
    record(
        session,
        account_id,
        "approve" if state is EditState.APPROVED else "decline",
        Subject("profile_edit", case.edit.id),
        before={"state": EditState.WAITING.value},
        after={"state": state.value, "fields": sorted(case.edit.changes)},
        now=now,
        reason_code=reason_code,
    )


def _tell(
    session: Session, case: EditCase, subject: str, words: tuple[str, ...], now: datetime
) -> None:
    account = session.get(Account, case.edit.account_id) if case.edit.account_id else None
    if account is None:
        return
    labels = listed([change.field.label.lower() for change in case.changes])
    queue_mail(
        session,
        unique_key=f"edit-decision:{case.edit.id}",
        kind="edit_decision",
        to_address=account.email,
        language=account.mail_language,
        subject=subject,
        paragraphs=(
            N_(
                "%(subject)s: %(labels)s, on the profile of %(name)s.",
                subject=subject,
                labels=labels,
                name=case.practitioner.full_name,
            ),
            *words,
        ),
        now=now,
    )
