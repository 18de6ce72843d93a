"""Ranks simulated worlds by the skill model and by rules of thumb, and prints how near the truth
each came. Needs the ranking lab."""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.ranking_lab import lab_module, open_ranking_lab
from directory.services.skill_world import score_world, write_ranking

DENSITIES = ("low", "medium", "high")
MODEL = "**skill model**"
COLUMNS = {
    "ndcg10": "NDCG@10",
    "regret10_norm": "regret@10",
    "local_regret_norm": "local regret",
    "ndcg10_concern": "NDCG@10 by concern",
    "newcomer_exposure_ratio": "newcomer exposure",
    "coverage90_centred": "90% coverage",
}

Metrics = dict[str, float]


def main() -> None:
    """Prints one Markdown table per density and share of buyers of fakes."""
    arguments = _arguments()
    open_ranking_lab()
    with tempfile.TemporaryDirectory() as scratch:
        worlds = Path(arguments.worlds or scratch)
        for density in arguments.densities:
            for fakes in arguments.fakes:
                _compare(worlds, density, fakes, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=20, help="how many worlds of each kind")
    parser.add_argument("--densities", nargs="+", choices=DENSITIES, default=DENSITIES)
    parser.add_argument("--fakes", nargs="+", type=float, default=[0.1])
    parser.add_argument("--worlds", help="folder that keeps the worlds for the next run")
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="NAME=NUMBER", help="other parameters of the worlds"
    )
    return parser.parse_args()


def _compare(worlds: Path, density: str, fakes: float, arguments: argparse.Namespace) -> None:
    settings = {name: float(value) for name, value in (one.split("=") for one in arguments.set)}
    found: dict[str, list[Metrics]] = defaultdict(list)
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        folder = _world(worlds, density, fakes, seed, settings)
        for ranker, metrics in _judge(folder):
            found[ranker].append(metrics)
    print(f"\n{density} density, {fakes:.0%} buy fakes, {arguments.seeds} worlds", *arguments.set)
    print(f"\n| | {' | '.join(COLUMNS.values())} |")
    print(f"|---|{'---|' * len(COLUMNS)}")
    for ranker, rows in sorted(found.items(), key=lambda item: _mean(item[1], "regret10_norm")):
        cells = [_mean(rows, column) for column in COLUMNS]
        shown = " | ".join("" if np.isnan(cell) else f"{cell:.3f}" for cell in cells)
        print(f"| {ranker} | {shown} |", flush=True)


def _world(worlds: Path, density: str, fakes: float, seed: int, settings: dict[str, float]) -> Path:
    """The folder of one world, made where it does not exist yet."""
    named = "".join(f"-{name}={value}" for name, value in settings.items())
    folder = worlds / f"{density}-{fakes}-{seed}{named}"
    # The configuration is written last, so a world cut short is made again.
    if not (folder / "hidden/config.json").exists():
        lab = lab_module("world")
        whole = {name: int(settings[name]) for name in ("n",) if name in settings}
        config = lab.Config(seed=seed, density=density, fakes=fakes, **{**settings, **whole})
        lab.write(lab.generate(config), str(folder))
    return folder


def _judge(folder: Path) -> list[tuple[str, Metrics]]:
    evaluate, baselines = lab_module("evaluate"), lab_module("baselines")
    ranking = folder / "ranking.csv"
    write_ranking(score_world(folder / "public"), ranking)
    judged = [(MODEL, evaluate.evaluate(str(folder), str(ranking)))]
    truth, truth_by_concern = evaluate.read_truth(str(folder))
    for ranker, scores in baselines.rankers(str(folder / "public")).items():
        rows = {"": {key: (float(score), np.nan, np.nan) for key, score in scores.items()}}
        judged.append((ranker, evaluate.metrics(truth, truth_by_concern, rows)))
    return judged


def _mean(rows: list[Metrics], column: str) -> float:
    values = [row[column] for row in rows if column in row and not np.isnan(row[column])]
    return float(np.mean(values)) if values else float("nan")


if __name__ == "__main__":
    main()
