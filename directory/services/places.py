"""Finds the place a text means, offline: US ZIP codes and cities anywhere.

The gazetteer's files are read by `directory.sources.gazetteer`; how names fold is
`directory.domain.place_names`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from directory.domain.geography import Place, Point, haversine_km, normalise_zip
from directory.domain.load_report import LoadReport
from directory.domain.place_names import LONGEST_NAME_IN_WORDS, fold_place_name, is_named_by
from directory.models.place import PlaceNameRow, PlaceRegionRow, PlaceRow, ZipPointRow
from directory.services.reference_data import synchronise_tables
from directory.sources.gazetteer import (
    PlaceRecord,
    RegionRecord,
    ZipPointRecord,
    read_places,
    read_regions,
    read_zip_points,
)

ZIP_CODE = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")
OTHER_NAME_DIVISOR = 20  # a village called Bombay should not beat Mumbai, nor Denver Saint Charles
POPULATION_TO_OUTWEIGH_A_STATE = 500_000  # Washington, not California in Maryland
ONLY_WITH_REGION = 0
NEARBY_KM = 300
WELL_KNOWN_PROMINENCE = 200_000
LEAST_LIKENESS = 80
MOST_MISSPELT_NAMES = 20


def load_gazetteer(session: Session, folder: Path) -> LoadReport:
    """Makes the tables hold the gazetteer of the folder; loading it again changes nothing."""
    places = list(read_places(folder))
    regions = [_region_row(region) for region in read_regions(folder)]
    region_words = {word for region in regions for word in region["words"]}
    return synchronise_tables(
        session,
        [
            (PlaceRegionRow, regions),
            (PlaceRow, map(_place_row, places)),
            (PlaceNameRow, _iterate_names(places, region_words)),
            (ZipPointRow, map(_zip_point_row, read_zip_points(folder))),
        ],
    )


def find_place(session: Session, text: str, near: Point | None = None) -> Place | None:
    """The place most likely meant: a ZIP code, or the most populous city of that name.

    A state or country after the name decides ("Paris TX"); else a place within 300 km of `near`
    goes first. Misspelt names find nothing here: see `list_place_candidates`.
    """
    stripped = text.strip()
    if ZIP_CODE.fullmatch(stripped):
        zip5 = normalise_zip(stripped)
        return find_zip_point(session, zip5) if zip5 else None
    return next(iter(_list_exact_places(session, text, near)), None)


def list_place_candidates(session: Session, text: str, limit: int = 5) -> list[Place]:
    """Places the text may mean, most likely first; misspelt ones if there is none of that name."""
    stripped = text.strip()
    if ZIP_CODE.fullmatch(stripped):
        place = find_place(session, stripped)
        return [place] if place else []
    candidates = _list_exact_places(session, text, None) or _list_similar_places(session, text)
    return list({place.key: place for place in candidates}.values())[:limit]


def find_zip_point(session: Session, zip5: str) -> Place | None:
    """The point of a ZIP code, or of its nearest known neighbour by number.

    Neighbours share the first three digits, which name a sorting centre; where there is none,
    nothing is found. Every ZIP code's point is approximate.
    """
    nearest = min(
        session.scalars(
            select(ZipPointRow).where(
                ZipPointRow.zip.between(f"{zip5[:3]}00", f"{zip5[:3]}99"),
            )
        ),
        key=lambda row: (abs(int(row.zip) - int(zip5)), row.zip),
        default=None,
    )
    if nearest is None:
        return None
    return Place(
        key=f"zip:{zip5}",
        name=f"{zip5} {nearest.city}".strip(),
        region=nearest.state,
        country="US",
        point=Point(nearest.lat, nearest.lon),
        is_approximate=True,
    )


def list_region_names(session: Session) -> dict[tuple[str, str], str]:
    """All ways of naming each region, by country and its short name: ("US", "CO")."""
    return {
        (region.country, region.short_name): " ".join(region.words)
        for region in session.scalars(select(PlaceRegionRow))
    }


def zip_points(session: Session) -> dict[str, Point]:
    """The points of all ZIP codes, for placing thousands of addresses at once."""
    rows = session.execute(select(ZipPointRow.zip, ZipPointRow.lat, ZipPointRow.lon))
    return {zip5: Point(lat, lon) for zip5, lat, lon in rows}


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


def _list_exact_places(session: Session, text: str, near: Point | None) -> list[Place]:
    words = fold_place_name(text).split(" ")
    if len(words) > LONGEST_NAME_IN_WORDS:
        return []
    beginnings = {" ".join(words[:count]): count for count in range(1, len(words) + 1)}
    rows = [
        row
        for row in _select_places(session, beginnings)
        if is_named_by(" ".join(words[beginnings[row.folded] :]), row.words)
        and (row.prominence != ONLY_WITH_REGION or beginnings[row.folded] < len(words))
    ]
    rows.sort(
        key=lambda row: (
            -beginnings[row.folded],
            not _is_nearby(row, near),
            -row.prominence,
            row.id,
        )
    )
    return [_place(row) for row in rows]


def _list_similar_places(session: Session, text: str) -> list[Place]:
    """Places whose names are spelt like the text, with or without a state after the name."""
    words = fold_place_name(text).split(" ")
    if not words[0] or len(words) > LONGEST_NAME_IN_WORDS:
        return []
    is_comparable = or_(
        PlaceNameRow.start == words[0][:2], PlaceNameRow.prominence >= WELL_KNOWN_PROMINENCE
    )
    names = sorted(set(session.scalars(select(PlaceNameRow.folded).where(is_comparable))))
    found: list[tuple[float, int, int, Place]] = []
    for count in range(len(words), max(len(words) - 3, 0), -1):
        likeness = {
            name: score
            for name, score, _ in process.extract(
                " ".join(words[:count]),
                names,
                scorer=fuzz.ratio,
                score_cutoff=LEAST_LIKENESS,
                limit=MOST_MISSPELT_NAMES,
            )
        }
        found += [
            (-round(likeness[row.folded], -1), -row.prominence, row.id, _place(row))
            for row in _select_places(session, likeness)
            if is_named_by(" ".join(words[count:]), row.words)
        ]
    return [place for *_, place in sorted(found, key=lambda each: each[:3])]


def _select_places(session: Session, folded_names: Iterable[str]) -> Iterable[Row[Any]]:
    return session.execute(
        select(
            PlaceNameRow.folded,
            PlaceNameRow.prominence,
            PlaceRow.id,
            PlaceRow.name,
            PlaceRow.lat,
            PlaceRow.lon,
            PlaceRow.population,
            PlaceRegionRow.short_name,
            PlaceRegionRow.country,
            PlaceRegionRow.words,
        )
        .join(PlaceRow, PlaceRow.id == PlaceNameRow.place_id)
        .join(PlaceRegionRow, PlaceRegionRow.id == PlaceRow.region_id)
        .where(PlaceNameRow.folded.in_(list(folded_names)))
    )


def _is_nearby(row: Row[Any], near: Point | None) -> bool:
    return near is not None and haversine_km(near.lat, near.lon, row.lat, row.lon) <= NEARBY_KM


def _place(row: Row[Any]) -> Place:
    return Place(
        key=f"city:{row.id}",
        name=row.name,
        region=row.short_name,
        country=row.country,
        point=Point(row.lat, row.lon),
        population=row.population,
    )
