"""Reads the gazetteer's files: regions, places with the names they go by, ZIP code points.

How the files are made is told in `scripts/refresh_gazetteer.py`; which place a text means is
decided in `directory.services.places`.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from directory.domain.errors import InvalidValueError
from directory.domain.geography import Point, check_point

NICKNAMES = "nicknames.csv"
"""What people call a region, with the town that is meant; a gazetteer may have none."""

RecordT = TypeVar("RecordT")


class RegionRecord(NamedTuple):
    """A state or a country, and how people name it after a city."""

    id: str
    short_name: str
    country: str
    words: tuple[str, ...]


class PlaceRecord(NamedTuple):
    """A place by GeoNames' id."""

    id: int
    name: str
    region_id: str
    point: Point
    population: int
    other_names: tuple[str, ...]


class ZipPointRecord(NamedTuple):
    """A ZIP code's point; city and state are empty where no post office is known."""

    zip: str
    point: Point
    city: str
    state: str


def read_regions(folder: Path) -> Iterator[RegionRecord]:
    """The records of regions.csv. Raises InvalidValueError naming file and line."""
    return _read(folder / "regions.csv", _region)


def read_places(folder: Path) -> Iterator[PlaceRecord]:
    """The records of places.csv.gz, with the nicknames of regions that lead to them.

    Raises InvalidValueError naming file and line, and for a nickname of a place there is not.
    """
    nicknames: defaultdict[int, list[str]] = defaultdict(list)
    if (file := folder / NICKNAMES).is_file():
        for place_id, nickname in _read(file, _nickname):
            nicknames[place_id].append(nickname)
    for place in _read(folder / "places.csv.gz", _place):
        yield place._replace(other_names=(*place.other_names, *nicknames.pop(place.id, ())))
    if nicknames:
        raise InvalidValueError(f"{file}: no place has the number {min(nicknames)}.")


def read_zip_points(folder: Path) -> Iterator[ZipPointRecord]:
    """The records of zip_points.csv.gz. Raises InvalidValueError naming file and line."""
    return _read(folder / "zip_points.csv.gz", _zip_point)


def _read(path: Path, make_record: Callable[[dict[str, str]], RecordT]) -> Iterator[RecordT]:
    if not path.is_file():
        raise InvalidValueError(f"The gazetteer's file {path} is missing.")
    open_file = gzip.open if path.suffix == ".gz" else open
    line = 0
    try:
        with open_file(path, "rt", encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                line = rows.line_num
                yield make_record(row)
    except (gzip.BadGzipFile, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidValueError(f"{path} cannot be read after line {line}: {error}.") from error
    except KeyError as error:
        raise InvalidValueError(f"{path} has no column {error}.") from error
    except InvalidValueError as error:
        raise InvalidValueError(f"{path}, line {line}: {error.message}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidValueError(f"{path}, line {line}: {error}.") from error


def _region(row: dict[str, str]) -> RegionRecord:
    return RegionRecord(row["id"], row["short_name"], row["country"], _split(row["words"]))


def _place(row: dict[str, str]) -> PlaceRecord:
    return PlaceRecord(
        id=int(row["id"]),
        name=row["name"],
        region_id=row["region_id"],
        point=_point(row),
        population=int(row["population"]),
        other_names=_split(row["other_names"]),
    )


def _nickname(row: dict[str, str]) -> tuple[int, str]:
    return int(row["place_id"]), row["name"]


def _zip_point(row: dict[str, str]) -> ZipPointRecord:
    return ZipPointRecord(row["zip"], _point(row), row["city"], row["state"])


def _point(row: dict[str, str]) -> Point:
    return check_point(float(row["lat"]), float(row["lon"]))


def _split(names: str) -> tuple[str, ...]:
    return tuple(name for name in names.split("|") if name)
