"""Who keeps a profile: giving it to an account after an approved claim, and taking it away again.

The day of the claim is written to the commercial side of the profile, which nothing that ranks can
reach.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.domain.claims import ClaimError
from directory.domain.messages import N_
from directory.domain.permissions import Role
from directory.models import Account
from directory.models.listing import Listing
from directory.services.delegates import end_delegates


def give_profile(session: Session, account: Account, practitioner_id: int, today: date) -> None:
    """Let an account keep a profile. Raises ClaimError for one that keeps another already."""
    given = session.scalar(
        update(Account)
        .where(
            Account.id == account.id,
            Account.practitioner_id.is_(None) | (Account.practitioner_id == practitioner_id),
        )
        .values(practitioner_id=practitioner_id, role=Role.PRACTITIONER)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(account)
    if given is None:
        raise ClaimError(N_("This account keeps another profile already."))
    listing = session.get(Listing, practitioner_id)
    if listing is None:
        listing = Listing(practitioner_id=practitioner_id, equipment=[])
        session.add(listing)
    listing.claimed_on = today
    session.flush()


def take_profile(session: Session, practitioner_id: int, now: datetime) -> None:
    """Let nobody keep this profile any more, nor act for it; the accounts stay, as a patient's."""
    session.execute(
        update(Account)
        .where(Account.practitioner_id == practitioner_id)
        .values(practitioner_id=None, role=Role.PATIENT)
    )
    end_delegates(session, practitioner_id, now)
    listing = session.get(Listing, practitioner_id)
    if listing is not None:
        listing.claimed_on = None
    session.flush()


def find_holder(session: Session, practitioner_id: int) -> Account | None:
    """The account that keeps a profile, if there is one."""
    return session.scalar(
        select(Account)
        .where(Account.practitioner_id == practitioner_id)
        .order_by(Account.id)
        .limit(1)
    )
