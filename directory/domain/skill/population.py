"""The evidence of many practitioners as columns, from which the model is fitted and scored.

Row order carries no meaning. Records of one practitioner live in `evidence`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from directory.domain.errors import InvalidValueError
from directory.domain.skill.arrays import FloatArray, IntArray
from directory.domain.skill.evidence import Evidence


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Columns of n practitioners, their k verified outcomes and r unverified ratings.

    Shapes: `years_evidenced`, `years_claimed`, `cases_per_year` (n,), NaN where not known;
    `outcome_…` (k,), with `outcome_practitioner` the row, `outcome_concern` an index into
    `concerns`, `outcome_grade` 1–5 with the adverse-event rule applied, severity and skin type NaN
    where not known, `outcome_discount` (verification level and age), `outcome_integrity` and
    `outcome_wave` 0–1, `outcome_healing_days` and `outcome_sessions` NaN where not known;
    `rating_…` (r,), with `rating_channel` an index into `channels`. Raises `InvalidValueError`
    when lengths or indices do not fit.
    """

    years_evidenced: FloatArray
    years_claimed: FloatArray
    cases_per_year: FloatArray
    concerns: tuple[str, ...]
    outcome_practitioner: IntArray
    outcome_concern: IntArray
    outcome_grade: IntArray
    outcome_severity: FloatArray
    outcome_fitzpatrick: FloatArray
    outcome_discount: FloatArray
    outcome_integrity: FloatArray
    outcome_wave: FloatArray
    outcome_healing_days: FloatArray
    outcome_sessions: FloatArray
    channels: tuple[str, ...]
    rating_practitioner: IntArray
    rating_channel: IntArray
    rating_value: FloatArray
    rating_count: IntArray
    rating_integrity: FloatArray

    def __post_init__(self) -> None:
        count = len(self.years_evidenced)
        _check_lengths(count, self.years_claimed, self.cases_per_year)
        outcomes = len(self.outcome_practitioner)
        _check_lengths(
            outcomes,
            self.outcome_concern,
            self.outcome_grade,
            self.outcome_severity,
            self.outcome_fitzpatrick,
            self.outcome_discount,
            self.outcome_integrity,
            self.outcome_wave,
            self.outcome_healing_days,
            self.outcome_sessions,
        )
        _check_lengths(
            len(self.rating_practitioner),
            self.rating_channel,
            self.rating_value,
            self.rating_count,
            self.rating_integrity,
        )
        _check_indices("outcome_practitioner", self.outcome_practitioner, 0, count)
        _check_indices("outcome_concern", self.outcome_concern, 0, len(self.concerns))
        _check_indices("outcome_grade", self.outcome_grade, 1, 6)
        _check_indices("rating_practitioner", self.rating_practitioner, 0, count)
        _check_indices("rating_channel", self.rating_channel, 0, len(self.channels))

    @property
    def practitioner_count(self) -> int:
        return len(self.years_evidenced)

    @property
    def outcome_weight(self) -> FloatArray:
        """Share of one fresh, fully verified result that each outcome counts for."""
        return self.outcome_discount * self.outcome_integrity

    @property
    def outcome_count(self) -> int:
        return len(self.outcome_practitioner)

    def only(self, rows: IntArray) -> Population:
        """These practitioners, each at most once, in this order."""
        place = np.full(self.practitioner_count, -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        outcome = place[self.outcome_practitioner] >= 0
        rating = place[self.rating_practitioner] >= 0
        columns: dict[str, Any] = {name: column[rows] for name, column in self._columns("")}
        columns |= {name: column[outcome] for name, column in self._columns("outcome_")}
        columns |= {name: column[rating] for name, column in self._columns("rating_")}
        columns["outcome_practitioner"] = place[self.outcome_practitioner[outcome]]
        columns["rating_practitioner"] = place[self.rating_practitioner[rating]]
        return replace(self, **columns)

    def in_blocks(self, size: int) -> Iterator[Population]:
        """The same practitioners in order, so many at a time."""
        by_practitioner = {
            kind: np.argsort(getattr(self, f"{kind}practitioner"), kind="stable")
            for kind in ("outcome_", "rating_")
        }
        for first in range(0, self.practitioner_count, size):
            columns: dict[str, Any] = {
                name: column[first : first + size] for name, column in self._columns("")
            }
            for kind, order in by_practitioner.items():
                start, end = np.searchsorted(
                    getattr(self, f"{kind}practitioner"), (first, first + size), sorter=order
                )
                columns |= {name: column[order[start:end]] for name, column in self._columns(kind)}
                columns[f"{kind}practitioner"] = columns[f"{kind}practitioner"] - first
            yield replace(self, **columns)

    @classmethod
    def joined(cls, parts: Sequence[Population]) -> Population:
        """The practitioners of all parts, one part after the other."""
        concerns = sorted({concern for part in parts for concern in part.concerns})
        channels = sorted({channel for part in parts for channel in part.channels})
        columns: dict[str, list[FloatArray | IntArray]] = defaultdict(list)
        first = 0
        for part in parts:
            placed = {
                "outcome_practitioner": part.outcome_practitioner + first,
                "outcome_concern": _places(part.concerns, concerns)[part.outcome_concern],
                "rating_practitioner": part.rating_practitioner + first,
                "rating_channel": _places(part.channels, channels)[part.rating_channel],
            }
            for name, column in part._columns():
                columns[name].append(placed.get(name, column))
            first += part.practitioner_count
        if not parts:
            return cls.from_evidence(())
        return cls(
            concerns=tuple(concerns),
            channels=tuple(channels),
            **{name: np.concatenate(pieces) for name, pieces in columns.items()},  # type: ignore[arg-type]  # by name
        )

    def _columns(self, of: str | None = None) -> list[tuple[str, FloatArray | IntArray]]:
        """The columns of outcomes or ratings, by how their names begin; of practitioners, "";
        or all."""
        names = [one.name for one in fields(self) if one.name not in ("concerns", "channels")]
        kinds = ("outcome_", "rating_")
        return [
            (name, getattr(self, name))
            for name in names
            if of is None or (name.startswith(of) if of else not name.startswith(kinds))
        ]

    @classmethod
    def from_evidence(cls, practitioners: Iterable[Evidence]) -> Population:
        """Columns of the practitioners in the order given."""
        people = list(practitioners)
        outcomes = [(row, one) for row, person in enumerate(people) for one in person.outcomes]
        ratings = [(row, one) for row, person in enumerate(people) for one in person.ratings]
        concerns = tuple(sorted({one.concern for _, one in outcomes}))
        channels = tuple(sorted({one.channel for _, one in ratings}))
        concern_index = {concern: index for index, concern in enumerate(concerns)}
        channel_index = {channel: index for index, channel in enumerate(channels)}
        return cls(
            years_evidenced=_floats([p.experience.years_evidenced for p in people]),
            years_claimed=_floats([p.experience.years_claimed for p in people]),
            cases_per_year=_floats([p.cases_per_year for p in people]),
            concerns=concerns,
            outcome_practitioner=_ints([row for row, _ in outcomes]),
            outcome_concern=_ints([concern_index[one.concern] for _, one in outcomes]),
            outcome_grade=_ints([one.grade for _, one in outcomes]),
            outcome_severity=_floats([one.severity for _, one in outcomes]),
            outcome_fitzpatrick=_floats([one.fitzpatrick for _, one in outcomes]),
            outcome_discount=_floats([one.discount for _, one in outcomes]),
            outcome_integrity=_floats([one.integrity for _, one in outcomes]),
            outcome_wave=_floats([one.wave for _, one in outcomes]),
            outcome_healing_days=_floats([one.healing_days for _, one in outcomes]),
            outcome_sessions=_floats([one.sessions for _, one in outcomes]),
            channels=channels,
            rating_practitioner=_ints([row for row, _ in ratings]),
            rating_channel=_ints([channel_index[one.channel] for _, one in ratings]),
            rating_value=_floats([one.value for _, one in ratings]),
            rating_count=_ints([one.count for _, one in ratings]),
            rating_integrity=_floats([one.integrity for _, one in ratings]),
        )


def _places(names: Sequence[str], among: Sequence[str]) -> IntArray:
    return _ints([among.index(name) for name in names])


def _floats(values: Sequence[float | None]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _ints(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.intp)


def _check_lengths(expected: int, *columns: FloatArray | IntArray) -> None:
    if any(len(column) != expected for column in columns):
        raise InvalidValueError("The columns of a population must be equally long.")


def _check_indices(name: str, column: IntArray, least: int, end: int) -> None:
    if len(column) and (column.min() < least or column.max() >= end):
        raise InvalidValueError(f"{name} must lie from {least} to {end - 1}.", name)
