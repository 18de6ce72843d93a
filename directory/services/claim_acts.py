"""Moving a claim through its states: every act is a row, decided by one conditional UPDATE.

Which acts there are and who may do them is `directory.domain.claims`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.claims import (
    ClaimAct,
    ClaimActor,
    ClaimError,
    ClaimState,
    find_claim_transition,
)
from directory.domain.messages import N_
from directory.models.claim import Claim, ClaimEvent
from directory.services.audit import record
from directory.services.ledger import append_entry

LEDGER_STATES = frozenset({ClaimState.APPROVED, ClaimState.DECLINED, ClaimState.ENDED})
"""Whoever keeps a profile speaks for it in public, so who was let in, or not, is sealed."""


def act_on_claim(
    session: Session,
    claim: Claim,
    act: ClaimAct,
    actor: ClaimActor,
    now: datetime,
    *,
    account_id: int | None = None,
    reason_code: str = "",
    values: Mapping[str, object] | None = None,
) -> None:
    """Do one act on a claim, set the columns of `values` with it, and keep its event.

    Raises ClaimError where the state does not permit it, also when another request was first.
    """
    before = ClaimState(claim.state)
    after = find_claim_transition(act, actor, before, reason_code).after or before
    try:
        with session.begin_nested():
            moved = session.scalar(
                update(Claim)
                .where(Claim.id == claim.id, Claim.state == before)
                .values({**(values or {}), "state": after})
                .returning(Claim.id)
                .execution_options(synchronize_session=False)
            )
    except IntegrityError as error:
        raise ClaimError(N_("Somebody else was given this profile meanwhile.")) from error
    session.refresh(claim)
    if moved is None:
        raise ClaimError(N_("This claim has changed meanwhile. Reload the page and look again."))
    note_claim_event(
        session,
        claim,
        act,
        actor,
        now,
        before=before,
        account_id=account_id,
        reason_code=reason_code,
    )
    if actor is ClaimActor.REGISTRAR:
        record(
            session,
            account_id,
            act.value,
            Subject("claim", claim.id),
            before={"state": before.value},
            after={"state": after.value},
            now=now,
            reason_code=reason_code,
        )
    if after != before and after in LEDGER_STATES:
        append_entry(
            session,
            f"claim.{after}",
            now=now,
            practitioner_id=claim.practitioner_id,
            facts={"claim": claim.id, "actor": actor.value, "reason": reason_code or "own_wish"},
        )


def note_claim_event(
    session: Session,
    claim: Claim,
    act: ClaimAct,
    actor: ClaimActor,
    now: datetime,
    *,
    before: str,
    account_id: int | None = None,
    reason_code: str = "",
) -> None:
    """Keep one act as a row."""
    session.add(
        ClaimEvent(
            claim_id=claim.id,
            act=act,
            actor=actor,
            account_id=account_id,
            reason_code=reason_code,
            state_before=before,
            state_after=ClaimState(claim.state),
            happened_at=now,
        )
    )
    session.flush()
