"""What a licence's status means, and how far what an authority says about somebody has gone.

An accusation is not guilt: only what was decided is shown, and what was withdrawn, dismissed or is
still open says nothing about anybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from directory.domain.messages import N_


class LicenceStatus(StrEnum):
    """The status of a licence, whatever the state calls it."""

    ACTIVE = "active"
    LIMITED = "limited"
    INACTIVE = "inactive"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    RETIRED = "retired"
    DECEASED = "deceased"
    UNKNOWN = "unknown"


LICENCE_STATUS_WORDS: Mapping[str, str] = {
    LicenceStatus.ACTIVE: N_("active"),
    LicenceStatus.LIMITED: N_("active with conditions"),
    LicenceStatus.INACTIVE: N_("not in use"),
    LicenceStatus.EXPIRED: N_("expired"),
    LicenceStatus.SUPERSEDED: N_("replaced by another licence"),
    LicenceStatus.SUSPENDED: N_("suspended"),
    LicenceStatus.REVOKED: N_("revoked"),
    LicenceStatus.SURRENDERED: N_("given up"),
    LicenceStatus.RETIRED: N_("retired"),
    LicenceStatus.DECEASED: N_("holder deceased"),
    LicenceStatus.UNKNOWN: N_("status not checked"),
}


class NoticeGrade(StrEnum):
    """How far a matter between an authority and a practitioner has gone."""

    EXCLUDED = "excluded"
    DECIDED = "decided"
    NOTED = "noted"
    OPEN = "open"
    NOT_UPHELD = "not_upheld"


PUBLIC_GRADES = frozenset({NoticeGrade.EXCLUDED, NoticeGrade.DECIDED, NoticeGrade.NOTED})
"""What the public is shown. An open accusation and one that came to nothing are not."""

_GRADES_BY_WORDS: tuple[tuple[NoticeGrade, re.Pattern[str]], ...] = (
    (
        NoticeGrade.NOT_UPHELD,
        re.compile(
            r"\b(withdrawn|withdrew|dismiss\w*|not upheld|unfounded|no violation|exonerat\w*|"
            r"rescinded|vacated|set aside|overturned|closed without|unencumbered|"
            r"no (action|disciplin\w*|encumbrance)s?)\b"
        ),
    ),
    (
        NoticeGrade.OPEN,
        re.compile(
            r"\b(accus\w*|alleg\w*|pending|complaint|statement of charges|charged|petition|"
            r"investigat\w*|notice of hearing|statement of issues)\b"
        ),
    ),
    (
        NoticeGrade.DECIDED,
        re.compile(
            r"\b(revo\w+|suspen\w+|surrender\w*|probation\w*|reprimand\w*|censure\w*|fine[ds]?|"
            r"restrict\w*|condition\w*|stipulat\w*|final order|agreed order|disciplin\w*|"
            r"encumbered|consent order|public letter)\b"
        ),
    ),
    (NoticeGrade.NOTED, re.compile(r"\b(yes|y|action|see history)\b")),
)


def grade_discipline(text: str) -> NoticeGrade | None:
    """How far the matter in a register's own words has gone; None where there is none.

    An accusation that was withdrawn or dismissed came to nothing, whatever was alleged in it. A
    text that cannot be understood counts as open, so it is not shown: nobody is called guilty by
    a guess.

    >>> grade_discipline("ACCUSATION WITHDRAWN")
    <NoticeGrade.NOT_UPHELD: 'not_upheld'>
    >>> grade_discipline("UNENCUMBERED(see history)")
    <NoticeGrade.NOT_UPHELD: 'not_upheld'>
    """
    folded = text.casefold().strip()
    if folded in {"", "n", "no", "none", "0"}:
        return None
    for grade, pattern in _GRADES_BY_WORDS:
        if pattern.search(folded):
            return grade
    return NoticeGrade.OPEN
