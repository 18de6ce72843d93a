"""Claims of the demonstration: one approved, with a change that waits, and two rivals."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.claim_proofs import CodeChannel
from directory.domain.claims import CONFIRM_EVERY, ClaimState
from directory.domain.profile_fields import EditState
from directory.models import Account, Practitioner, ProfileEdit, Role
from directory.models.claim import Claim
from directory.services.claim_evidence import ask_for_code, confirm_code, send_code, set_number
from directory.services.claims import start_claim, submit_claim
from directory.services.demo.generation import GeneratedDirectory

RIVALS = (
    ("claimant@example.org", "Cleo Claimant (demo)"),
    ("rival@example.org", "Ravi Rival (demo)"),
)
APPROVED_DAYS_AGO = 200
BEGUN_DAYS_AGO = 9
EDITED_DAYS_AGO = 2
ADDED_WORDS = (
    "Before a first session I take *forty minutes*: for questions, for what may go wrong, and for "
    "doing nothing."
)


def store_claims(session: Session, generated: GeneratedDirectory, today: date) -> None:
    """Store the claim of whoever keeps a profile, and rivals to one of a registry's profiles."""
    midnight = datetime.combine(today, time(), UTC)
    _store_waiting_edit(session, midnight - timedelta(days=EDITED_DAYS_AGO))
    _store_approved(session, midnight - timedelta(days=APPROVED_DAYS_AGO))
    wanted = next(
        person
        for person, listing in zip(generated.practitioners, generated.listings, strict=True)
        if listing is None and person.locations
    )
    begun = midnight - timedelta(days=BEGUN_DAYS_AGO)
    first, second = (_store_rival(session, begun, *rival) for rival in RIVALS)
    _claim_with_code(session, first, wanted, begun)
    claim = start_claim(session, second, wanted.slug, begun + timedelta(days=1))
    channel = CodeChannel.PHONE if wanted.locations[0].phone else CodeChannel.POST
    began = begun + timedelta(days=1)
    ask_for_code(session, claim, channel, "", began, page_link=str)  # by no mail


def _store_approved(session: Session, decided_at: datetime) -> None:
    for account in session.scalars(
        select(Account).where(Account.is_demo, Account.role == Role.PRACTITIONER)
    ):
        session.add(
            Claim(
                practitioner_id=account.practitioner_id,
                account_id=account.id,
                state=ClaimState.APPROVED,
                started_at=decided_at,
                submitted_at=decided_at,
                decided_at=decided_at,
                reason_code="documents",
                lapses_on=(decided_at + CONFIRM_EVERY).date(),
            )
        )


def _store_waiting_edit(session: Session, now: datetime) -> None:
    """A change of the kept profile's words, which a registrar has not looked at yet."""
    keeper = session.scalars(
        select(Account).where(Account.is_demo, Account.role == Role.PRACTITIONER)
    ).first()
    if keeper is None or keeper.practitioner_id is None:
        return
    practitioner = session.get_one(Practitioner, keeper.practitioner_id)
    session.add(
        ProfileEdit(
            practitioner_id=practitioner.id,
            account_id=keeper.id,
            state=EditState.WAITING,
            changes={
                "biography": {
                    "before": practitioner.biography,
                    "after": f"{practitioner.biography}\n\n{ADDED_WORDS}",
                }
            },
            submitted_at=now,
        )
    )


def _store_rival(session: Session, now: datetime, email: str, name: str) -> Account:
    account = Account(
        email=email,
        display_name=name,
        role=Role.PATIENT,
        is_demo=True,
        created_at=now,
        email_confirmed_at=now,
    )
    session.add(account)
    session.flush()
    return account


def _claim_with_code(
    session: Session, account: Account, wanted: Practitioner, now: datetime
) -> None:
    claim = start_claim(session, account, wanted.slug, now)
    if wanted.credentials:
        set_number(session, claim, wanted.credentials[0].number, now)
    code = send_code(session, claim, CodeChannel.POST, wanted.locations[0].street, now)
    confirm_code(session, claim, code, now + timedelta(days=5))
    submit_claim(
        session,
        claim,
        "I took the practice over in spring; the letter reached me there.",
        now + timedelta(days=5),
    )
