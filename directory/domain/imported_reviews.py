"""Reviews of other sites: the original of what was translated, and one review on two sites."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from directory.domain.wording import fold

_TRANSLATION = re.compile(r"\s*\(Translated by Google\)", re.IGNORECASE)
_ORIGINAL = re.compile(r"\(Original\)\s*", re.IGNORECASE)
LONG_ENOUGH_TO_TELL = 40
"""A text of so many letters is nobody else's by chance; "Great!" is many people's."""

DAYS_APART_AT_MOST = 45


class ReviewTrace(NamedTuple):
    """By what the same review is recognised: whose it is about, when, and what it says, folded."""

    site: str
    written_on: date
    text: str


def original_text(text: str) -> str:
    """What the reviewer wrote, where Google shows a translation before or after it.

    >>> original_text("(Translated by Google) Very good\\n\\n(Original)\\nMuy bueno")
    'Muy bueno'
    """
    if _TRANSLATION.match(text):
        return _ORIGINAL.split(text, maxsplit=1)[-1].strip()
    return _TRANSLATION.split(text, maxsplit=1)[0].strip()


def fold_text(text: str) -> str:
    """A text for comparing: its letters and digits, folded."""
    return re.sub(r"[^\w]+", "", fold(text))


def is_long_enough_to_tell(folded: str) -> bool:
    """Whether a folded text is nobody else's by chance."""
    return len(folded) >= LONG_ENOUGH_TO_TELL


def is_same_review(one: ReviewTrace, other: ReviewTrace) -> bool:
    """Whether a person posted one review on two sites: the same long text, about the same time."""
    return (
        one.site != other.site
        and one.text == other.text
        and is_long_enough_to_tell(one.text)
        and abs((one.written_on - other.written_on).days) <= DAYS_APART_AT_MOST
    )
