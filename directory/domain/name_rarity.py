"""How much it says that two people share a given name: less for Michael than for Elspeth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

USUAL_SHARE = 0.006
"""How often two clinicians share a given name: measured on rows of NPPES and Medicare files."""

PEOPLE_AGAINST_CHANCE = 300
"""Until it is known of so many people how common names are, the usual share weighs more."""

KEPT_BY_THE_SAME = 0.9
"""How often two sources spell one person's given name alike."""


@dataclass(frozen=True, slots=True)
class GivenNames:
    """How many people bear each given name, folded."""

    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    @classmethod
    def count(cls, counts: Mapping[str, int]) -> GivenNames:
        """Those of everybody in the directory."""
        return cls(counts, sum(counts.values()))

    def weigh(self, name: str) -> float:
        """Natural logarithm of how much likelier one person shares this name than two do."""
        expected = USUAL_SHARE * PEOPLE_AGAINST_CHANCE
        share = (self.counts.get(name, 0) + expected) / (self.total + PEOPLE_AGAINST_CHANCE)
        return math.log(KEPT_BY_THE_SAME / share)
