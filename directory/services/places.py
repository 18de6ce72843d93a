"""Finds the place a text means, offline: US ZIP codes and cities anywhere.

The gazetteer is loaded by `directory.services.gazetteer`; how names fold is
`directory.domain.place_names`.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from directory.domain.geography import Place, Point, haversine_km, normalise_zip
from directory.domain.place_names import LONGEST_NAME_IN_WORDS, fold_place_name, is_named_by
from directory.models.place import PlaceRegionRow, ZipPointRow
from directory.services.place_rows import ONLY_WITH_REGION, place_of, select_places
from directory.services.similar_places import list_similar_places

ZIP_CODE = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")
NEARBY_KM = 300


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
    candidates = _list_exact_places(session, text, None) or list_similar_places(session, text)
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


def _list_exact_places(session: Session, text: str, near: Point | None) -> list[Place]:
    words = fold_place_name(text).split(" ")
    if len(words) > LONGEST_NAME_IN_WORDS:
        return []
    beginnings = {" ".join(words[:count]): count for count in range(1, len(words) + 1)}
    rows = [
        row
        for row in select_places(session, beginnings)
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
    return [place_of(row) for row in rows]


def _is_nearby(row: Row[Any], near: Point | None) -> bool:
    return near is not None and haversine_km(near.lat, near.lon, row.lat, row.lon) <= NEARBY_KM
