"""Merging duplicate profiles of one person, and splitting them again.

Reports, visit codes, drafts, treatment logs and the claim follow to the profile that is kept, and
go back when the merge is undone. The merged profile's address leads to the kept one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.practitioner_states import PractitionerStatus
from directory.domain.profile_fields import EditState
from directory.domain.treatment_logs import UNDECIDED_STATES
from directory.models import (
    Account,
    Practitioner,
    PractitionerNotice,
    ProfileDelegate,
    ProfileEdit,
    ProfileMerge,
    Review,
    ReviewDraft,
    ReviewSubject,
    TreatmentLog,
    VisitCodeBlock,
)
from directory.models.claim import Claim
from directory.services.audit import record
from directory.services.indexing import note_changes
from directory.services.ledger import append_entry
from directory.services.profile_holding import find_holder
from directory.services.treatment_log_acts import set_audited_cases

_Follower = (
    type[Review]
    | type[ReviewDraft]
    | type[ReviewSubject]
    | type[PractitionerNotice]
    | type[Claim]
    | type[Account]
    | type[ProfileDelegate]
    | type[TreatmentLog]
)
_FOLLOWERS: dict[str, _Follower] = {
    "reviews": Review,
    "drafts": ReviewDraft,
    "subjects": ReviewSubject,
    "notices": PractitionerNotice,
    "claims": Claim,
    "accounts": Account,
    "delegates": ProfileDelegate,
    "logs": TreatmentLog,
}
"""What follows a merge by its column `practitioner_id` alone."""


def merge_profiles(
    session: Session, kept: Practitioner, merged: Practitioner, account_id: int, now: datetime
) -> ProfileMerge:
    """Let one profile take in another of the same person. Raises InvalidValueError."""
    _check(session, kept, merged)
    status_before = merged.status
    moved: dict[str, Any] = {"status": str(status_before)}
    _claim_merge(session, merged, now)
    for name, table in _FOLLOWERS.items():
        moved[name] = _move(session, table, merged.id, kept.id)
    moved["blocks"] = _move_blocks(session, merged.id, kept.id)
    session.execute(
        update(ProfileEdit)
        .where(ProfileEdit.practitioner_id == merged.id, ProfileEdit.state == EditState.WAITING)
        .values(state=EditState.WITHDRAWN, decided_at=now)
    )
    merge = ProfileMerge(
        kept_id=kept.id,
        merged_id=merged.id,
        moved=moved,
        merged_at=now,
        merged_by_account_id=account_id,
    )
    session.add(merge)
    session.flush()
    _finish(session, merge, "merge", account_id, now)
    return merge


def undo_merge(session: Session, merge_id: int, account_id: int, now: datetime) -> ProfileMerge:
    """Split two profiles again; what came to the kept one since the merge stays there.

    Raises NotFoundError, InvalidValueError where it was undone already.
    """
    merge = session.get(ProfileMerge, merge_id)
    if merge is None:
        raise NotFoundError("There is no such merge.")
    undone = session.scalar(
        update(ProfileMerge)
        .where(ProfileMerge.id == merge.id, ProfileMerge.undone_at.is_(None))
        .values(undone_at=now, undone_by_account_id=account_id)
        .returning(ProfileMerge.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(merge)
    if undone is None:
        raise InvalidValueError("This merge was undone already.")
    for name, table in _FOLLOWERS.items():
        session.execute(
            update(table)
            .where(table.id.in_(merge.moved.get(name, [])), table.practitioner_id == merge.kept_id)
            .values(practitioner_id=merge.merged_id)
            .execution_options(synchronize_session="fetch")
        )
    for block_id, number in merge.moved["blocks"]:
        session.execute(
            update(VisitCodeBlock)
            .where(VisitCodeBlock.id == block_id)
            .values(practitioner_id=merge.merged_id, number=number)
            .execution_options(synchronize_session="fetch")
        )
    merged = session.get_one(Practitioner, merge.merged_id)
    merged.status = PractitionerStatus(merge.moved["status"])
    merged.version += 1
    _finish(session, merge, "split", account_id, now)
    return merge


def find_merged_into(session: Session, slug: str) -> str | None:
    """The address of the profile that took this one in, if it was merged; follows a chain."""
    practitioner = session.scalar(select(Practitioner).where(Practitioner.slug == slug))
    seen: set[int] = set()
    while practitioner is not None and practitioner.status == PractitionerStatus.MERGED:
        if practitioner.id in seen:
            return None
        seen.add(practitioner.id)
        practitioner = session.scalar(
            select(Practitioner)
            .join(ProfileMerge, ProfileMerge.kept_id == Practitioner.id)
            .where(ProfileMerge.merged_id == practitioner.id, ProfileMerge.undone_at.is_(None))
        )
    return practitioner.slug if practitioner is not None and seen else None


def list_merges(
    session: Session, count: int
) -> Sequence[tuple[ProfileMerge, Practitioner, Practitioner]]:
    """The latest merges, each with the profile kept and the one merged."""
    merges = session.scalars(
        select(ProfileMerge).order_by(ProfileMerge.id.desc()).limit(count)
    ).all()
    return [
        (
            merge,
            session.get_one(Practitioner, merge.kept_id),
            session.get_one(Practitioner, merge.merged_id),
        )
        for merge in merges
    ]


def list_namesakes(session: Session, practitioner: Practitioner) -> Sequence[Practitioner]:
    """Other profiles of the same given and family name, which may be the same person."""
    return session.scalars(
        select(Practitioner)
        .where(
            Practitioner.id != practitioner.id,
            Practitioner.status != PractitionerStatus.MERGED,
            Practitioner.family_name_key == practitioner.family_name_key,
            func.lower(Practitioner.given_name) == practitioner.given_name.lower(),
        )
        .order_by(Practitioner.id)
        .limit(20)
    ).all()


def _check(session: Session, kept: Practitioner, merged: Practitioner) -> None:
    if kept.id == merged.id:
        raise InvalidValueError("These are the same profile. Choose two.", "other")
    for each in (kept, merged):
        if each.status == PractitionerStatus.MERGED:
            raise InvalidValueError(f"{each.full_name} ({each.slug}) is merged already.", "other")
    if find_holder(session, kept.id) and find_holder(session, merged.id):
        raise InvalidValueError(
            "Both profiles are kept by somebody. End one claim first, so that nobody loses a "
            "profile without being told.",
            "other",
        )
    if _has_undecided_log(session, kept) and _has_undecided_log(session, merged):
        raise InvalidValueError(
            "Both profiles have a treatment log that is not decided on, and a profile has one at a "
            "time. Decide on one first; one whose documents never come lapses by itself.",
            "other",
        )


def _has_undecided_log(session: Session, practitioner: Practitioner) -> bool:
    return (
        session.scalar(
            select(TreatmentLog.id).where(
                TreatmentLog.practitioner_id == practitioner.id,
                TreatmentLog.state.in_(UNDECIDED_STATES),
            )
        )
        is not None
    )


def _claim_merge(session: Session, merged: Practitioner, now: datetime) -> None:
    """Take the profile out of the public, once: of two who merge at once the second is refused."""
    taken = session.scalar(
        update(Practitioner)
        .where(Practitioner.id == merged.id, Practitioner.version == merged.version)
        .values(status=PractitionerStatus.MERGED, version=Practitioner.version + 1)
        .returning(Practitioner.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise InvalidValueError("This profile was changed meanwhile. Look at it again.", "other")
    session.refresh(merged)


def _move(
    session: Session,
    table: _Follower,
    source_id: int,
    target_id: int,
) -> list[int]:
    return list(
        session.scalars(
            update(table)
            .where(table.practitioner_id == source_id)
            .values(practitioner_id=target_id)
            .returning(table.id)
            .execution_options(synchronize_session="fetch")
        )
    )


def _move_blocks(session: Session, source_id: int, target_id: int) -> list[list[int]]:
    """Move blocks of visit codes behind those there are; gives each with its number before."""
    last = session.scalar(
        select(func.max(VisitCodeBlock.number)).where(VisitCodeBlock.practitioner_id == target_id)
    )
    blocks = session.scalars(
        select(VisitCodeBlock)
        .where(VisitCodeBlock.practitioner_id == source_id)
        .order_by(VisitCodeBlock.number)
    ).all()
    moved = []
    for number, block in enumerate(blocks, start=(last or 0) + 1):
        moved.append([block.id, block.number])
        block.practitioner_id, block.number = target_id, number
    session.flush()
    return moved


def _finish(
    session: Session, merge: ProfileMerge, act: str, account_id: int, now: datetime
) -> None:
    if merge.moved.get("logs"):
        for practitioner_id in (merge.kept_id, merge.merged_id):
            set_audited_cases(session, practitioner_id, now)
    kept = session.get_one(Practitioner, merge.kept_id)
    kept.version += 1
    note_changes(session, [merge.kept_id, merge.merged_id], now)
    record(
        session,
        account_id,
        act,
        Subject("practitioner", merge.kept_id),
        before={},
        after={"other": merge.merged_id, "reports": len(merge.moved["reviews"])},
        now=now,
    )
    append_entry(
        session,
        f"profile.{act}",
        now=now,
        practitioner_id=merge.kept_id,
        facts={"profile": merge.merged_id},
    )
