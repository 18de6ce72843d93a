"""Loading a small gazetteer: again, and after its files changed."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.config import PROJECT_FOLDER
from directory.domain.errors import InvalidValueError
from directory.domain.geography import Point
from directory.services.gazetteer import load_gazetteer
from directory.services.gazetteer_memory import remember
from directory.services.landmarks import list_landmarks
from directory.services.places import find_place, list_place_candidates
from directory.sources.gazetteer import read_places

REGIONS = "id,short_name,country,words\nUS-CO,CO,US,CO|Colorado|USA\nFR,France,FR,France|FR\n"
PLACES = (
    "id,name,region_id,lat,lon,population,other_names\n"
    "1,Denver,US-CO,39.7392,-104.9847,729019,Mile-High City\n"
    "2,Paris,FR,48.8534,2.3488,2138551,Parigi\n"
)
ZIP_POINTS = "zip,lat,lon,city,state\n80202,39.7515,-104.9977,Denver,CO\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regions.csv").write_text(REGIONS, encoding="utf-8")
    write(tmp_path / "places.csv.gz", PLACES)
    write(tmp_path / "zip_points.csv.gz", ZIP_POINTS)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode()))


def test_loading_again_changes_nothing(session: Session, folder: Path, now: datetime) -> None:
    first = load_gazetteer(session, folder, now)
    second = load_gazetteer(session, folder, now)
    assert first.created_count == 2 + 2 + 4 + 1
    assert not second.has_changes


def test_a_changed_file_changes_only_what_differs(
    session: Session, folder: Path, now: datetime
) -> None:
    load_gazetteer(session, folder, now)
    write(folder / "places.csv.gz", PLACES.replace("39.7392", "39.7400"))
    report = load_gazetteer(session, folder, now)
    assert (report.created_count, report.updated_count, report.removed_count) == (0, 1, 0)
    place = find_place(session, "denver usa")
    assert place is not None
    assert place.point.lat == 39.74


def test_a_place_that_is_gone_takes_its_names_with_it(
    session: Session, folder: Path, now: datetime
) -> None:
    load_gazetteer(session, folder, now)
    write(folder / "places.csv.gz", "\n".join(PLACES.splitlines()[:2]) + "\n")
    report = load_gazetteer(session, folder, now)
    assert (report.created_count, report.updated_count, report.removed_count) == (0, 0, 3)
    assert find_place(session, "Parigi") is None


@pytest.mark.parametrize(
    "change",
    [
        ("39.7392", "north", "line 2"),
        ("48.8534,2.3488", "0,0", "line 3"),
        ("population", "people", "no column 'population'"),
    ],
)
def test_a_broken_file_is_told_with_its_line(
    session: Session, folder: Path, now: datetime, change: tuple[str, str, str]
) -> None:
    old, new, told = change
    write(folder / "places.csv.gz", PLACES.replace(old, new))
    with pytest.raises(InvalidValueError, match=told):
        load_gazetteer(session, folder, now)


def test_a_nickname_of_a_region_leads_to_its_town(
    session: Session, folder: Path, now: datetime
) -> None:
    names = folder / "nicknames.csv"
    names.write_text("name,place_id,place,source\nFront Range,1,Denver,x\n", "utf-8")
    load_gazetteer(session, folder, now)
    place = find_place(session, "front range")
    assert place and place.name == "Denver"
    names.write_text("name,place_id,place,source\nNowhere,7,Nothing,x\n", "utf-8")
    with pytest.raises(InvalidValueError, match="no place has the number 7"):
        load_gazetteer(session, folder, now)


def test_every_nickname_names_the_place_that_its_number_is_of() -> None:
    folder = PROJECT_FOLDER / "seed_data" / "gazetteer"
    places = {place.id: place.name for place in read_places(folder)}
    with (folder / "nicknames.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert places[int(row["place_id"])] == row["place"]
            assert row["source"].startswith("https://")


def test_a_file_that_is_missing_or_no_gzip_is_named(
    session: Session, folder: Path, now: datetime
) -> None:
    (folder / "zip_points.csv.gz").write_text(ZIP_POINTS, encoding="utf-8")
    with pytest.raises(InvalidValueError, match=r"zip_points\.csv\.gz"):
        load_gazetteer(session, folder, now)
    (folder / "zip_points.csv.gz").unlink()
    with pytest.raises(InvalidValueError, match=r"zip_points\.csv\.gz is missing"):
        load_gazetteer(session, folder, now)


def test_a_misspelt_name_is_compared_with_what_is_loaded_now(
    session: Session, folder: Path, now: datetime
) -> None:
    load_gazetteer(session, folder, now)
    assert [place.name for place in list_place_candidates(session, "Denvr")] == ["Denver"]
    write(folder / "places.csv.gz", PLACES.replace("Denver", "Denham"))
    load_gazetteer(session, folder, now)
    assert list_place_candidates(session, "Denvr") == []
    assert [place.name for place in list_place_candidates(session, "Denhm")] == ["Denham"]


def test_towns_of_a_map_are_those_that_are_loaded_now(
    session: Session, folder: Path, now: datetime
) -> None:
    denver = Point(39.7, -105.0)
    load_gazetteer(session, folder, now)
    assert [town.name for town in list_landmarks(session, denver, 20)] == ["Denver"]
    write(folder / "places.csv.gz", PLACES.replace("Denver", "Denham"))
    load_gazetteer(session, folder, now)
    assert [town.name for town in list_landmarks(session, denver, 20)] == ["Denham"]


def test_what_is_remembered_is_read_once_for_each_gazetteer(
    session: Session, folder: Path, now: datetime
) -> None:
    counter = iter(range(1, 10))

    def count() -> int:
        return remember(session, "a number", lambda: next(counter))

    assert [count(), count()] == [1, 2], "nobody noted what these tables hold"
    load_gazetteer(session, folder, now)
    assert [count(), count()] == [3, 3]
    write(folder / "places.csv.gz", PLACES.replace("729019", "729020"))
    load_gazetteer(session, folder, now)
    assert [count(), count()] == [4, 4]
