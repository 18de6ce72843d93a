"""How many places of a simulated world dishonesty buys for a middling practitioner, and how many
fakes it takes to rise: under the skill model, with and without its guard against waves of reports,
and under two rules of thumb. Needs the ranking lab."""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ranking_lab import lab_module, open_ranking_lab
from directory.domain.skill import (
    Evidence,
    Hyperparameters,
    Population,
    fit,
    learn_rhythms,
    mark_waves,
    score_many,
)
from directory.domain.skill.rhythm import NO_RHYTHMS
from directory.sources.ranking_world import read_ranking_world

FAKES = 10
FAKE_COUNTS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50)
INVENTED_YEARS = 10.0
RING_SIZE = 40
MODEL, UNGUARDED = "skill model", "without the guard against waves"
MEAN_STARS, BAYESIAN = "mean stars", "Bayesian average"
RANKERS = (MODEL, UNGUARDED, MEAN_STARS, BAYESIAN)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Fakes as the lab's simulator writes them: naive ones come in bursts, from a ring of accounts
    and a template; smart ones spread over a year, each with an account and words of its own."""

    is_praise: bool
    is_smart: bool
    level: int | None = None

    def write(self, ids: Sequence[str], target: int, rng: np.random.Generator) -> list[Row]:
        """The most fakes that are tried; fewer are the first of them."""
        reviews: list[Row] = []
        ring = [f"R{number:03d}" for number in range(RING_SIZE)]
        lab_module("world").fake_campaign(
            rng,
            ids,
            target,
            FAKE_COUNTS[-1],
            self.is_praise,
            self.is_smart,
            0.0,
            ring,
            reviews,
            [],
            level=self.level,
        )
        return reviews


CAMPAIGNS: Mapping[str, Campaign] = {
    "naive praise": Campaign(is_praise=True, is_smart=False),
    "smart praise": Campaign(is_praise=True, is_smart=True),
    "naive praise with forged proof": Campaign(is_praise=True, is_smart=False, level=2),
    "smart praise with forged proof": Campaign(is_praise=True, is_smart=True, level=2),
    "smart praise with forged structured results": Campaign(is_praise=True, is_smart=True, level=3),
    "naive smear": Campaign(is_praise=False, is_smart=False),
    "smart smear": Campaign(is_praise=False, is_smart=True),
    "smart smear with forged proof": Campaign(is_praise=False, is_smart=True, level=2),
}
SEVERITY, YEARS = "severity one grade too high", "ten invented years (where none are evidenced)"

Gains = dict[tuple[str, str, int], list[float]]


def main() -> None:
    """Prints two Markdown tables: places moved by ten fakes, and fakes needed to rise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=10, help="how many worlds")
    parser.add_argument("--density", default="medium", choices=("low", "medium", "high"))
    parser.add_argument("--fakes", type=float, default=0.1, help="share that buys fakes anyway")
    parser.add_argument("--quick", action="store_true", help="ten fakes only, no second table")
    arguments = parser.parse_args()
    open_ranking_lab()
    counts = (FAKES,) if arguments.quick else FAKE_COUNTS
    gains: Gains = defaultdict(list)
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        with tempfile.TemporaryDirectory() as folder:
            _attack_the_middle(World(Path(folder), seed, arguments), counts, gains)
    print(f"{arguments.density} density, 300 practitioners, {arguments.seeds} worlds: places\n")
    print(f"| | {' | '.join(RANKERS)} |\n|---|{'---|' * len(RANKERS)}")
    for attack in (*CAMPAIGNS, SEVERITY, YEARS):
        cells = [gains.get((attack, ranker, FAKES)) for ranker in RANKERS]
        shown = " | ".join("" if cell is None else f"{np.mean(cell):+.1f}" for cell in cells)
        print(f"| {attack} | {shown} |", flush=True)
    if not arguments.quick:
        _print_needed(gains)


def _print_needed(gains: Gains) -> None:
    print(f"\n| fakes to rise 1 place, 10 places | {' | '.join(RANKERS)} |")
    print(f"|---|{'---|' * len(RANKERS)}")
    for attack, campaign in CAMPAIGNS.items():
        if campaign.is_praise:
            cells = [
                f"{_needed(gains, attack, r, 1)}, {_needed(gains, attack, r, 10)}" for r in RANKERS
            ]
            print(f"| {attack} | {' | '.join(cells)} |")


def _needed(gains: Gains, attack: str, ranker: str, places: int) -> str:
    """The least number tried of fakes that lifts the mean target by so many places."""
    for count in FAKE_COUNTS:
        if np.mean(gains[attack, ranker, count]) >= places:
            return str(count)
    return f"over {FAKE_COUNTS[-1]}"


class World:
    """One simulated world, the model fitted to it, and everybody's points by each ranker."""

    def __init__(self, folder: Path, seed: int, arguments: argparse.Namespace) -> None:
        lab = lab_module("world")
        config = lab.Config(seed=seed, density=arguments.density, fakes=arguments.fakes)
        content = lab.generate(config)
        self.folder = folder
        self.reviews: dict[str, list[Row]] = defaultdict(list)
        for review in content["reviews"]:
            self.reviews[review["practitioner_id"]].append(review)
        self._by_account: dict[str, list[Row]] = defaultdict(list)
        for review in content["reviews"]:
            self._by_account[review["reviewer_id"]].append(review)
        self._practitioners: list[Row] = content["practitioners"]
        lab.write_public(content, str(folder))
        world = read_ranking_world(folder)
        people = list(world.practitioners.values())
        self.ids = list(world.practitioners)
        self.model: dict[str, Hyperparameters] = {}
        self.points: dict[str, np.ndarray[Any, Any]] = {}
        for ranker, rhythms in ((MODEL, learn_rhythms(people)), (UNGUARDED, NO_RHYTHMS)):
            population = Population.from_evidence(mark_waves(one, rhythms) for one in people)
            self.model[ranker] = fit(population, world.concern_shares, rhythms)
            self.points[ranker] = score_many(population, self.model[ranker]).overall.points
        stars = [_stars(self.reviews[key]) for key in self.ids]
        self._usual_stars = float(np.mean(np.concatenate(stars)))
        self._usual_count = float(np.mean([len(one) for one in stars]))
        for ranker in (MEAN_STARS, BAYESIAN):
            self.points[ranker] = np.array(
                [self._rule_of_thumb(ranker, self.reviews[key]) for key in self.ids]
            )

    def _rule_of_thumb(self, ranker: str, reviews: Sequence[Row]) -> float:
        stars = _stars(reviews)
        prior = self._usual_count if ranker == BAYESIAN else 0.0
        total = float(stars.sum()) + prior * self._usual_stars
        return total / max(len(stars) + prior, 1e-9)

    def with_reviews(self, key: str, reviews: Sequence[Row]) -> Evidence:
        """Evidence about one practitioner with these reviews, as the product reads it."""
        # The other reviews of the same accounts, as an account on many practitioners weighs less.
        accounts = {review["reviewer_id"] for review in reviews}
        elsewhere = [
            review
            for account in sorted(accounts)
            for review in self._by_account[account]
            if review["practitioner_id"] != key
        ]
        with (self.folder / "reviews.ndjson").open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(review)}\n" for review in (*reviews, *elsewhere))
        return read_ranking_world(self.folder).practitioners[key]

    def with_years(self, key: str) -> Evidence | None:
        """Evidence with ten more self-declared years; None where a registry shows the years."""
        rows = [dict(row) for row in self._practitioners]
        [mine] = [row for row in rows if row["practitioner_id"] == key]
        if mine["years_provenance"] == "registry":
            return None
        mine["years_claimed"] = float(mine["years_claimed"] or 0) + INVENTED_YEARS
        self._write_practitioners(rows)
        evidence = self.with_reviews(key, self.reviews[key])
        self._write_practitioners(self._practitioners)
        return evidence

    def _write_practitioners(self, rows: Sequence[Row]) -> None:
        with (self.folder / "practitioners.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def places(self, ranker: str, target: int, points: float) -> float:
        """Places that the target gains when its points become these."""
        others = np.delete(self.points[ranker], target)
        before = (others > self.points[ranker][target]).sum()
        return float(before - (others > points).sum())

    def places_by_model(self, target: int, evidence: Evidence) -> Iterator[tuple[str, float]]:
        for ranker, model in self.model.items():
            marked = mark_waves(evidence, model.rhythms)
            points = score_many(Population.from_evidence([marked]), model).overall.points
            yield ranker, self.places(ranker, target, float(points[0]))

    def places_by_stars(self, target: int, reviews: Sequence[Row]) -> Iterator[tuple[str, float]]:
        for ranker in (MEAN_STARS, BAYESIAN):
            yield ranker, self.places(ranker, target, self._rule_of_thumb(ranker, reviews))


def _attack_the_middle(world: World, counts: Sequence[int], gains: Gains) -> None:
    """Each attack on every fifth practitioner of each ranker's middle fifth, one at a time."""
    for ranker in RANKERS:
        order = np.argsort(-world.points[ranker])
        for target in order[int(0.4 * len(order)) : int(0.6 * len(order)) : 5]:
            _attack(world, ranker, int(target), counts, gains)


def _attack(world: World, ranker: str, target: int, counts: Sequence[int], gains: Gains) -> None:
    key = world.ids[target]
    own = world.reviews[key]

    def note(attack: str, count: int, found: Iterator[tuple[str, float]]) -> None:
        for by, places in found:
            if by == ranker:
                gains[attack, ranker, count].append(places)

    for attack, campaign in CAMPAIGNS.items():
        fakes = campaign.write(world.ids, target, np.random.default_rng(target))
        for count in counts:
            reviews = [*own, *fakes[:count]]
            if ranker in world.model:
                note(attack, count, world.places_by_model(target, world.with_reviews(key, reviews)))
            else:
                note(attack, count, world.places_by_stars(target, reviews))
    if ranker not in world.model:
        return
    harsher = [{**one, "severity": one["severity"] and min(one["severity"] + 1, 4)} for one in own]
    note(SEVERITY, FAKES, world.places_by_model(target, world.with_reviews(key, harsher)))
    if older := world.with_years(key):
        note(YEARS, FAKES, world.places_by_model(target, older))


def _stars(reviews: Sequence[Row]) -> np.ndarray[Any, Any]:
    """Ratings on a scale from 1 to 5, as the lab's rules of thumb read them."""
    return np.array(
        [
            1 + 4 * (one["rating"] - one["rating_min"]) / (one["rating_max"] - one["rating_min"])
            for one in reviews
        ]
    )


if __name__ == "__main__":
    main()
