"""What a claimant is told of a decision by mail: what it is, why, and what can be done next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from directory.domain.claims import REASON_WORDS, ClaimState
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.models import Account, Practitioner
from directory.models.claim import Claim
from directory.services.mail import queue_mail

ClaimPageLink = Callable[[int], str]
"""The whole address of the page of a claim."""

_OUTLOOKS: Mapping[ClaimState, str] = {
    ClaimState.APPROVED: N_(
        "You find it in your account. That a profile is claimed says who keeps it: it moves "
        "nobody up or down in the order."
    ),
    ClaimState.OPEN: N_("Add it on the page of your claim, and send the claim again."),
}
_OTHERWISE = N_("On the page of your claim you see the whole decision, and can contest it.")


def tell_claimant(
    session: Session, claim: Claim, subject: str, page_link: ClaimPageLink, now: datetime
) -> None:
    """Queue the mail on what was just decided."""
    account = session.get_one(Account, claim.account_id)
    practitioner = session.get_one(Practitioner, claim.practitioner_id)
    queue_mail(
        session,
        unique_key=f"claim-decision:{claim.id}:{now.isoformat()}",
        kind="claim_decision",
        to_address=account.email,
        language=account.mail_language,
        subject=subject,
        paragraphs=(
            N_(
                "%(subject)s: the profile of %(name)s.",
                subject=subject,
                name=practitioner.full_name,
            ),
            REASON_WORDS[claim.reason_code],
            _OUTLOOKS.get(ClaimState(claim.state), _OTHERWISE),
            PageLink(page_link(claim.id)),
        ),
        now=now,
    )
