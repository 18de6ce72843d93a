"""Loads cities and ZIP codes into the database, and knows which ones are there.

The files are read by `directory.sources.gazetteer`; what a text means is decided in `places`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.domain.load_report import LoadReport
from directory.domain.place_names import fold_place_name
from directory.models import SeedFolder
from directory.models.place import PlaceNameRow, PlaceRegionRow, PlaceRow, ZipPointRow
from directory.services.place_rows import ONLY_WITH_REGION
from directory.services.reference_data import synchronise_tables
from directory.services.seeding import checksum_folder
from directory.sources.gazetteer import (
    PlaceRecord,
    RegionRecord,
    ZipPointRecord,
    read_places,
    read_regions,
    read_zip_points,
)

OTHER_NAME_DIVISOR = 20  # a village called Bombay should not beat Mumbai, nor Denver Saint Charles
POPULATION_TO_OUTWEIGH_A_STATE = 500_000  # Washington, not California in Maryland
BY_SETUP = "gazetteer"
"""The name under which `setup` keeps the checksum of the folder that it loads."""

LOADED = "loaded gazetteer"
"""The name under which the checksum of what the tables hold is kept: of the project's own files or
of others that an operator loaded instead."""


def load_gazetteer(session: Session, folder: Path, now: datetime) -> LoadReport:
    """Makes the tables hold the gazetteer of the folder; loading it again changes nothing."""
    places = list(read_places(folder))
    regions = [_region_row(region) for region in read_regions(folder)]
    region_words = {word for region in regions for word in region["words"]}
    report = synchronise_tables(
        session,
        [
            (PlaceRegionRow, regions),
            (PlaceRow, map(_place_row, places)),
            (PlaceNameRow, _iterate_names(places, region_words)),
            (ZipPointRow, map(_zip_point_row, read_zip_points(folder))),
        ],
    )
    session.merge(SeedFolder(name=LOADED, checksum=checksum_folder(folder, ""), loaded_at=now))
    session.flush()
    return report


def get_gazetteer_version(session: Session) -> str:
    """What tells the gazetteer in the tables from every other; empty where nobody noted one."""
    return " ".join(session.connection().scalars(_CHECKSUMS))


_folder = SeedFolder.__table__.c

_CHECKSUMS = (
    select(_folder.checksum)
    .where(or_(_folder.name == LOADED, _folder.name == BY_SETUP))
    .order_by(_folder.name)
)


def _region_row(region: RegionRecord) -> dict[str, Any]:
    return {
        "id": region.id,
        "short_name": region.short_name,
        "country": region.country,
        "words": list(dict.fromkeys(fold_place_name(word) for word in region.words)),
    }


def _place_row(place: PlaceRecord) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "region_id": place.region_id,
        "lat": place.point.lat,
        "lon": place.point.lon,
        "population": place.population,
    }


def _zip_point_row(record: ZipPointRecord) -> dict[str, Any]:
    return {
        "zip": record.zip,
        "lat": record.point.lat,
        "lon": record.point.lon,
        "city": record.city,
        "state": record.state,
    }


def _iterate_names(
    places: Iterable[PlaceRecord], region_words: Collection[str]
) -> Iterator[dict[str, Any]]:
    for place in places:
        prominences = {
            fold_place_name(name): place.population // OTHER_NAME_DIVISOR
            for name in place.other_names
        }
        name = fold_place_name(place.name)
        is_mistakable = name in region_words and place.population < POPULATION_TO_OUTWEIGH_A_STATE
        prominences[name] = ONLY_WITH_REGION if is_mistakable else place.population
        for folded, prominence in prominences.items():
            if folded:
                yield {
                    "folded": folded,
                    "place_id": place.id,
                    "start": folded[:2],
                    "prominence": prominence,
                }
