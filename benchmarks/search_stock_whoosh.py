"""Whoosh as its manual shows it."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from whoosh import fields, index, query
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from benchmarks.search_corpus import Profile, Search, Wording
from benchmarks.search_engines import PER_PAGE


class StockWhoosh:
    """Whoosh as its manual shows it: sorted by a column, grouped by columns, filtered by terms.

    It knows no distances: the way counts only as a box of a degree for searches with a radius.
    """

    name = "stock Whoosh"
    most_profiles = 10_000
    keeps_files = True

    _SCHEMA = fields.Schema(
        text=fields.TEXT(phrase=False),
        profession=fields.ID(sortable=True),
        language=fields.KEYWORD(sortable=True),
        concern=fields.KEYWORD(sortable=True),
        years=fields.NUMERIC(float, sortable=True),
        latitude=fields.NUMERIC(float, signed=True),
        longitude=fields.NUMERIC(float, signed=True),
        points=fields.NUMERIC(int, sortable=True),
    )

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, profiles: Iterable[Profile]) -> None:
        writer = index.create_in(self._folder, self._SCHEMA).writer(compound=False, limitmb=256)
        for profile in profiles:
            document = profile.document
            writer.add_document(
                text=f"{profile.name} {profile.facts} {profile.biography}",
                profession=document.profession,
                language=" ".join(document.languages),
                concern=" ".join(document.concerns),
                years=document.years_evidenced or 0.0,
                latitude=document.locations[0].latitude,
                longitude=document.locations[0].longitude,
                points=round(document.skill[""].points * 1000),
            )
        writer.commit(merge=False)

    @cached_property
    def _searcher(self) -> Searcher:
        return index.open_dir(self._folder).searcher()

    def cpu_ns(self) -> int:
        return 0

    def answer(self, search: Search) -> int | None:
        if search.wording is not Wording.WHOLE:
            return None
        wanted: list[query.Query] = [query.Term("text", word) for word in search.words]
        for field in ("concern", "profession", "language"):
            if value := getattr(search, field):
                wanted.append(query.Term(field, value))
        if search.min_years:
            wanted.append(query.NumericRange("years", search.min_years, None))
        if search.place and search.radius_km:
            for field in ("latitude", "longitude"):
                middle = getattr(search.place, field)
                wanted.append(query.NumericRange(field, middle - 0.5, middle + 0.5))
        results = self._searcher.search(
            query.And(wanted) if wanted else query.Every(),
            limit=PER_PAGE,
            sortedby=FieldFacet("points", reverse=True),
            groupedby=[
                FieldFacet("profession"),
                FieldFacet("language", allow_overlap=True),
                FieldFacet("concern", allow_overlap=True),
            ],
        )
        return len(results)
