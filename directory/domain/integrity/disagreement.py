"""Stars that disagree: with the text, with the result reported beside them, with what is proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import scipy

from directory.domain.integrity.assessment import Signal, SignalKind
from directory.domain.integrity.ramp import ramp
from directory.domain.integrity.tones import tone

TONE_GAP = (1.2, 2.0)
"""Distance between stars and tone, both from −1 to 1: noticed, and sure."""

TONE_STRENGTH = 0.5
"""At most: words are counted, not understood."""

RESULT_GAP = (0.5, 1.0)
"""Distance between stars and grade, both 0–1: three steps of five are noticed."""

FEWEST_PROVEN = 8
ALLOWED_ODDS = 2.0
"""Who reports unasked is more often delighted or furious; so much more often is believed."""

SURPRISE = (1.3, 3.0)
"""Orders of magnitude below even odds at which an excess is noticed, and is sure."""


@dataclass(frozen=True, slots=True)
class ExtremeCounts:
    """Reviews of one practitioner, and how many have the same extreme rating: best, or worst."""

    unproven: int = 0
    unproven_extreme: int = 0
    proven: int = 0
    proven_extreme: int = 0


def disagreement(
    star_share: float | None,
    folded_words: Sequence[str],
    grade_share: float | None,
    counts: ExtremeCounts | None,
) -> Signal | None:
    """The stars do not fit the rest. The reason never tells which way: moderators decide first.

    `star_share` and `grade_share` are stars and GAIS grade as a share, 0–1, of their scale;
    `counts` are given for an unproven review with the best or the worst rating. Ratings that
    deviate from the consensus are an old mark of spam (Lim et al., "Detecting product review
    spammers using rating behaviors", CIKM 2010); the consensus here is what proven patients say.
    """
    if star_share is None:
        return None
    found = [
        _against_text(star_share, folded_words),
        _against_grade(star_share, grade_share),
        _against_proven(counts),
    ]
    noticed = [one for one in found if one[0] > 0]
    if not noticed:
        return None
    strength = max(one for one, _ in noticed)
    return Signal(SignalKind.DISAGREEMENT, strength, " ".join(reason for _, reason in noticed))


def _against_text(star_share: float, folded_words: Sequence[str]) -> tuple[float, str]:
    said = tone(folded_words)
    if said is None:
        return 0.0, ""
    rated = 2.0 * star_share - 1.0
    strength = TONE_STRENGTH * ramp(abs(said - rated), *TONE_GAP)
    return strength, "The words and the stars say opposite things."


def _against_grade(star_share: float, grade_share: float | None) -> tuple[float, str]:
    if grade_share is None:
        return 0.0, ""
    strength = ramp(abs(star_share - grade_share), *RESULT_GAP)
    return strength, "The stars contradict the result that is reported beside them."


def _against_proven(counts: ExtremeCounts | None) -> tuple[float, str]:
    """The share of such unproven reviews that nothing proven accounts for, if it is no chance."""
    if counts is None or counts.proven < FEWEST_PROVEN:
        return 0.0, ""
    proven = (counts.proven_extreme + 1) / (counts.proven + 2)
    believed = ALLOWED_ODDS * proven / (1.0 - proven + ALLOWED_ODDS * proven)
    share = counts.unproven_extreme / counts.unproven
    chance = float(
        scipy.special.betainc(
            counts.unproven_extreme, counts.unproven - counts.unproven_extreme + 1, believed
        )
    )
    surprise = -log10(max(chance, 1e-300))
    strength = ramp(surprise, *SURPRISE) * max(1.0 - believed / share, 0.0)
    return strength, (
        f"{counts.unproven_extreme} of {counts.unproven} unproven reviews of this practitioner "
        f"have this rating, but only {counts.proven_extreme} of {counts.proven} proven ones."
    )
