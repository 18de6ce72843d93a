"""Reviews to be: how many of whom, on which site, with which proof, of which day.

Who fills them is drawn afterwards (`reports`), because answers go by how the case went.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.vocabulary import Vocabulary
from directory.services.demo.hands import Booleans, Floats, Hands, Integers
from directory.services.demo.world import World

DAYS_PER_YEAR = 365.25
FINAL_LEVEL = 3
ACTIVITY_SD = 0.5
RECENT_REPORTS = 1.2  # above 1 leans towards recent days
EARLY_REPORT_DAYS = (10, 75)
LATE_REPORT_DAYS = 60
NEWCOMER_LISTED_YEARS = (0.3, 1.2)
LISTED_YEARS = (1.0, 5.3)


@dataclass(frozen=True, slots=True)
class Slots:
    """One entry per review; `source` is a number in the world's order, days count back."""

    practitioner: Integers
    source: Integers
    level: Integers
    is_invited: Booleans
    reported_days_ago: Integers
    treated_days_ago: Integers


def draw_listed_days(rng: np.random.Generator, hands: Hands) -> Integers:
    """How many days ago each profile was first listed here; never before they practised."""
    years = np.where(
        hands.is_newcomer,
        rng.uniform(*NEWCOMER_LISTED_YEARS, hands.count),
        rng.uniform(*LISTED_YEARS, hands.count),
    )
    return (np.minimum(years, hands.years * 0.95) * DAYS_PER_YEAR).astype(np.int64)


@dataclass(frozen=True, slots=True)
class SlotPlanner:
    """Spreads reviews over practitioners, sites, levels and days."""

    rng: np.random.Generator
    world: World
    vocabulary: Vocabulary
    hands: Hands
    listed_days: Integers

    def draw(self, count: int) -> Slots:
        """Exactly `count` slots, by practitioner; who is busier and longer listed has more."""
        rng, reporting = self.rng, self.world.reporting
        activity = self._draw_activity()
        per_practitioner = rng.multinomial(count, activity / activity.sum())
        practitioner = np.repeat(np.arange(self.hands.count), per_practitioner)
        is_own = rng.random(count) < reporting.own_share
        other_shares = np.array([source.share for source in self.world.other_sources])
        other = 1 + rng.choice(len(other_shares), count, p=other_shares / other_shares.sum())
        drawn_level = rng.choice(len(reporting.level_shares), count, p=reporting.level_shares)
        reported = self._draw_reported_days(practitioner, is_own)
        level, treated = self._draw_treated_days(
            practitioner, np.where(is_own, drawn_level, 0), reported
        )
        is_invited = (level >= VERIFIED_LEVEL) & (rng.random(count) >= reporting.receipt_share)
        return Slots(practitioner, np.where(is_own, 0, other), level, is_invited, reported, treated)

    def _draw_activity(self) -> Floats:
        """How many reviews to expect of each, relative to the others."""
        hands = self.hands
        days = np.minimum(self.listed_days, self.world.size.history_years * DAYS_PER_YEAR)
        eagerness = np.exp(self.rng.normal(0, ACTIVITY_SD, hands.count))
        factor = np.where(hands.is_newcomer, self.world.reporting.newcomer_review_factor, 1.0)
        activity: Floats = (
            hands.cases_per_year * days * eagerness * factor * ~hands.is_registry_only
        )
        return activity

    def _draw_reported_days(self, practitioner: Integers, is_own: Booleans) -> Integers:
        """Here only since the profile is listed; elsewhere since they practise."""
        longest = self.world.size.history_years * DAYS_PER_YEAR
        practised = self.hands.years[practitioner] * 0.9 * DAYS_PER_YEAR
        span = np.minimum(np.where(is_own, self.listed_days[practitioner], practised), longest)
        place_in_span = self.rng.random(len(practitioner)) ** RECENT_REPORTS
        days: Integers = (1 + place_in_span * (span - 2)).astype(np.int64)
        return days

    def _draw_treated_days(
        self, practitioner: Integers, level: Integers, reported: Integers
    ) -> tuple[Integers, Integers]:
        """Levels and days since the last session; a final result waits for every maturation.

        Where somebody has not practised for so long, the result is an early one: level 2.
        """
        count = len(practitioner)
        wait = 7 * max(concern.maturation_weeks for concern in self.vocabulary.concerns)
        late = reported + wait + self.rng.integers(1, LATE_REPORT_DAYS, count)
        early = reported + self.rng.integers(*EARLY_REPORT_DAYS, count)
        has_time = late < self.hands.years[practitioner] * DAYS_PER_YEAR
        wants_final = level == FINAL_LEVEL
        return np.where(wants_final & ~has_time, VERIFIED_LEVEL, level), np.where(
            wants_final & has_time, late, early
        )
