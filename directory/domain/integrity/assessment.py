"""What all integrity signals of a review say together: a risk, its band, its reasons, a weight.

Signals weigh a review and order the moderator's queue. They never delete or reject: what they see
is how a report came about, and an honest report can come about in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import prod


class SignalKind(StrEnum):
    """What was noticed."""

    NEAR_DUPLICATE = "near_duplicate"
    MANY_PRACTITIONERS = "many_practitioners"
    SHARED_ADDRESS = "shared_address"
    BURST = "burst"
    INSIDER_LANGUAGE = "insider_language"
    DISAGREEMENT = "disagreement"
    CODE_CLUMP = "code_clump"


class RiskBand(StrEnum):
    """How much a moderator should doubt that a review is what it says."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class SignalPower:
    """What a signal at full strength does, each 0–1.

    `suspicion` is how far it alone moves the risk, `discount` how much of the review's weight in
    the score it takes, `name` what the page calls it.
    """

    name: str
    suspicion: float
    discount: float


SIGNAL_POWERS: Mapping[SignalKind, SignalPower] = {
    SignalKind.NEAR_DUPLICATE: SignalPower("Text used elsewhere", 0.8, 0.9),
    SignalKind.MANY_PRACTITIONERS: SignalPower("One author on many practitioners", 0.8, 0.9),
    SignalKind.SHARED_ADDRESS: SignalPower("Shared address", 0.8, 0.9),
    SignalKind.BURST: SignalPower("Burst of reviews", 0.5, 0.5),
    SignalKind.INSIDER_LANGUAGE: SignalPower("Words of an insider", 0.5, 0.5),
    SignalKind.DISAGREEMENT: SignalPower("Stars against the rest", 0.6, 0.0),
    SignalKind.CODE_CLUMP: SignalPower("Visit codes used together", 0.8, 0.9),
}
"""Disagreement takes no weight: a weight that goes by the grade could make a better grade hurt."""

MEDIUM_FROM = 0.35
HIGH_FROM = 0.65


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing noticed about a review: how strongly, 0–1, and why, as a moderator reads it."""

    kind: SignalKind
    strength: float
    reason: str


@dataclass(frozen=True, slots=True)
class IntegrityAssessment:
    """All that was noticed about one review."""

    signals: tuple[Signal, ...] = ()

    @property
    def risk(self) -> float:
        """0–1: each signal takes its share of the trust that the others left (noisy-or)."""
        return 1.0 - prod(
            1.0 - SIGNAL_POWERS[signal.kind].suspicion * signal.strength for signal in self.signals
        )

    @property
    def band(self) -> RiskBand:
        """The risk in three steps."""
        if self.risk >= HIGH_FROM:
            return RiskBand.HIGH
        return RiskBand.MEDIUM if self.risk >= MEDIUM_FROM else RiskBand.LOW

    @property
    def weight(self) -> float:
        """What is left, 0–1, of the review's weight in the practitioner's score."""
        return prod(
            1.0 - SIGNAL_POWERS[signal.kind].discount * signal.strength for signal in self.signals
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the risk is what it is, in words, the strongest first."""
        return tuple(signal.reason for signal in self.signals)


def assess(signals: tuple[Signal | None, ...]) -> IntegrityAssessment:
    """The assessment that these signals make up; what was not noticed is None."""
    noticed = [signal for signal in signals if signal is not None and signal.strength > 0]
    noticed.sort(key=lambda one: -SIGNAL_POWERS[one.kind].suspicion * one.strength)
    return IntegrityAssessment(tuple(noticed))
