"""Claims as whoever makes them sees them: starting one, proving it, sending it, taking it back.

How a registrar decides stands in `claim_decisions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from directory.domain.claim_proofs import ClaimEvidence, CodeChannel, has_no_licence_in_force
from directory.domain.claims import (
    CLAIM_STATE_WORDS,
    CONTEST_WITHIN,
    MORE_ASKED,
    OPEN_FOR,
    UNDECIDED,
    ClaimAct,
    ClaimActor,
    ClaimError,
    ClaimState,
)
from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.npi import get_npi
from directory.domain.permissions import Role, is_staff
from directory.domain.plain_text import clean_text
from directory.domain.practitioner_states import PractitionerStatus, is_page_shown
from directory.models import Account, Practitioner
from directory.models.claim import Claim
from directory.services.claim_acts import act_on_claim, note_claim_event
from directory.services.claim_evidence import list_channels, list_licence_states, weigh_evidence
from directory.services.profile_holding import find_holder

LONGEST_STATEMENT = 2000


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with the profile it is about, what has been brought for it, and who is in the way."""

    claim: Claim
    practitioner: Practitioner
    evidence: ClaimEvidence
    channels: tuple[CodeChannel, ...]
    has_licence_trouble: bool
    can_contest: bool

    @property
    def state_words(self) -> str:
        """Where the claim stands, in words."""
        return MORE_ASKED if self.is_more_asked else CLAIM_STATE_WORDS[ClaimState(self.claim.state)]

    @property
    def is_more_asked(self) -> bool:
        """Whether a registrar gave the claim back."""
        return self.claim.state == ClaimState.OPEN and bool(self.claim.reason_code)


def start_claim(session: Session, account: Account, slug: str, now: datetime) -> Claim:
    """Begin a claim, or give the one begun before; on a profile that is held it is a dispute.

    Raises ClaimError for who cannot claim, NotFoundError for a profile there is not.
    """
    practitioner = get_claimable(session, slug)
    _check_claimant(account, practitioner)
    present = _find_undecided(session, account, practitioner)
    if present is not None:
        return present
    claim = Claim(
        practitioner_id=practitioner.id,
        account_id=account.id,
        state=ClaimState.OPEN,
        is_dispute=find_holder(session, practitioner.id) is not None,
        started_at=now,
        lapses_on=(now + OPEN_FOR).date(),
    )
    try:
        with session.begin_nested():
            session.add(claim)
    except IntegrityError:  # the same button pressed twice: the other request was first
        present = _find_undecided(session, account, practitioner)
        if present is None:
            raise
        return present
    note_claim_event(
        session, claim, ClaimAct.START, ClaimActor.CLAIMANT, now, before="", account_id=account.id
    )
    return claim


def find_by_number(session: Session, number: str) -> Practitioner:
    """The practitioner of an NPI. Raises InvalidValueError, NotFoundError."""
    practitioner = session.scalar(select(Practitioner).where(Practitioner.npi == get_npi(number)))
    if practitioner is None:
        raise NotFoundError(
            N_(
                "No profile has this NPI. Search by name, or ask to be listed if no registry "
                "lists you."
            )
        )
    return practitioner


def find_profile(session: Session, text: str) -> Practitioner:
    """The profile of an NPI or of the end of a page's address, public or not.

    Raises NotFoundError.
    """
    wanted = text.strip().rstrip("/").rpartition("/")[2]
    practitioner = session.scalar(
        select(Practitioner).where((Practitioner.slug == wanted) | (Practitioner.npi == wanted))
    )
    if practitioner is None:
        raise NotFoundError(N_("No profile has this NPI or address."))
    return practitioner


def get_claimable(session: Session, slug: str) -> Practitioner:
    """The practitioner of a public profile. Raises NotFoundError."""
    practitioner = session.scalar(select(Practitioner).where(Practitioner.slug == slug))
    if practitioner is None or not (
        is_page_shown(PractitionerStatus(practitioner.status))
        or practitioner.status == PractitionerStatus.APPLIED
    ):
        raise NotFoundError(N_("There is no profile here that could be claimed."))
    return practitioner


def _check_claimant(account: Account, practitioner: Practitioner) -> None:
    if account.email_confirmed_at is None:
        raise ClaimError(
            N_("Confirm your e-mail address first: have a link to sign in sent to you.")
        )
    if account.practitioner_id == practitioner.id:
        raise ClaimError(N_("You keep this profile already."))
    if account.practitioner_id is not None:
        raise ClaimError(N_("Your account keeps another profile. One account is one person."))
    if is_staff(Role(account.role)):
        raise ClaimError(
            N_("Who decides on claims cannot make one. Use an account of your own for it.")
        )


def _find_undecided(session: Session, account: Account, practitioner: Practitioner) -> Claim | None:
    return session.scalar(
        select(Claim).where(
            Claim.practitioner_id == practitioner.id,
            Claim.account_id == account.id,
            Claim.state.in_(UNDECIDED),
        )
    )


def list_own_claims(session: Session, account: Account, now: datetime) -> Sequence[ClaimView]:
    """An account's claims, the newest first."""
    claims = session.scalars(
        select(Claim)
        .where(Claim.account_id == account.id)
        .options(selectinload(Claim.documents))
        .order_by(Claim.started_at.desc(), Claim.id.desc())
    )
    return [view_claim(session, claim, now) for claim in claims]


def get_own_claim(session: Session, account: Account, claim_id: int) -> Claim:
    """One claim of an account. Raises NotFoundError, also for anybody else's."""
    claim = session.get(Claim, claim_id)
    if claim is None or claim.account_id != account.id:
        raise NotFoundError(N_("There is no claim of yours here."))
    return claim


def view_claim(session: Session, claim: Claim, now: datetime) -> ClaimView:
    """A claim with all that its page says."""
    practitioner = session.get_one(Practitioner, claim.practitioner_id)
    return ClaimView(
        claim,
        practitioner,
        weigh_evidence(claim, practitioner),
        list_channels(practitioner),
        has_no_licence_in_force(list_licence_states(practitioner)),
        _can_contest(claim, now),
    )


def _can_contest(claim: Claim, now: datetime) -> bool:
    return (
        claim.state == ClaimState.DECLINED
        and claim.contested_at is None
        and claim.decided_at is not None
        and now <= claim.decided_at + CONTEST_WITHIN
    )


def submit_claim(session: Session, claim: Claim, statement: str, now: datetime) -> None:
    """Send a claim to the registrars. Raises ClaimError while it brings only a public number."""
    practitioner = session.get_one(Practitioner, claim.practitioner_id)
    if not weigh_evidence(claim, practitioner).is_enough_to_submit:
        raise ClaimError(
            N_(
                "A registry number is public and proves nothing by itself. Enter the code that was "
                "sent to the practice, or upload a document that shows who you are."
            )
        )
    act_on_claim(
        session,
        claim,
        ClaimAct.SUBMIT,
        ClaimActor.CLAIMANT,
        now,
        account_id=claim.account_id,
        values={
            "statement": _clean_statement(statement),
            "submitted_at": now,
            "lapses_on": None,
            "reason_code": "",
            "is_dispute": find_holder(session, claim.practitioner_id) is not None,
        },
    )


def contest_decision(session: Session, claim: Claim, statement: str, now: datetime) -> None:
    """Ask for another registrar to look at a declined claim, once. Raises ClaimError."""
    if not _can_contest(claim, now):
        raise ClaimError(
            N_(
                "A declined claim can be contested once, within %(days)s days.",
                days=CONTEST_WITHIN.days,
            )
        )
    if not (text := _clean_statement(statement)):
        raise ClaimError(N_("Say what the decision overlooked."), "statement")
    act_on_claim(
        session,
        claim,
        ClaimAct.CONTEST,
        ClaimActor.CLAIMANT,
        now,
        account_id=claim.account_id,
        values={
            "statement": text,
            "contested_at": now,
            "submitted_at": now,
            "is_dispute": find_holder(session, claim.practitioner_id) is not None,
        },
    )


def withdraw_claim(session: Session, claim: Claim, now: datetime) -> None:
    """Take a claim back before it is decided."""
    act_on_claim(
        session,
        claim,
        ClaimAct.WITHDRAW,
        ClaimActor.CLAIMANT,
        now,
        account_id=claim.account_id,
        values={"lapses_on": None},
    )


def _clean_statement(statement: str) -> str:
    text = clean_text(statement)
    if len(text) > LONGEST_STATEMENT:
        raise ClaimError(
            N_(
                "Keep it below %(longest_statement)s characters; these are %(count)s.",
                longest_statement=LONGEST_STATEMENT,
                count=len(text),
            ),
            "statement",
        )
    return text
