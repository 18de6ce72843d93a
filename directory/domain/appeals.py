"""Appeals: who may appeal against which verdict, until when, and who may not decide on one."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.moderation import Verdict

APPEAL_MONTHS = 6
SHORTEST_APPEAL_TEXT = 20
LONGEST_APPEAL_TEXT = 3000


class Appellant(StrEnum):
    """Who appeals."""

    AUTHOR = "author"
    FLAGGER = "flagger"


APPELLANT_WORDS: Mapping[Appellant, str] = {
    Appellant.AUTHOR: N_("the author"),
    Appellant.FLAGGER: N_("whoever flagged it"),
}

APPEALABLE: Mapping[Appellant, frozenset[Verdict]] = {
    Appellant.AUTHOR: frozenset({Verdict.REJECT, Verdict.REMOVE}),
    Appellant.FLAGGER: frozenset({Verdict.KEEP}),
}
"""Against which verdicts each may appeal. There is one appeal; what it decides is final here."""


class AppealError(DomainError):
    """An appeal that is not possible: too late, made before, or nothing to appeal against."""


def appeal_deadline(decided_on: date) -> date:
    """The last day for an appeal against a decision told on this day: six months later."""
    months = decided_on.month - 1 + APPEAL_MONTHS
    year, month = decided_on.year + months // 12, months % 12 + 1
    return date(year, month, min(decided_on.day, monthrange(year, month)[1]))


def can_appeal(appellant: Appellant, verdict: Verdict, decided_on: date, today: date) -> bool:
    """Whether this verdict can be appealed against today."""
    return verdict in APPEALABLE[appellant] and today <= appeal_deadline(decided_on)


def may_decide(account_id: int, appealed_by: Collection[int | None]) -> bool:
    """Whether this moderator may decide: none who took part in the decision appealed against."""
    return account_id not in appealed_by
