"""Reads the public folder of a simulated world of practitioners, whose truth is kept elsewhere.

Only evidence is read: the equipment, discount and listing columns are passed over.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from directory.domain.errors import DomainError
from directory.domain.integrity import account_integrity
from directory.domain.skill import (
    AdverseEvent,
    Evidence,
    Experience,
    SourceRating,
    VerifiedOutcome,
)

Row = TypeVar("Row")
Record = TypeVar("Record")

_DAYS_PER_YEAR = 365.25
_LEAST_VERIFIED_LEVEL = 2
_UNNAMED_CONCERN = "unspecified"
_ADVERSE_EVENTS = {
    None: AdverseEvent.NONE,
    "none": AdverseEvent.NONE,
    "minor": AdverseEvent.TRANSIENT,
    "significant": AdverseEvent.SIGNIFICANT,
}


class RankingWorldError(DomainError):
    """A file of the world is missing or a line of it cannot be read."""


@dataclass(frozen=True, slots=True)
class RankingWorld:
    """The evidence of each practitioner by identifier, and how often each concern is asked for."""

    concern_shares: Mapping[str, float]
    practitioners: Mapping[str, Evidence]


def read_ranking_world(folder: Path) -> RankingWorld:
    """The world in a public folder; raises `RankingWorldError` naming file and line."""
    as_of, shares = _read_meta(folder / "meta.json")
    people = dict(_rows(folder / "practitioners.csv", _csv_rows, _practitioner))
    outcomes: dict[str, list[VerifiedOutcome]] = defaultdict(list)
    ratings: dict[str, list[SourceRating]] = defaultdict(list)

    def review(line: str) -> tuple[str, str, VerifiedOutcome | SourceRating | None]:
        row = json.loads(line)
        return _known(row, people), str(row["reviewer_id"]), _review(row, as_of)

    def aggregate(row: Mapping[str, Any]) -> tuple[str, SourceRating]:
        return _known(row, people), _aggregate(row)

    reviews = list(_rows(folder / "reviews.ndjson", _json_rows, review))
    reach = Counter(account for _, account in {review[:2] for review in reviews})
    for practitioner, account, record in reviews:
        integrity = account_integrity(reach[account])
        if isinstance(record, VerifiedOutcome):
            outcomes[practitioner].append(replace(record, integrity=integrity))
        elif record is not None:
            ratings[practitioner].append(replace(record, integrity=integrity))
    for practitioner, rating in _rows(folder / "external_ratings.csv", _csv_rows, aggregate):
        ratings[practitioner].append(rating)
    return RankingWorld(
        concern_shares=shares,
        practitioners={
            practitioner: Evidence(
                experience=experience,
                cases_per_year=cases_per_year,
                outcomes=tuple(outcomes[practitioner]),
                ratings=tuple(ratings[practitioner]),
            )
            for practitioner, (experience, cases_per_year) in people.items()
        },
    )


def _read_meta(path: Path) -> tuple[date, dict[str, float]]:
    text = _read_text(path)
    try:
        meta = json.loads(text)
        shares = {str(name): float(share) for name, share in meta["concern_share"].items()}
        return date.fromisoformat(meta["as_of"]), shares
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RankingWorldError(f"{path.name}: {_reason(error)}.") from error


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RankingWorldError(
            f"{path} cannot be read: give the public folder of a world."
        ) from error


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(text.splitlines(keepends=True))
    for row in reader:
        yield reader.line_num, row


def _json_rows(text: str) -> Iterator[tuple[int, str]]:
    # Not splitlines(): a review's text may hold the other characters that it splits at.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _rows(
    path: Path,
    split: Callable[[str], Iterator[tuple[int, Row]]],
    parse: Callable[[Row], Record],
) -> Iterator[Record]:
    for number, row in split(_read_text(path)):
        try:
            record = parse(row)
        except (DomainError, ValueError, KeyError, TypeError) as error:
            raise RankingWorldError(f"{path.name}, line {number}: {_reason(error)}.") from error
        yield record


def _reason(error: Exception) -> str:
    if isinstance(error, DomainError):
        return error.message.rstrip(".")
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing or not a value known here"
    return str(error) or type(error).__name__


def _practitioner(row: Mapping[str, Any]) -> tuple[str, tuple[Experience, float | None]]:
    experience = Experience(_number(row["years_registry"]), _number(row["years_claimed"]))
    return row["practitioner_id"], (experience, _number(row["verified_cases_per_year"]))


def _known(row: Mapping[str, Any], people: Mapping[str, object]) -> str:
    practitioner = str(row["practitioner_id"])
    if practitioner not in people:
        raise RankingWorldError(f"practitioner {practitioner!r} is not in practitioners.csv")
    return practitioner


def _review(row: Mapping[str, Any], as_of: date) -> VerifiedOutcome | SourceRating | None:
    """A verified outcome, an unverified rating, or None for a proven review without a grade."""
    level = int(row["verification_level"])
    days = (as_of - date.fromisoformat(row["date"])).days
    age_years = max(days, 0) / _DAYS_PER_YEAR
    if level < _LEAST_VERIFIED_LEVEL:
        return SourceRating(row["source"], float(row["rating"]), age_years=age_years)
    if row["gais"] is None:
        return None
    return VerifiedOutcome(
        concern=row["concern"] or _UNNAMED_CONCERN,
        gais=row["gais"],
        severity=row["severity"],
        fitzpatrick=row["fitzpatrick"],
        adverse_event=_ADVERSE_EVENTS[row["adverse_event"]],
        verification_level=level,
        age_years=age_years,
        healing_days=row.get("downtime_days"),
        sessions=row.get("sessions"),
    )


def _aggregate(row: Mapping[str, Any]) -> SourceRating:
    return SourceRating(row["source"], float(row["mean_rating"]), int(row["n_ratings"]))


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
