"""Receipts: what may be uploaded, how long it is kept, and the reasons a moderator decides by.

How a file is looked into stands in `directory.sources.receipt_files`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from directory.domain.errors import DomainError, InvalidValueError
from directory.domain.messages import N_

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PAGES = 20

MOST_RECEIPTS = 5
"""How many receipts one report can bring, refused ones among them."""

DAYS_KEPT_AFTER_DECISION = 30
"""Time to ask about a decision and to look again; then the file goes, and the decision stays."""

DAYS_KEPT_UNSENT = 30
"""How long the receipt of a report that was begun and never sent is kept."""

RECEIPT_KINDS = N_("a photo (JPEG, PNG, WebP or HEIC) or a PDF")

RECEIPT_ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"
"""What a file field asks for."""


class ReceiptError(DomainError):
    """A file that cannot be taken as a receipt; the message says why and what to send instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "receipt")


class ReceiptDecision(StrEnum):
    """What the moderator found."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReceiptReason:
    """Why a receipt is accepted or refused, as a sentence for moderator and patient alike."""

    code: str
    decision: ReceiptDecision
    sentence: str


RECEIPT_REASONS: tuple[ReceiptReason, ...] = (
    ReceiptReason(
        "shows_treatment",
        ReceiptDecision.ACCEPTED,
        N_(
            "It shows this treatment, by this practitioner or their practice, at the time reported."
        ),
    ),
    ReceiptReason(
        "shows_visit",
        ReceiptDecision.ACCEPTED,
        N_("It shows a visit to this practitioner or their practice at the time reported."),
    ),
    ReceiptReason(
        "unreadable", ReceiptDecision.REFUSED, N_("Name, practice or date cannot be read on it.")
    ),
    ReceiptReason(
        "no_proof",
        ReceiptDecision.REFUSED,
        N_("It is not a receipt, an invoice or a confirmation of an appointment that was kept."),
    ),
    ReceiptReason(
        "other_practitioner",
        ReceiptDecision.REFUSED,
        N_("It is from another practitioner or practice than the report."),
    ),
    ReceiptReason(
        "other_date", ReceiptDecision.REFUSED, N_("Its date is not that of the treatment reported.")
    ),
    ReceiptReason(
        "other_service", ReceiptDecision.REFUSED, N_("What it is for is no treatment with a laser.")
    ),
    ReceiptReason("altered", ReceiptDecision.REFUSED, N_("It appears to have been altered.")),
)


def get_reason(code: str) -> ReceiptReason:
    """Give the reason of this code, which also says the decision. Raises InvalidValueError."""
    for reason in RECEIPT_REASONS:
        if reason.code == code:
            return reason
    raise InvalidValueError(N_("Choose the reason for your decision."), "reason")


def deletion_day(decided_on: date) -> date:
    """The day on which the file of a receipt decided on this day is deleted."""
    return decided_on + timedelta(days=DAYS_KEPT_AFTER_DECISION)
