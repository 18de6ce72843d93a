"""How right the directory is: facts that are checked by sample each month, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.outcomes import share_interval

SAMPLE_SIZE = 40
"""Facts drawn each month, each of another profile."""

PUBLISHED_MONTHS = 12
LONGEST_REPORT = 1000
MOST_OPEN_REPORTS = 20
"""Open reports about one profile; more of them are not taken until some are settled."""


class Fact(StrEnum):
    """A fact of a profile that can be right or wrong."""

    NAME = "name"
    PROFESSION = "profession"
    ADDRESS = "address"
    PHONE = "phone"
    LICENCE = "licence"
    STATUS = "status"
    OTHER = "other"


FACT_LABELS: Mapping[Fact, str] = {
    Fact.NAME: N_("Name"),
    Fact.PROFESSION: N_("Profession"),
    Fact.ADDRESS: N_("Address"),
    Fact.PHONE: N_("Telephone"),
    Fact.LICENCE: N_("Licence"),
    Fact.STATUS: N_("Practises there"),
    Fact.OTHER: N_("Something else"),
}
SAMPLED_FACTS = tuple(fact for fact in Fact if fact is not Fact.OTHER)


class CheckResult(StrEnum):
    """What a registrar found."""

    RIGHT = "right"
    WRONG = "wrong"
    UNCLEAR = "unclear"


RESULT_WORDS: Mapping[CheckResult, str] = {
    CheckResult.RIGHT: N_("Right"),
    CheckResult.WRONG: N_("Wrong, and corrected or reported to the registry"),
    CheckResult.UNCLEAR: N_("Could not be found out"),
}


class FactError(DomainError):
    """A report on a fact, or a check, that cannot be taken."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many checked facts of a kind were right; the share's 90% interval is 0 to 1."""

    label: str
    right_count: int
    wrong_count: int
    unclear_count: int

    @property
    def decided_count(self) -> int:
        """Facts that were found right or wrong."""
        return self.right_count + self.wrong_count

    @property
    def share(self) -> float | None:
        """The share that was right, where any was decided."""
        return self.right_count / self.decided_count if self.decided_count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the truth lies with 90%."""
        if not self.decided_count:
            return None
        return share_interval(self.right_count, self.decided_count)


def month_of(day: date) -> date:
    """The first day of a day's month, by which a sample is named."""
    return day.replace(day=1)
