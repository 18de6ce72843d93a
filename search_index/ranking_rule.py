"""The published rule of the order: its constants and its formulas, each written once.

Nothing here knows how documents are stored. The methodology page is generated from these
constants.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FREE_KM = 10.0
"""The way that costs nothing."""

DOUBLING_KM = 10.0
"""The way beyond the free one that costs one doubling, the next twice that another, and so on."""

DEFAULT_POINTS_PER_DOUBLING = 2.0
MOST_POINTS_PER_DOUBLING = 10.0
UTILITY_DECIMALS = 6

FARTHEST_KM = 20_016.0
"""Half the Earth's circumference: the way to somebody whose place is not known."""

TIE_PROBABILITY = 0.7
"""Two whose order is less sure than this are shown as tied."""

CLINIC_LIMIT = 2
CLINIC_WINDOW = 10
"""At most CLINIC_LIMIT of one clinic stand among the first CLINIC_WINDOW."""

MOST_WORDS_SHARE = 0.6
"""The share of the words' weight from which a profile counts as matching most of them."""

_Z90 = 1.6448536269514722  # a 90% interval reaches this many standard deviations to each side

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def distance_cost(km: Floats, points_per_doubling: float) -> Floats:
    """Points taken off for the way: t · log2(1 + max(0, km − 10) / 10)."""
    beyond = np.maximum(0.0, km - FREE_KM) / DOUBLING_KM
    cost: Floats = points_per_doubling * np.log2(1.0 + beyond)
    return cost


def rounded(utility: Floats) -> Integers:
    """Utility in whole units of the last decimal that counts, so that equal means equal."""
    units: Integers = np.rint(utility * 10**UTILITY_DECIMALS).astype(np.int64)
    return units


def lottery(keys: Integers, snapshot_on: date) -> NDArray[np.uint64]:
    """A number per practitioner that decides what nothing else does: fair over the days, fixed on
    each. SplitMix64 (Steele, Lea and Flood 2014) of the key, seeded with a hash of the date.
    """
    mixed = keys.astype(np.uint64) ^ np.uint64(lottery_seed(snapshot_on))
    mixed = mixed + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


@lru_cache(maxsize=8)
def lottery_seed(snapshot_on: date) -> int:
    """The 64 bits that make the lottery of a day."""
    digest = hashlib.blake2b(snapshot_on.isoformat().encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def probability_better(
    utility_difference: float, interval_width: float, other_interval_width: float
) -> float:
    """The probability that one is better than another who stands so many points below.

    Skills are taken as normal, with the standard deviations their 90% intervals imply.
    """
    deviation = math.hypot(interval_width, other_interval_width) / (2 * _Z90)
    difference = round(utility_difference, UTILITY_DECIMALS)
    if deviation == 0:
        return 0.5 + 0.5 * (difference > 0) - 0.5 * (difference < 0)
    return 0.5 * (1 + math.erf(difference / deviation / math.sqrt(2)))


def is_coin_toss(
    utility_difference: float, interval_width: float, other_interval_width: float
) -> bool:
    """Whether the better of two is better with a probability below TIE_PROBABILITY."""
    probability = probability_better(abs(utility_difference), interval_width, other_interval_width)
    return probability < TIE_PROBABILITY


def spread_clinics(
    tiers: Sequence[int], clinics: Iterable[Hashable | None], *, is_all: bool
) -> list[int] | None:
    """The order in which results are shown, as positions in the order given.

    `tiers` and `clinics` describe the best results in order; None is no clinic, `is_all` says that
    there are no further results. The third and later of one clinic give way until the first ten
    are filled and follow right behind, but never behind a worse match. `clinics` is read only as
    far as needed. Returns None when more results have to be looked at to decide.
    """
    shown: list[int] = []
    waiting: list[int] = []
    seen: Counter[Hashable] = Counter()
    looked_at = 0
    for position, (tier, clinic) in enumerate(zip(tiers, clinics, strict=False)):
        if waiting and tiers[waiting[0]] != tier:
            shown += waiting
            waiting = []
        if len(shown) >= CLINIC_WINDOW:
            break
        looked_at = position + 1
        if clinic is not None and seen[clinic] >= CLINIC_LIMIT:
            waiting.append(position)
        else:
            seen[clinic] += 1
            shown.append(position)
    if len(shown) < CLINIC_WINDOW and not is_all:
        return None
    return [*shown, *waiting, *range(looked_at, len(tiers))]
