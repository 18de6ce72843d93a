"""What time does to claims: reminders, lapsing, the yearly confirmation, deleting documents."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.claims import (
    CONFIRM_EVERY,
    CONTEST_WITHIN,
    REMIND_BEFORE,
    UNDECIDED,
    ClaimAct,
    ClaimActor,
    ClaimState,
)
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.models import Account, Practitioner
from directory.models.claim import Claim, ClaimDocument
from directory.services.claim_acts import act_on_claim
from directory.services.claim_notices import ClaimPageLink
from directory.services.mail import queue_mail
from directory.services.private_files import delete_stray_files
from directory.services.profile_holding import take_profile

DOCUMENT_FOLDER = "documents"
"""Where claimants' documents lie, within the folder of uploads."""

DOCUMENTS_KEPT = CONTEST_WITHIN + timedelta(days=30)
"""After the decision: time to contest it and to look again; then the files go, the rows stay."""


def confirm_holding(session: Session, claim: Claim, now: datetime) -> None:
    """Say, as who keeps a profile, that it is still theirs and still right, for another year."""
    act_on_claim(
        session,
        claim,
        ClaimAct.CONFIRM,
        ClaimActor.CLAIMANT,
        now,
        account_id=claim.account_id,
        values={"lapses_on": (now + CONFIRM_EVERY).date()},
    )


def give_up_holding(session: Session, claim: Claim, now: datetime) -> None:
    """Keep a profile no more, as who kept it; the profile stays as it is."""
    act_on_claim(
        session,
        claim,
        ClaimAct.GIVE_UP,
        ClaimActor.CLAIMANT,
        now,
        account_id=claim.account_id,
        values={"lapses_on": None},
    )
    take_profile(session, claim.practitioner_id, now)


def remind_holders(session: Session, page_link: ClaimPageLink, now: datetime) -> int:
    """Queue a mail to everybody whose approved claim lapses soon; returns to how many."""
    soon = (now + REMIND_BEFORE).date()
    rows = session.execute(
        select(Claim, Account, Practitioner)
        .join(Account, Account.id == Claim.account_id)
        .join(Practitioner, Practitioner.id == Claim.practitioner_id)
        .where(Claim.state == ClaimState.APPROVED, Claim.lapses_on <= soon)
        .order_by(Claim.id)
    ).all()
    for claim, account, practitioner in rows:
        queue_mail(
            session,
            unique_key=f"claim-reminder:{claim.id}:{claim.lapses_on}",
            kind="claim_reminder",
            to_address=account.email,
            language=account.mail_language,
            subject=N_("Is your profile still right?"),
            paragraphs=(
                N_(
                    "You keep the profile of %(name)s. Once a year we ask whether it is still "
                    "yours and still right. Confirm it on the page of your claim before %(day)s; "
                    "otherwise the claim lapses, and the profile stays as it is.",
                    name=practitioner.full_name,
                    day=claim.lapses_on,
                ),
                PageLink(page_link(claim.id)),
            ),
            now=now,
        )
    return len(rows)


def lapse_claims(session: Session, now: datetime) -> int:
    """Let claims lapse that were never sent, or whose holders did not confirm them."""
    due = session.scalars(
        select(Claim)
        .where(
            Claim.state.in_({ClaimState.OPEN, ClaimState.APPROVED}), Claim.lapses_on < now.date()
        )
        .order_by(Claim.id)
    ).all()
    for claim in due:
        was_approved = claim.state == ClaimState.APPROVED
        act_on_claim(session, claim, ClaimAct.LAPSE, ClaimActor.CALENDAR, now)
        if was_approved:
            take_profile(session, claim.practitioner_id, now)
    return len(due)


def delete_claim_documents(session: Session, folder: Path, now: datetime) -> int:
    """Delete the documents of claims decided long enough ago, and files that no row knows."""
    due = session.scalars(
        select(ClaimDocument)
        .join(Claim, Claim.id == ClaimDocument.claim_id)
        .where(
            ClaimDocument.deleted_at.is_(None),
            Claim.state.not_in(UNDECIDED),
            Claim.decided_at.is_(None) | (Claim.decided_at < now - DOCUMENTS_KEPT),
        )
        .order_by(ClaimDocument.id)
    ).all()
    for document in due:
        (folder / document.file_name).unlink(missing_ok=True)
        document.deleted_at = now
    session.flush()
    known = session.scalars(
        select(ClaimDocument.file_name).where(ClaimDocument.deleted_at.is_(None))
    )
    return len(due) + delete_stray_files(folder, set(known), now)
