"""tantivy as its Python manual shows it: terms and ranges to filter, a fast field to order by,
aggregations to count facets.
"""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.search_corpus import CONCERNS, Profile, Search, Wording
from benchmarks.search_engines import PER_PAGE
from search_index.facets import OUTCOME_THRESHOLDS, YEARS_THRESHOLDS

_TEXTS = ("name", "facts", "biography")
_TYPED = ("name", "facts")
_KEYWORDS = ("profession", "language", "concern", "treatment", "skin_type", "accepting")
_NUMBERS = ("years", "outcomes", "latitude", "longitude", "lo90", "hi90")


def _thresholds(values: Iterable[float]) -> dict[str, Any]:
    bounds = [*values, None]
    return {
        "ranges": [
            {"from": float(low)} if high is None else {"from": float(low), "to": float(high)}
            for low, high in pairwise(bounds)
        ]
    }


_FACETS: dict[str, dict[str, Any]] = {
    field: {"terms": {"field": field, "size": 40}} for field in _KEYWORDS
} | {
    "years": {"range": {"field": "years", **_thresholds(YEARS_THRESHOLDS)}},
    "outcomes": {"range": {"field": "outcomes", **_thresholds(OUTCOME_THRESHOLDS)}},
}


class Tantivy:
    """The same facets as ours but for the radius, each counted without its own filter.

    It knows no distances: the way counts only as a box of a degree for searches with a radius, and
    the order is by skill alone. Of the twenty it reads the key and the numbers shown.
    """

    name = "tantivy"
    most_profiles = math.inf
    keeps_files = True

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for field in _TEXTS:
            builder.add_text_field(field, index_option="position")
        for field in _KEYWORDS:
            builder.add_text_field(field, tokenizer_name="raw", fast=True, index_option="basic")
        for field in (*_NUMBERS, *map(_points_field, ("", *CONCERNS))):
            builder.add_float_field(field, indexed=True, fast=True)
        builder.add_integer_field("key", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()

    def build(self, profiles: Iterable[Profile]) -> None:
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for profile in profiles:
            document = profile.document
            overall = document.skill[""]
            points = {
                _points_field(concern): document.skill.get(concern, overall).points
                for concern in ("", *CONCERNS)
            }
            writer.add_document(
                tantivy.Document(
                    key=document.key,
                    name=profile.name,
                    facts=profile.facts,
                    biography=profile.biography,
                    profession=document.profession,
                    language=list(document.languages),
                    concern=list(document.concerns),
                    treatment=list(document.treatments),
                    skin_type=list(map(str, document.skin_types)),
                    accepting=str(document.accepting_patients),
                    years=document.years_evidenced or 0.0,
                    outcomes=float(document.verified_outcome_count),
                    latitude=document.locations[0].latitude,
                    longitude=document.locations[0].longitude,
                    lo90=overall.lo90,
                    hi90=overall.hi90,
                    **points,
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def cpu_ns(self) -> int:
        return 0

    def answer(self, search: Search) -> int:
        words = self._words(search)
        filters = dict(self._filters(search))
        query = _all_of([*words, *filters.values()])
        points = _points_field(search.concern or "")
        found = self._searcher.search(query, limit=PER_PAGE, order_by_field=points)
        addresses = [address for _, address in found.hits]
        for field in ("key", "lo90", "hi90", "years", "outcomes"):
            self._searcher.fast_field_values(field, addresses)
        others = {field: facet for field, facet in _FACETS.items() if field not in filters}
        self._searcher.aggregate(query, others)
        for field in filters.keys() & _FACETS.keys():
            without = [one for name, one in filters.items() if name != field]
            self._searcher.aggregate(_all_of([*words, *without]), {field: _FACETS[field]})
        return int(found.count or 0)

    def _filters(self, search: Search) -> Iterator[tuple[str, tantivy.Query]]:
        for field in ("concern", "profession", "language"):
            if value := getattr(search, field):
                yield field, tantivy.Query.term_query(self._schema, field, value)
        if search.min_years:
            yield "years", self._range("years", search.min_years, 1000.0)
        if search.place and search.radius_km:
            for field in ("latitude", "longitude"):
                middle = getattr(search.place, field)
                yield field, self._range(field, middle - 0.5, middle + 0.5)

    def _words(self, search: Search) -> list[tantivy.Query]:
        """Each word in any of the fields."""
        match search.wording:
            case Wording.PHRASE:
                words = list(search.words)
                phrases = [tantivy.Query.phrase_query(self._schema, f, words) for f in _TEXTS]
                return [_any_of(phrases)]
            case Wording.BEGINNING:
                beginning = search.words[0]
                return [
                    _any_of(
                        tantivy.Query.fuzzy_term_query(
                            self._schema, field, beginning, distance=0, prefix=True
                        )
                        for field in _TYPED
                    )
                ]
            case Wording.MISSPELT:
                word = search.words[0]
                return [
                    _any_of(
                        tantivy.Query.fuzzy_term_query(self._schema, field, word, distance=1)
                        for field in _TYPED
                    )
                ]
            case Wording.WHOLE:
                return [
                    _any_of(
                        tantivy.Query.term_query(self._schema, field, word, "freq")
                        for field in _TEXTS
                    )
                    for word in search.words
                ]

    def _range(self, field: str, low: float, high: float) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Float, low, high)


def _points_field(concern: str) -> str:
    return f"points_{concern}"


def _any_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in queries])


def _all_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    must = [(tantivy.Occur.Must, one) for one in queries]
    return tantivy.Query.boolean_query(must) if must else tantivy.Query.all_query()
