"""What loading data again did to what was there, counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many entries a load created, updated, removed and left as they were."""

    created_count: int = 0
    updated_count: int = 0
    removed_count: int = 0
    unchanged_count: int = 0

    @property
    def has_changes(self) -> bool:
        return bool(self.created_count or self.updated_count or self.removed_count)

    def __add__(self, other: LoadReport) -> LoadReport:
        return LoadReport(
            self.created_count + other.created_count,
            self.updated_count + other.updated_count,
            self.removed_count + other.removed_count,
            self.unchanged_count + other.unchanged_count,
        )

    def __str__(self) -> str:
        return (
            f"{self.created_count} created, {self.updated_count} updated, "
            f"{self.removed_count} removed, {self.unchanged_count} unchanged"
        )
