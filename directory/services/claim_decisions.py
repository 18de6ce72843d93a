"""The registrar's side of claims: which wait, one with its evidence and its rivals, the decision.

Approving a claim declines its rivals and, in a dispute, ends the claim of whoever held the profile,
each with its reason, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from directory.domain.claim_proofs import ClaimEvidence, CodeChannel
from directory.domain.claims import (
    CONFIRM_EVERY,
    OPEN_FOR,
    UNDECIDED,
    ClaimAct,
    ClaimActor,
    ClaimError,
    ClaimState,
)
from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.permissions import OwnAccountError
from directory.models import Account, Practitioner
from directory.models.claim import Claim, ClaimDocument
from directory.services.claim_acts import act_on_claim
from directory.services.claim_evidence import send_code, weigh_evidence
from directory.services.claim_notices import ClaimPageLink, tell_claimant
from directory.services.claims import ClaimView, view_claim
from directory.services.listing_applications import list_applicant
from directory.services.profile_holding import find_holder, give_profile, take_profile

MOST_LISTED = 100

CODES_TO_SEND = (CodeChannel.PHONE, CodeChannel.POST)
"""Those that a registrar reads out or posts."""


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """Who decides, for which reason, and where the claimant finds the page of a claim."""

    account_id: int
    reason_code: str
    page_link: ClaimPageLink


@dataclass(frozen=True, slots=True)
class WaitingClaim:
    """One row of the registrars' list."""

    claim: Claim
    practitioner: Practitioner
    evidence: ClaimEvidence
    is_code_to_send: bool


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """A claim as a registrar decides it: its claimant, its rivals, and who holds the profile."""

    view: ClaimView
    claimant: Account
    rivals: tuple[tuple[Claim, Account, ClaimEvidence], ...]
    holder: Account | None
    holding_claim: Claim | None
    is_code_to_send: bool


def list_waiting_claims(session: Session) -> Sequence[WaitingClaim]:
    """Claims that wait for a decision or for a code to be sent, the oldest first."""
    rows = session.execute(
        select(Claim, Practitioner)
        .join(Practitioner, Practitioner.id == Claim.practitioner_id)
        .where(_is_waiting())
        .options(selectinload(Claim.documents), selectinload(Practitioner.credentials))
        .order_by(Claim.started_at, Claim.id)
        .limit(MOST_LISTED)
    )
    return [
        WaitingClaim(
            claim, practitioner, weigh_evidence(claim, practitioner), is_code_to_send(claim)
        )
        for claim, practitioner in rows
    ]


def count_waiting_claims(session: Session) -> int:
    """How many there are of them."""
    return session.scalar(select(func.count(Claim.id)).where(_is_waiting())) or 0


def _is_waiting() -> ColumnElement[bool]:
    needs_code = and_(
        Claim.state.in_(UNDECIDED),
        Claim.code_channel.in_(CODES_TO_SEND),
        Claim.code_sent_at.is_(None),
    )
    return or_(Claim.state == ClaimState.SUBMITTED, needs_code)


def is_code_to_send(claim: Claim) -> bool:
    """Whether a registrar has to make a code and bring it to the practice."""
    return (
        claim.state in UNDECIDED
        and claim.code_channel in CODES_TO_SEND
        and claim.code_sent_at is None
    )


def get_claim(session: Session, claim_id: int) -> Claim:
    """A claim by its number. Raises NotFoundError."""
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise NotFoundError("There is no such claim.")
    return claim


def get_claim_case(session: Session, claim_id: int, now: datetime) -> ClaimCase:
    """A claim beside its rivals. Raises NotFoundError."""
    claim = get_claim(session, claim_id)
    view = view_claim(session, claim, now)
    rivals = session.execute(
        select(Claim, Account)
        .join(Account, Account.id == Claim.account_id)
        .where(
            Claim.practitioner_id == claim.practitioner_id,
            Claim.id != claim.id,
            Claim.state.in_(UNDECIDED),
        )
        .options(selectinload(Claim.documents))
        .order_by(Claim.started_at, Claim.id)
    )
    return ClaimCase(
        view,
        session.get_one(Account, claim.account_id),
        tuple(
            (rival, account, weigh_evidence(rival, view.practitioner)) for rival, account in rivals
        ),
        find_holder(session, claim.practitioner_id),
        _find_holding_claim(session, claim.practitioner_id),
        is_code_to_send(claim),
    )


def get_claim_file(
    session: Session, folder: Path, claim_id: int, document_id: int
) -> tuple[ClaimDocument, Path]:
    """A document of a claim and where its file lies. Raises NotFoundError."""
    document = session.get(ClaimDocument, document_id)
    if document is None or document.claim_id != claim_id or document.deleted_at is not None:
        raise NotFoundError("This document is not kept any more, or never was.")
    file = folder / document.file_name
    if not file.is_file():
        raise NotFoundError("The file of this document is missing on this machine.")
    return document, file


def make_code_to_send(session: Session, claim: Claim, account_id: int, now: datetime) -> str:
    """Make the code that a registrar reads out or prints, shown this once. Raises ClaimError."""
    if not is_code_to_send(claim) or claim.code_channel is None:
        raise ClaimError("No code is to be sent for this claim. It may have been made already.")
    return send_code(
        session,
        claim,
        CodeChannel(claim.code_channel),
        claim.code_target,
        now,
        actor=ClaimActor.REGISTRAR,
        account_id=account_id,
    )


def ask_for_more(session: Session, claim: Claim, decision: ClaimDecision, now: datetime) -> None:
    """Give a claim back, so that what is missing can be added and it can be sent again."""
    _check_registrar(claim, decision.account_id)
    _act(
        session,
        claim,
        ClaimAct.ASK_MORE,
        decision,
        now,
        reason_code=decision.reason_code,
        lapses_on=(now + OPEN_FOR).date(),
    )
    tell_claimant(session, claim, N_("More is needed for your claim"), decision.page_link, now)


def approve_claim(session: Session, claim: Claim, decision: ClaimDecision, now: datetime) -> None:
    """Give the profile to the claimant; rivals are declined, an earlier holder's claim ends.

    Raises ClaimError where a licence is not in force, and where another registrar was first.
    """
    _check_registrar(claim, decision.account_id)
    if view_claim(session, claim, now).has_licence_trouble:
        raise ClaimError(
            "The registry says that the licence is not in force. Decline the claim for that "
            "reason, or correct the credential first.",
            "reason",
        )
    holder = _find_holding_claim(session, claim.practitioner_id)
    if holder is not None:
        end_claim(session, holder, replace(decision, reason_code="dispute_upheld"), now)
    elif find_holder(session, claim.practitioner_id) is not None:
        take_profile(session, claim.practitioner_id, now)
    lapses_on = (now + CONFIRM_EVERY).date()
    decided = _decided(decision, now)
    _act(session, claim, ClaimAct.APPROVE, decision, now, **decided, lapses_on=lapses_on)
    claimant = session.get_one(Account, claim.account_id)
    give_profile(session, claimant, claim.practitioner_id, now.date())
    list_applicant(session, claim.practitioner_id, now)
    tell_claimant(session, claim, N_("Your claim was approved"), decision.page_link, now)
    _decline_rivals(session, claim, replace(decision, reason_code="rival_approved"), now)


def _decline_rivals(
    session: Session, approved: Claim, decision: ClaimDecision, now: datetime
) -> None:
    rivals = select(Claim).where(
        Claim.practitioner_id == approved.practitioner_id, Claim.state.in_(UNDECIDED)
    )
    for rival in session.scalars(rivals).all():
        act_on_claim(
            session,
            rival,
            ClaimAct.GIVE_WAY,
            ClaimActor.DECISION,
            now,
            reason_code=decision.reason_code,
            values=_decided(decision, now),
        )
        tell_claimant(session, rival, N_("Your claim was declined"), decision.page_link, now)


def decline_claim(session: Session, claim: Claim, decision: ClaimDecision, now: datetime) -> None:
    """Do not give the profile to the claimant, who is told why and can contest it once."""
    _check_registrar(claim, decision.account_id)
    _act(session, claim, ClaimAct.DECLINE, decision, now, **_decided(decision, now))
    tell_claimant(session, claim, N_("Your claim was declined"), decision.page_link, now)


def end_claim(session: Session, claim: Claim, decision: ClaimDecision, now: datetime) -> None:
    """End an approved claim: the account does not keep the profile any more, and is told why."""
    _act(session, claim, ClaimAct.END, decision, now, **_decided(decision, now), lapses_on=None)
    take_profile(session, claim.practitioner_id, now)
    tell_claimant(
        session, claim, N_("You do not keep your profile any more"), decision.page_link, now
    )


def _act(
    session: Session,
    claim: Claim,
    act: ClaimAct,
    decision: ClaimDecision,
    now: datetime,
    **values: object,
) -> None:
    act_on_claim(
        session,
        claim,
        act,
        ClaimActor.REGISTRAR,
        now,
        account_id=decision.account_id,
        reason_code=decision.reason_code,
        values=values,
    )


def _check_registrar(claim: Claim, account_id: int) -> None:
    if claim.account_id == account_id:
        raise OwnAccountError("This claim is your own, so another registrar decides on it.")
    if claim.contested_at is not None and claim.decided_by_account_id == account_id:
        raise ClaimError(
            "This decision of yours is contested, so another registrar decides on it.", "reason"
        )


def _decided(decision: ClaimDecision, now: datetime) -> dict[str, object]:
    return {
        "decided_at": now,
        "decided_by_account_id": decision.account_id,
        "reason_code": decision.reason_code,
    }


def _find_holding_claim(session: Session, practitioner_id: int) -> Claim | None:
    return session.scalar(
        select(Claim).where(
            Claim.practitioner_id == practitioner_id, Claim.state == ClaimState.APPROVED
        )
    )
