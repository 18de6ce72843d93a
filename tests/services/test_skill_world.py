"""Scoring a whole simulated world through the product's own code, and how near the truth it is."""

from __future__ import annotations

import csv
import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from click.testing import CliRunner

from directory.cli.skill import skill
from directory.services.skill_world import RankingRow, score_world, write_ranking

LAB = Path(__file__).parents[2] / "../shared/ranking-lab"
SEEDS = (1100, 1101, 1102)


@pytest.fixture(scope="module")
def lab() -> Iterator[dict[str, ModuleType]]:
    """The simulator, its judge and the rules of thumb, imported from outside the project."""
    folder = Path(os.environ.get("RANKING_LAB", LAB)).resolve()
    if not (folder / "world.py").is_file():
        pytest.skip(f"needs the ranking lab: no world.py in {folder}; set RANKING_LAB")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setattr("sys.dont_write_bytecode", True)
        yield {name: importlib.import_module(name) for name in ("world", "evaluate", "baselines")}


@pytest.fixture(scope="module")
def worlds(lab: dict[str, ModuleType], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three small worlds of medium density in which a tenth buys fakes."""
    world = lab["world"]
    folders = [tmp_path_factory.mktemp(f"world_{seed}") for seed in SEEDS]
    for folder, seed in zip(folders, SEEDS, strict=True):
        config = world.Config(n=200, seed=seed, density="medium", fakes=0.1)
        world.write(world.generate(config), str(folder))
    return folders


def test_the_model_regrets_less_than_every_rule_of_thumb(
    lab: dict[str, ModuleType], worlds: list[Path]
) -> None:
    regret: dict[str, list[float]] = {}
    for folder in worlds:
        ranking = folder / "ranking.csv"
        write_ranking(score_world(folder / "public"), ranking)
        model = lab["evaluate"].evaluate(str(folder), str(ranking))
        regret.setdefault("model", []).append(model["regret10_norm"])
        truth = lab["evaluate"].read_truth(str(folder))
        for name, scores in lab["baselines"].rankers(str(folder / "public")).items():
            rows = {"": {key: (float(value), np.nan, np.nan) for key, value in scores.items()}}
            judged = lab["evaluate"].metrics(*truth, rows)
            regret.setdefault(name, []).append(judged["regret10_norm"])
    means = {name: float(np.mean(values)) for name, values in regret.items()}
    best = means.pop("model")
    assert best < 0.45
    assert best < min(means.values())


def test_the_command_writes_overall_rows_and_one_per_concern(
    worlds: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "ranking.csv"
    result = CliRunner().invoke(skill, ["score-world", str(worlds[0] / "public"), str(out)])
    assert result.exit_code == 0, result.output
    assert "200 practitioners" in result.output
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == RankingRow._fields
    assert sum(row["concern"] == "" for row in rows) == 200
    assert len(rows) == 200 * 7
    for row in rows:
        assert 0 < float(row["lo90"]) < float(row["score"]) < float(row["hi90"]) < 100


def test_the_distracting_columns_change_no_row(worlds: list[Path], tmp_path: Path) -> None:
    public = worlds[0] / "public"
    with (public / "practitioners.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(n_devices="99", newest_device_year="1999", max_discount_pct="70")
        row["paid_listing"] = str(1 - int(row["paid_listing"]))
    for name in ("meta.json", "reviews.ndjson", "external_ratings.csv"):
        (tmp_path / name).symlink_to(public / name)
    with (tmp_path / "practitioners.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert score_world(tmp_path) == score_world(public)


def test_a_folder_that_is_no_world_is_one_line_on_stderr(tmp_path: Path) -> None:
    result = CliRunner().invoke(skill, ["score-world", str(tmp_path), str(tmp_path / "out.csv")])
    assert result.exit_code == 1
    assert "give the public folder of a world" in result.output
