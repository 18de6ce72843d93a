"""One chosen number of the skill model, and a list that collects them in reading order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelConstant:
    """One chosen number: what it is called, its value and unit, what it means, why this value."""

    name: str
    value: float
    unit: str
    meaning: str
    source: str


class ModelConstants(list[ModelConstant]):
    """Chosen numbers in the order in which they are explained."""

    def add(self, name: str, value: float, unit: str, meaning: str, source: str) -> float:
        """Lists a number and returns it, so that it is written in one place only."""
        self.append(ModelConstant(name, value, unit, meaning, source))
        return value
