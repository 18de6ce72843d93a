"""`flask vocabulary load` and `flask gazetteer load`: what the operator is told, and what stays."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from directory.services.places import find_place
from directory.services.vocabulary import get_vocabulary
from directory.sources.vocabulary_files import read_vocabulary

VOCABULARY_FOLDER = Path(__file__).parents[2] / "seed_data" / "vocabulary"


@pytest.fixture
def gazetteer_folder(tmp_path: Path) -> Path:
    files = {
        "regions.csv": b"id,short_name,country,words\nUS-CO,CO,US,CO|Colorado\n",
        "places.csv.gz": gzip.compress(
            b"id,name,region_id,lat,lon,population,other_names\n"
            b"1,Denver,US-CO,39.7392,-104.9847,729019,\n"
        ),
        "zip_points.csv.gz": gzip.compress(
            b"zip,lat,lon,city,state\n80202,39.7515,-104.9977,Denver,CO\n"
        ),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_projects_own_vocabulary_is_loaded(cli: FlaskCliRunner, session: Session) -> None:
    result = cli.invoke(args=["vocabulary", "load"])
    assert result.exit_code == 0
    assert result.output.startswith("Vocabulary: ")
    assert get_vocabulary(session) == read_vocabulary(VOCABULARY_FOLDER)


def test_loading_it_again_says_that_nothing_changed(cli: FlaskCliRunner) -> None:
    cli.invoke(args=["vocabulary", "load"])
    result = cli.invoke(args=["vocabulary", "load"])
    assert "0 created, 0 updated, 0 removed" in result.output


def test_a_mistake_in_a_file_is_told_and_nothing_is_loaded(
    cli: FlaskCliRunner, session: Session, tmp_path: Path
) -> None:
    cli.invoke(args=["vocabulary", "load"])
    folder = shutil.copytree(VOCABULARY_FOLDER, tmp_path / "vocabulary")
    concerns = folder / "concerns.toml"
    concerns.write_text(
        concerns.read_text("utf-8").replace('"L81.1"', '"melasma"'), encoding="utf-8"
    )
    result = cli.invoke(args=["vocabulary", "load", str(folder)])
    assert result.exit_code == 1
    assert "concerns.melasma: 'melasma' is no ICD-10-CM code" in result.output
    assert get_vocabulary(session).get_concern("melasma").icd10cm == ("L81.1",)


def test_a_gazetteer_is_loaded_from_any_folder(
    cli: FlaskCliRunner, session: Session, gazetteer_folder: Path
) -> None:
    result = cli.invoke(args=["gazetteer", "load", str(gazetteer_folder)])
    assert result.output == "Gazetteer: 4 created, 0 updated, 0 removed, 0 unchanged.\n"
    assert find_place(session, "denver colorado") is not None
    assert find_place(session, "80202") is not None


def test_a_folder_without_a_gazetteer_is_an_error(cli: FlaskCliRunner, tmp_path: Path) -> None:
    result = cli.invoke(args=["gazetteer", "load", str(tmp_path)])
    assert result.exit_code == 1
    assert "is missing" in result.output
