"""Flags: what anybody may object to in a published review, and how urgent that makes it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta

from directory.domain.messages import N_
from directory.domain.moderation import CASE_RULES, URGENT_TARGET, CaseKind

FLAG_REASONS: Mapping[str, str] = {
    "personal_data": N_("It shows somebody’s personal data."),
    "abuse": N_("It insults, threatens or accuses somebody of a crime."),
    "unlawful": N_("It breaks a law in another way."),
    "untrue": N_("It states something untrue, and that can be shown."),
    "insider": N_("Its author works for the practice, belongs to the family, or competes with it."),
    "no_treatment": N_("Its author was never treated, or not with a laser."),
    "other_person": N_("It is about another practitioner."),
    "duplicate": N_("The same treatment was reported twice."),
    "advertising": N_("It advertises something."),
}
"""What is wrong with a review, by the code of the rule it breaks, as whoever flags it reads it."""

AUTOMATIC_REASON = "noticed"
"""The code of a flag that the automatic checks raise; nobody else can."""

FLAG_WORDS: Mapping[str, str] = {
    **FLAG_REASONS,
    AUTOMATIC_REASON: N_("The automatic checks noticed something after it was published."),
}
"""Every reason in words, for whoever decides."""

URGENT_REASONS = frozenset({"personal_data", "abuse", "unlawful"})

SHORTEST_FLAG_TEXT = 10
LONGEST_FLAG_TEXT = 2000

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 8


def new_receipt_number() -> str:
    """The number by which a flag can be spoken of, such as `F-7K2M-9QXT`; it opens nothing."""
    letters = "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(RECEIPT_LENGTH))
    return f"F-{letters[:4]}-{letters[4:]}"


def flags_target(codes: Collection[str]) -> timedelta:
    """Within which time flags of these reasons should be decided."""
    return URGENT_TARGET if URGENT_REASONS & set(codes) else CASE_RULES[CaseKind.FLAGS].target
