"""Integrity signals: what the way a review came about says of how far to trust it.

Each signal is a pure function in a module of its own; `assessment` says what they do together.
How well they find simulated campaigns is measured by `make bench-integrity` (docs/integrity.md).
"""

from directory.domain.integrity.accounts import account_integrity
from directory.domain.integrity.assessment import (
    SIGNAL_POWERS,
    IntegrityAssessment,
    RiskBand,
    Signal,
    SignalKind,
    SignalPower,
    assess,
)
from directory.domain.integrity.facts import ReviewFacts, assess_facts

__all__ = [
    "SIGNAL_POWERS",
    "IntegrityAssessment",
    "ReviewFacts",
    "RiskBand",
    "Signal",
    "SignalKind",
    "SignalPower",
    "account_integrity",
    "assess",
    "assess_facts",
]
