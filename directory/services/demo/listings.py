"""The commercial side of the fictional profiles: driven by marketing alone, blind to skill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from directory.domain.vocabulary import Vocabulary
from directory.models.listing import Listing
from directory.services.demo.world import MarketingParameters

PRICE_CHANCE = 0.7
CURRENCIES = {"US": "USD", "CA": "CAD", "GB": "GBP", "AU": "AUD", "DE": "EUR", "IE": "EUR"}
LOWEST_PRICE_CENTS = 9_000
HIGHEST_PRICE_CENTS = 90_000
PRICE_STEP_CENTS = 500
DISCOUNT_SD = 6
HIGHEST_DISCOUNT = 70


@dataclass(frozen=True, slots=True)
class ListingMaker:
    """Makes one listing at a time; every call draws from the generator given."""

    rng: np.random.Generator
    parameters: MarketingParameters
    vocabulary: Vocabulary
    today: date

    def make(self, marketing: float, country: str, listed_on: date) -> Listing:
        """Equipment, offers, photos and the claim of one profile."""
        rng, parameters = self.rng, self.parameters
        discount = round(
            parameters.discount_percent
            + parameters.discount_slope * marketing
            + rng.normal(0, DISCOUNT_SD)
        )
        price = int(rng.integers(LOWEST_PRICE_CENTS, HIGHEST_PRICE_CENTS))
        claimed_after = int(rng.integers(0, max((self.today - listed_on).days, 1)))
        return Listing(
            equipment=self._draw_equipment(marketing),
            price_from_cents=(
                price - price % PRICE_STEP_CENTS if rng.random() < PRICE_CHANCE else None
            ),
            price_currency=CURRENCIES[country],
            discount_percent=min(discount, HIGHEST_DISCOUNT) if discount > 0 else None,
            photo_count=int(rng.poisson(parameters.photo_count * np.exp(0.5 * marketing))),
            is_paid=bool(rng.random() < 1 / (1 + np.exp(1 - marketing))),
            claimed_on=listed_on + timedelta(days=claimed_after),
        )

    def _draw_equipment(self, marketing: float) -> list[str]:
        names = [device_name.name for device_name in self.vocabulary.device_names]
        wanted = 1 + int(self.rng.poisson(self.parameters.device_count * np.exp(0.45 * marketing)))
        chosen = self.rng.choice(len(names), min(wanted, len(names)), replace=False)
        return [names[number] for number in chosen]
