"""The words of a report after it was sent: when new ones must be read, and what becomes of them."""

from __future__ import annotations

from enum import StrEnum

from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_
from directory.domain.plain_text import has_markup
from directory.domain.report_choices import MOST_TEXT
from directory.domain.reviews import ReviewState

MOST_CORRECTIONS = 10
"""So many corrections of one report are read."""


class WordsDecision(StrEnum):
    """What became of a correction; another one of the same author takes its place."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"


def check_words(text: str) -> None:
    """Raise InvalidValueError where a text cannot be the words of a report."""
    if len(text) > MOST_TEXT:
        raise InvalidValueError(
            N_("Shorten this to %(most_text)s characters or fewer.", most_text=MOST_TEXT),
            "text",
        )
    if has_markup(text):
        raise InvalidValueError(
            N_(
                "This looks like HTML or a script. Write plain text: take out what stands in "
                "pointed "
                "brackets."
            ),
            "text",
        )


def needs_reading(text: str, state: ReviewState) -> bool:
    """Whether new words of a report wait for a moderator.

    They always do once somebody may have read and relied on the earlier ones, whatever the checks
    would say: a proven report must not become another text unseen. Words only taken out need none.
    """
    return bool(text) and state is not ReviewState.SUBMITTED
