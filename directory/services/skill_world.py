"""Scores a simulated world with the same model code as the site, for judging it against the truth.

Needs no database; the site's own scores are another service's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from directory.domain.skill import (
    Estimates,
    Population,
    SkillTable,
    fit,
    learn_rhythms,
    mark_waves,
    score_many,
)
from directory.sources.ranking_world import read_ranking_world


class RankingRow(NamedTuple):
    """One line of a ranking file; `concern` is empty for skill overall."""

    practitioner_id: str
    score: float
    concern: str
    lo90: float
    hi90: float


def score_world(public_folder: Path) -> list[RankingRow]:
    """Fits the model to the world in `public_folder` and scores it: overall, then by concern.

    Raises `RankingWorldError` when the folder cannot be read.
    """
    world = read_ranking_world(public_folder)
    rhythms = learn_rhythms(world.practitioners.values())
    population = Population.from_evidence(
        mark_waves(evidence, rhythms) for evidence in world.practitioners.values()
    )
    table = score_many(population, fit(population, world.concern_shares, rhythms))
    return list(_ranking_rows(list(world.practitioners), table, list(world.concern_shares)))


def write_ranking(rows: list[RankingRow], path: Path) -> None:
    """Writes a ranking file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(RankingRow._fields)
        writer.writerows(rows)


def _ranking_rows(
    practitioners: list[str], table: SkillTable, concerns: list[str]
) -> Iterator[RankingRow]:
    for row, practitioner in enumerate(practitioners):
        yield _ranking_row(practitioner, "", table.overall, (row,))
    for concern in concerns:
        column = table.concerns.index(concern)
        for row, practitioner in enumerate(practitioners):
            yield _ranking_row(practitioner, concern, table.by_concern, (row, column))


def _ranking_row(
    practitioner: str, concern: str, estimates: Estimates, at: tuple[int, ...]
) -> RankingRow:
    return RankingRow(
        practitioner,
        float(estimates.points[at]),
        concern,
        float(estimates.lo90[at]),
        float(estimates.hi90[at]),
    )
