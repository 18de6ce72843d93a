"""The evidence about one practitioner that the skill model may see, checked on entry.

There is no field for equipment, price, deals, payment, photos or claim status, and none may be
added: the model is blind to them by construction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from directory.domain.errors import InvalidValueError
from directory.domain.skill import constants


class AdverseEvent(StrEnum):
    """What went wrong, as the patient or moderator recorded it."""

    NONE = "none"
    TRANSIENT = "transient"
    SIGNIFICANT = "significant"


@dataclass(frozen=True, slots=True)
class VerifiedOutcome:
    """One verified result of one patient.

    `gais` is 1 (worse) to 5 (very much improved), `severity` 1–4 and `fitzpatrick` 1–6 or None
    when unknown, `verification_level` 2 or 3, `age_years` years since the report, `integrity`
    0–1 the weight that integrity signals leave, `wave` 0–1 how surely it came in a wave of reports
    (set by `mark_waves`), `healing_days` days until nothing was to be seen and `sessions` sessions
    had, None when unknown. Raises `InvalidValueError`.
    """

    concern: str
    gais: int
    severity: int | None
    fitzpatrick: int | None
    adverse_event: AdverseEvent
    verification_level: int
    age_years: float
    integrity: float = 1.0
    wave: float = 0.0
    healing_days: int | None = None
    sessions: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "adverse_event", AdverseEvent(self.adverse_event))
        _check_member("gais", self.gais, constants.GRADES)
        if self.severity is not None:
            _check_member("severity", self.severity, constants.SEVERITIES)
        if self.fitzpatrick is not None:
            _check_member("fitzpatrick", self.fitzpatrick, constants.SKIN_TYPES)
        _check_member("verification_level", self.verification_level, (2, 3))
        _check_number("age_years", self.age_years, 0.0, math.inf)
        _check_number("integrity", self.integrity, 0.0, 1.0)
        _check_number("wave", self.wave, 0.0, 1.0)
        if self.healing_days is not None:
            _check_number("healing_days", self.healing_days, 0, math.inf)
        if self.sessions is not None:
            _check_number("sessions", self.sessions, 0, math.inf)
        if not self.concern:
            raise InvalidValueError("A verified outcome needs a concern.", "concern")

    @property
    def grade(self) -> int:
        """The grade that counts: a significant adverse event makes any result the worst."""
        return 1 if self.adverse_event is AdverseEvent.SIGNIFICANT else self.gais

    @property
    def discount(self) -> float:
        """What verification level and age leave of one fresh, fully verified result, 0–1."""
        return outcome_discount(self.verification_level, self.age_years)


def outcome_discount(verification_level: int, age_years: float) -> float:
    """Weight of the verification level × half-life of age, 0–1."""
    level = {2: constants.WEIGHT_LEVEL_2, 3: constants.WEIGHT_LEVEL_3}[verification_level]
    return float(level * 0.5 ** (age_years / constants.HALF_LIFE_YEARS))


@dataclass(frozen=True, slots=True)
class SourceRating:
    """An unverified rating, or the mean of `count` of them, in its source's own scale.

    Only its rank among the source's other values is used, so any scale will do as long as larger
    is better. Means (`count` > 1) are ranked among means. `integrity` 0–1 is the weight that
    integrity signals leave, `age_years` years since the rating, None where not known.
    """

    source: str
    value: float
    count: int = 1
    integrity: float = 1.0
    age_years: float | None = None

    def __post_init__(self) -> None:
        _check_number("value", self.value, -math.inf, math.inf)
        _check_number("integrity", self.integrity, 0.0, 1.0)
        if self.age_years is not None:
            _check_number("age_years", self.age_years, 0.0, math.inf)
        if self.count < 1:
            raise InvalidValueError("A rating stands for at least one patient.", "count")

    @property
    def channel(self) -> str:
        """The group of values that this one is ranked among."""
        return channel_of(self.source, self.count > 1)


def channel_of(source: str, is_mean: bool) -> str:
    """Name of the group of a source's values that are ranked together."""
    return f"{source} (means)" if is_mean else source


@dataclass(frozen=True, slots=True)
class Experience:
    """Years of experience: with evidence, or only self-declared, or neither.

    Evidenced years, where present, replace self-declared ones.
    """

    years_evidenced: float | None = None
    years_claimed: float | None = None

    def __post_init__(self) -> None:
        for name in ("years_evidenced", "years_claimed"):
            value = getattr(self, name)
            if value is not None:
                _check_number(name, value, 0.0, math.inf)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the skill of one practitioner is computed from."""

    experience: Experience = Experience()
    cases_per_year: float | None = None
    outcomes: tuple[VerifiedOutcome, ...] = ()
    ratings: tuple[SourceRating, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcomes", tuple(self.outcomes))
        object.__setattr__(self, "ratings", tuple(self.ratings))
        if self.cases_per_year is not None:
            _check_number("cases_per_year", self.cases_per_year, 0.0, math.inf)


def _check_member(field_name: str, value: int, allowed: tuple[int, ...]) -> None:
    if value not in allowed:
        raise InvalidValueError(
            f"{field_name} must be one of {', '.join(map(str, allowed))}, not {value!r}.",
            field_name,
        )


def _check_number(field_name: str, value: float, least: float, most: float) -> None:
    # Written so that NaN fails as well.
    if not (math.isfinite(value) and least <= value <= most):
        raise InvalidValueError(
            f"{field_name} must be a number from {least} to {most}, not {value!r}.", field_name
        )
