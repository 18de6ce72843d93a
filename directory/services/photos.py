"""Photos of profiles: sent by the keeper, public when a registrar has looked, deleted when not."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import NotFoundError
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.domain.permissions import OwnAccountError
from directory.domain.photos import DECLINE_REASONS, PHOTO_SUFFIXES, PhotoError, PhotoState
from directory.models import Account, Practitioner
from directory.models.photo import ProfilePhoto
from directory.services.audit import record
from directory.services.mail import queue_mail
from directory.services.private_files import delete_stray_files, write_private_file
from directory.sources.portraits import read_portrait

PHOTO_FOLDER = "photos"
"""Where photos lie, within the folder of uploads."""

_FILE_NAME = re.compile(r"([0-9a-f]{32})-\d{2,3}(\.webp|\.jpg)")
_KEPT = (PhotoState.WAITING, PhotoState.APPROVED)


def send_photo(
    session: Session,
    folder: Path,
    practitioner: Practitioner,
    stream: IO[bytes],
    *,
    account_id: int,
    now: datetime,
) -> ProfilePhoto:
    """Keep a photo for a registrar, in place of one that waits. Raises PhotoError."""
    files = read_portrait(stream)
    _remove(session, practitioner.id, (PhotoState.WAITING,), now)
    photo = ProfilePhoto(
        practitioner_id=practitioner.id,
        account_id=account_id,
        name=secrets.token_hex(16),
        state=PhotoState.WAITING,
        uploaded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(photo)
    except IntegrityError as error:
        raise PhotoError(
            N_("Another photo was sent at the same moment. Look at it first.")
        ) from error
    for suffix, content in files:
        write_private_file(folder, photo.name + suffix, content)
    return photo


def remove_photos(session: Session, practitioner: Practitioner, now: datetime) -> None:
    """Take a profile's photos away: the public one, and one that waits."""
    _remove(session, practitioner.id, _KEPT, now)


def list_photos(session: Session, practitioner_id: int) -> dict[str, ProfilePhoto]:
    """The public photo of a profile and the one that waits, by their states."""
    photos = session.scalars(
        select(ProfilePhoto).where(
            ProfilePhoto.practitioner_id == practitioner_id, ProfilePhoto.state.in_(_KEPT)
        )
    )
    return {str(photo.state): photo for photo in photos}


def find_public_photo(session: Session, practitioner_id: int) -> str | None:
    """The name of a profile's public photo."""
    return session.scalar(
        select(ProfilePhoto.name).where(
            ProfilePhoto.practitioner_id == practitioner_id,
            ProfilePhoto.state == PhotoState.APPROVED,
        )
    )


def get_photo_file(session: Session, folder: Path, file_name: str) -> tuple[Path, str]:
    """Where a file of a photo lies, and its type. Raises NotFoundError.

    Names cannot be guessed, so that one that waits is seen only by who was given it.
    """
    found = _FILE_NAME.fullmatch(file_name)
    is_kept = found and session.scalar(
        select(ProfilePhoto.id).where(ProfilePhoto.name == found[1], ProfilePhoto.state.in_(_KEPT))
    )
    file = folder / file_name
    if not found or not is_kept or not file.is_file():
        raise NotFoundError(N_("This photo is not kept any more, or never was."))
    return file, PHOTO_SUFFIXES[found[2]]


def list_waiting_photos(session: Session) -> Sequence[tuple[ProfilePhoto, Practitioner]]:
    """The photos that wait, the oldest first."""
    rows = session.execute(
        select(ProfilePhoto, Practitioner)
        .join(Practitioner, Practitioner.id == ProfilePhoto.practitioner_id)
        .where(ProfilePhoto.state == PhotoState.WAITING)
        .order_by(ProfilePhoto.uploaded_at, ProfilePhoto.id)
        .limit(50)
    )
    return [(photo, practitioner) for photo, practitioner in rows]


def decide_photo(
    session: Session,
    photo_id: int,
    reason_code: str,
    account_id: int,
    now: datetime,
    *,
    page_link: str,
) -> None:
    """Make a photo public, or decline it for a reason, told with a link to the page for photos.

    Raises PhotoError, NotFoundError.
    """
    if reason_code and reason_code not in DECLINE_REASONS:
        raise PhotoError(N_("Choose the reason; the practitioner is told it."), "reason")
    photo = session.get(ProfilePhoto, photo_id)
    if photo is None:
        raise NotFoundError(N_("There is no such photo."))
    if photo.account_id == account_id:
        raise OwnAccountError(N_("This photo is your own, so another registrar decides on it."))
    state = PhotoState.DECLINED if reason_code else PhotoState.APPROVED
    if state is PhotoState.APPROVED:
        _remove(session, photo.practitioner_id, (PhotoState.APPROVED,), now)
    moved = session.scalar(
        update(ProfilePhoto)
        .where(ProfilePhoto.id == photo_id, ProfilePhoto.state == PhotoState.WAITING)
        .values(
            state=state,
            reason_code=reason_code,
            decided_at=now,
            decided_by_account_id=account_id,
        )
        .returning(ProfilePhoto.id)
        .execution_options(synchronize_session="fetch")
    )
    if moved is None:
        raise PhotoError(N_("This photo was decided on or replaced meanwhile."))
    record(
        session,
        account_id,
        "decline" if reason_code else "approve",
        Subject("photo", photo_id),
        before={"state": PhotoState.WAITING.value},
        after={"state": state.value},
        now=now,
        reason_code=reason_code,
    )
    account = session.get(Account, photo.account_id) if photo.account_id else None
    if account is not None and reason_code:
        queue_mail(
            session,
            unique_key=f"photo:{photo_id}",
            kind="photo_decision",
            to_address=account.email,
            language=account.mail_language,
            subject=N_("Your photo was not taken"),
            paragraphs=(
                DECLINE_REASONS[reason_code],
                N_("You can send another one in your account:"),
                PageLink(page_link),
            ),
            now=now,
        )


def delete_photos(session: Session, folder: Path, now: datetime) -> int:
    """Delete the files of photos that are neither public nor wait; returns how many."""
    names = session.scalars(select(ProfilePhoto.name).where(ProfilePhoto.state.in_(_KEPT)))
    kept = set(names)
    known = (
        {file.name for file in folder.iterdir() if file.name.partition("-")[0] in kept}
        if folder.is_dir()
        else set()
    )
    return delete_stray_files(folder, known, now)


def _remove(
    session: Session, practitioner_id: int, states: Sequence[PhotoState], now: datetime
) -> None:
    session.execute(
        update(ProfilePhoto)
        .where(ProfilePhoto.practitioner_id == practitioner_id, ProfilePhoto.state.in_(states))
        .values(state=PhotoState.REMOVED, decided_at=now)
        .execution_options(synchronize_session="fetch")
    )
