"""`flask guide check`: the reading grades, or what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask.testing import FlaskCliRunner

from tests.fixtures.databases import ON_SQLITE

GUIDE_FOLDER = Path(__file__).parents[2] / "seed_data" / "guide"
pytestmark = ON_SQLITE


def test_the_projects_own_guide_is_sound(cli: FlaskCliRunner) -> None:
    cli.invoke(args=["vocabulary", "load"])
    result = cli.invoke(args=["guide", "check"])
    assert result.exit_code == 0
    assert "resurfacing" in result.output
    assert result.output.endswith("The guide is sound in en, es.\n")


def test_a_mistake_is_told(cli: FlaskCliRunner, tmp_path: Path) -> None:
    cli.invoke(args=["vocabulary", "load"])
    folder = Path(shutil.copytree(GUIDE_FOLDER, tmp_path / "guide"))
    (folder / "en" / "healing.toml").unlink()
    result = cli.invoke(args=["guide", "check", str(folder)])
    assert result.exit_code == 1
    assert "healing.toml is missing" in result.output
