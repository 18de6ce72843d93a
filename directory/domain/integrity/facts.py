"""What the signals look at in one review, and all of them applied to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from directory.domain.integrity.accounts import SharedAddress, many_practitioners, shared_address
from directory.domain.integrity.assessment import IntegrityAssessment, assess
from directory.domain.integrity.bursts import burst
from directory.domain.integrity.clumps import code_clump
from directory.domain.integrity.disagreement import ExtremeCounts, disagreement
from directory.domain.integrity.insiders import insider_language
from directory.domain.integrity.texts import EarlierText, near_duplicate
from directory.domain.wording import split_words


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """One review and its neighbours.

    `unproven_days` are the days of all unproven reviews of the practitioner, in order, empty for a
    proven review; `block_times` those at which codes of the same block were used, `redeemed_at` the
    time of this one. `star_share` and `grade_share` are 0–1 of their scales.
    """

    text: str
    reported_on: date
    star_share: float | None = None
    grade_share: float | None = None
    earlier_texts: Sequence[EarlierText] = ()
    practitioners_rated: int = 1
    address: SharedAddress = field(default_factory=SharedAddress)
    unproven_days: Sequence[date] = ()
    extremes: ExtremeCounts | None = None
    redeemed_at: datetime | None = None
    block_times: Sequence[datetime] = ()


def assess_facts(facts: ReviewFacts) -> IntegrityAssessment:
    """Everything that the signals notice about a review."""
    words = [word.folded for word in split_words(facts.text)]
    return assess(
        (
            near_duplicate(facts.earlier_texts),
            many_practitioners(facts.practitioners_rated),
            shared_address(facts.address),
            burst(facts.reported_on, facts.unproven_days) if facts.unproven_days else None,
            insider_language(" ".join(words)),
            disagreement(facts.star_share, words, facts.grade_share, facts.extremes),
            code_clump(facts.redeemed_at, facts.block_times) if facts.redeemed_at else None,
        )
    )
