"""What somebody may do for whoever keeps a profile, such as the manager of a practice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_


class DelegateRight(StrEnum):
    """One thing that can be left to a delegate. Keeping and giving up the profile cannot."""

    EDIT = "edit"
    VISIT_CODES = "visit_codes"
    REPLY = "reply"
    FIGURES = "figures"


RIGHT_WORDS: Mapping[DelegateRight, str] = {
    DelegateRight.EDIT: N_("Edit the profile and its credentials"),
    DelegateRight.VISIT_CODES: N_("Issue visit codes"),
    DelegateRight.REPLY: N_("Read, answer and dispute reviews"),
    DelegateRight.FIGURES: N_("See the figures"),
}

INVITATION_LIFETIME = timedelta(days=14)
MOST_DELEGATES = 5


class DelegateError(DomainError):
    """An invitation or a right that cannot be given, taken or used."""
