"""The pages on which keepers of profiles see to what a reminder of the worker tells them."""

from __future__ import annotations

from dataclasses import dataclass

from directory.services.claim_notices import ClaimPageLink


@dataclass(frozen=True, slots=True)
class KeeperLinks:
    """Whole addresses of pages in a keeper's account, and of the page of a claim by its number."""

    credentials: str
    treatment_log: str
    claim: ClaimPageLink
