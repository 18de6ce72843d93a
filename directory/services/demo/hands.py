"""The hidden truth: how good each hand is, and how loudly it is advertised. Never stored.

Skill comes from talent, training, volume and the learning curve; marketing is drawn on its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.services.demo.people import Person
from directory.services.demo.world import World

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

NEWCOMER_YEARS = (0.7, 3.0)
TYPICAL_EXPERIENCE = 0.72  # part of the learning curve behind a typical practitioner
LOG_VOLUME_SD = 0.5
SEVERITY_PRACTICE_SD = 0.4


@dataclass(frozen=True, slots=True)
class Hands:
    """One entry per practitioner; arrays have shape (practitioners,) or (practitioners, concerns).

    `ability` is skill without experience, on the logit scale; `years` are the true ones.
    """

    years: Floats
    ability: Floats
    concern_deviation: Floats
    cases_per_year: Floats
    severity_shift: Floats
    mean_skin_type: Floats
    marketing: Floats
    charm: Floats
    is_newcomer: Booleans
    is_registry_only: Booleans
    is_cherry_picker: Booleans
    experience_gain: float
    experience_scale_years: float

    @property
    def count(self) -> int:
        """How many practitioners there are."""
        return len(self.years)

    def skill_before(
        self, practitioners: Integers, concerns: Integers, years_ago: Floats
    ) -> Floats:
        """Skill at a concern `years_ago`; all arrays have one entry per case."""
        experience = np.maximum(self.years[practitioners] - years_ago, 0.0)
        learned = self.experience_gain * (
            1 - np.exp(-experience / self.experience_scale_years) - TYPICAL_EXPERIENCE
        )
        deviation = self.concern_deviation[practitioners, concerns]
        skill: Floats = self.ability[practitioners] + learned + deviation
        return skill

    def skill_now(self) -> Floats:
        """Today's skill of each practitioner, without the deviations of single concerns."""
        learned = self.experience_gain * (
            1 - np.exp(-self.years / self.experience_scale_years) - TYPICAL_EXPERIENCE
        )
        skill: Floats = self.ability + learned
        return skill


def draw_hands(
    rng: np.random.Generator, world: World, people: list[Person], concern_count: int
) -> Hands:
    """Draw the hidden truth of these people for so many concerns."""
    count = len(people)
    skill = world.skill
    is_registry_only, is_newcomer = _draw_kinds(rng, world, count)
    years = np.minimum(
        NEWCOMER_YEARS[1] + rng.gamma(skill.years_shape, skill.years_scale, count),
        skill.longest_years,
    )
    years = np.where(is_newcomer, rng.uniform(*NEWCOMER_YEARS, count), years)
    talent = rng.normal(0, skill.talent_sd, count)
    log_volume = rng.normal(0, 1, count) + 0.3 * talent / skill.talent_sd - 0.8 * is_newcomer
    training = np.array([person.profession.training_effect for person in people])
    ability = talent + training + skill.volume_effect * log_volume
    hands = Hands(
        years=years,
        ability=ability,
        concern_deviation=rng.normal(0, skill.concern_sd, (count, concern_count)),
        cases_per_year=world.people.mean_cases_per_year * np.exp(LOG_VOLUME_SD * log_volume),
        severity_shift=np.zeros(count),
        mean_skin_type=rng.normal(
            world.cases.mean_skin_type, world.cases.skin_type_practice_sd, count
        ),
        marketing=rng.normal(0, 1, count),
        charm=rng.normal(0, world.reporting.charm_sd, count),
        is_newcomer=is_newcomer,
        is_registry_only=is_registry_only,
        is_cherry_picker=rng.random(count) < world.reporting.cherry_picker_share,
        experience_gain=skill.experience_gain,
        experience_scale_years=skill.experience_scale_years,
    )
    hands.severity_shift[:] = world.cases.referral * _standardise(hands.skill_now()) + rng.normal(
        0, SEVERITY_PRACTICE_SD, count
    )
    hands.charm[:] += world.reporting.marketing_charm * hands.marketing
    return hands


def _draw_kinds(rng: np.random.Generator, world: World, count: int) -> tuple[Booleans, Booleans]:
    """Who is listed by a registry only, and who of the others is a newcomer: exact numbers."""
    order = rng.permutation(count)
    registry_only_count = round(world.size.registry_only_share * count)
    newcomer_count = round(world.size.newcomer_share * count)
    is_registry_only = np.zeros(count, dtype=bool)
    is_newcomer = np.zeros(count, dtype=bool)
    is_registry_only[order[:registry_only_count]] = True
    is_newcomer[order[registry_only_count : registry_only_count + newcomer_count]] = True
    return is_registry_only, is_newcomer


def _standardise(values: Floats) -> Floats:
    standardised: Floats = (values - values.mean()) / values.std()
    return standardised
