"""What each fictional practitioner offers: concerns of their profession, treatments for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Suitability
from directory.services.demo.people import Person

SUITABILITY_WEIGHTS = {
    Suitability.FIRST_CHOICE: 1.0,
    Suitability.HELPS: 0.4,
    Suitability.SOMETIMES: 0.1,
    Suitability.AVOID: 0.0,
}
SPECIALISATION_SD = 0.8
SECOND_TREATMENT_CHANCE = 0.5


@dataclass(frozen=True, slots=True)
class Offers:
    """Who offers what.

    `concern_mix` (practitioners, concerns): share of each concern among their patients, zero where
    it is not offered. `treatments` (practitioners, treatments): whether they perform it.
    `suitability` (treatments, concerns): how readily a treatment is chosen for a concern.
    """

    concern_mix: NDArray[np.float64]
    treatments: NDArray[np.bool_]
    suitability: NDArray[np.float64]

    def list_concern_numbers(self, practitioner: int) -> list[int]:
        """The offered concerns, commonest first."""
        mix = self.concern_mix[practitioner]
        return [int(number) for number in np.argsort(-mix, kind="stable") if mix[number] > 0]

    def main_treatment_number(self, practitioner: int, concern: int) -> int:
        """The treatment they would choose first for a concern they offer."""
        return int(np.argmax(self.suitability[:, concern] * self.treatments[practitioner]))


def _suitability_table(vocabulary: Vocabulary) -> NDArray[np.float64]:
    """Weight of each treatment for each concern, shape (treatments, concerns)."""
    return np.array(
        [
            [
                SUITABILITY_WEIGHTS[treatment.treats.get(concern.key, Suitability.AVOID)]
                for concern in vocabulary.concerns
            ]
            for treatment in vocabulary.treatments
        ]
    )


def draw_offers(rng: np.random.Generator, people: list[Person], vocabulary: Vocabulary) -> Offers:
    """Draw what each of these people offers.

    Every concern offered has a treatment that helps, or at least one as good as there is.
    """
    suitability = _suitability_table(vocabulary)
    good_enough = np.minimum(suitability.max(axis=0), SUITABILITY_WEIGHTS[Suitability.HELPS])
    popularity = np.array(list(vocabulary.reference_mix().values()))
    concern_mix = np.zeros((len(people), len(vocabulary.concerns)))
    treatments = np.zeros((len(people), len(vocabulary.treatments)), dtype=bool)
    for number, person in enumerate(people):
        is_allowed = np.array(
            [t.key not in person.profession.excluded_treatments for t in vocabulary.treatments]
        )
        helps = (suitability > 0) & (suitability >= good_enough) & is_allowed[:, None]
        is_open = helps.any(axis=0) & np.array(
            [c.key not in person.profession.excluded_concerns for c in vocabulary.concerns]
        )
        low, high = person.profession.concern_counts
        appeal = popularity * is_open * np.exp(rng.normal(0, SPECIALISATION_SD, len(popularity)))
        count = min(int(rng.integers(low, high + 1)), int(is_open.sum()))
        offered = rng.choice(len(popularity), count, replace=False, p=appeal / appeal.sum())
        concern_mix[number, offered] = appeal[offered] / appeal[offered].sum()
        for concern in offered:
            choices = np.flatnonzero(helps[:, concern])
            weights = suitability[choices, concern]
            wanted = 1 + int(rng.random() < SECOND_TREATMENT_CHANCE)
            chosen = rng.choice(
                choices, min(wanted, len(choices)), replace=False, p=weights / weights.sum()
            )
            treatments[number, chosen] = True
    return Offers(concern_mix, treatments, suitability)
