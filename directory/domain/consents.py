"""What a report keeps of its author only as long as they agree: each by a consent of its own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_


class Consent(StrEnum):
    """What somebody agreed to have kept and used for statistics."""

    SKIN_TYPE = "skin_type"
    AGE_BAND = "age_band"


CONSENT_WORDS: Mapping[Consent, str] = {
    Consent.SKIN_TYPE: N_("skin type"),
    Consent.AGE_BAND: N_("age band"),
}


def read_consent(text: str) -> Consent:
    """The consent of this key, as a form sends it. Raises InvalidValueError."""
    try:
        return Consent(text)
    except ValueError as error:
        raise InvalidValueError(
            N_(
                "Nothing was taken back: it was not said which consent. Reload the page and try "
                "again."
            )
        ) from error
