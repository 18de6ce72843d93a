"""Years of experience as evidence: a floor from licences and boards, a ceiling from graduation.

How years become a prior of skill is the skill model's affair; here is what they are and how sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Protocol

DAYS_PER_YEAR = 365.25
PLACEHOLDER_DATES = frozenset({date(1900, 1, 1), date(1901, 1, 1), date(1970, 1, 1)})
FEWEST_TO_BE_A_PLACEHOLDER = 30
TIMES_THE_USUAL_TO_BE_A_PLACEHOLDER = 20
EVIDENCED_LEVELS = frozenset({"document", "registry", "treatment_log"})
EXPERIENCE_KINDS = frozenset({"licence", "board_certification"})


class KnownCredential(Protocol):
    """What is asked of a credential to know whether anybody but its holder stands behind it."""

    @property
    def evidence_level(self) -> str: ...
    @property
    def is_set_aside(self) -> bool: ...


def is_evidenced(credential: KnownCredential) -> bool:
    """Whether others show a credential: a document or a registry, and no registrar set it aside."""
    return credential.evidence_level in EVIDENCED_LEVELS and not credential.is_set_aside


@dataclass(frozen=True, slots=True)
class DatedCredential:
    """What experience needs to know of a credential."""

    kind: str
    name: str
    issuer: str
    issued_on: date | None
    is_temporary: bool
    evidence_level: str
    is_set_aside: bool = False


@dataclass(frozen=True, slots=True)
class ExperienceEvidence:
    """Years in practice: evidenced floor, graduation ceiling, what is only claimed, and by what.

    `has_conflict` is true where the floor exceeds the ceiling: then a person must look.
    """

    floor_years: float | None
    ceiling_years: float | None
    claimed_years: float | None
    basis: DatedCredential | None

    @property
    def has_conflict(self) -> bool:
        """Whether a credential is older than the graduation it should follow."""
        return (
            self.floor_years is not None
            and self.ceiling_years is not None
            and self.floor_years > self.ceiling_years + 1
        )

    @property
    def evidenced_years(self) -> float | None:
        """The years that count as evidenced: the floor, never more than the ceiling allows."""
        if self.floor_years is None or self.ceiling_years is None:
            return self.floor_years
        return min(self.floor_years, self.ceiling_years)


def find_placeholder_dates(counts: Mapping[date, int]) -> frozenset[date]:
    """Days that stand in for unknown ones, by how many licences of one file bear each.

    When a register moved from paper, one day was put on every licence without one: such a day is
    on many more licences than days are as a rule.
    """
    if not counts:
        return PLACEHOLDER_DATES
    most = max(
        FEWEST_TO_BE_A_PLACEHOLDER,
        TIMES_THE_USUAL_TO_BE_A_PLACEHOLDER * median_low(counts.values()),
    )
    return PLACEHOLDER_DATES | {day for day, count in counts.items() if count >= most}


def years_between(earlier: date, later: date) -> float:
    """Years from `earlier` to `later`, never negative."""
    return max((later - earlier).days / DAYS_PER_YEAR, 0.0)


def gather_experience(
    credentials: Iterable[DatedCredential],
    graduated_in: int | None,
    practising_since_claimed: int | None,
    today: date,
) -> ExperienceEvidence:
    """Weigh what is known of a practitioner's years on the day `today`.

    The floor is the earliest full licence or board certification that a document or a registry
    shows; temporary permits, placeholder dates, dates to come and what a registrar has set aside
    prove nothing.
    """
    proving = [
        credential
        for credential in credentials
        if credential.kind in EXPERIENCE_KINDS
        and is_evidenced(credential)
        and not credential.is_temporary
        and credential.issued_on is not None
        and credential.issued_on not in PLACEHOLDER_DATES
        and credential.issued_on <= today
    ]
    basis = min(proving, key=lambda c: (c.issued_on or today, c.name), default=None)
    return ExperienceEvidence(
        floor_years=years_between(basis.issued_on, today) if basis and basis.issued_on else None,
        ceiling_years=_years_since(graduated_in, today),
        claimed_years=_years_since(practising_since_claimed, today),
        basis=basis,
    )


def _years_since(year: int | None, today: date) -> float | None:
    return float(max(today.year - year, 0)) if year is not None else None
