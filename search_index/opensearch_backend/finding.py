"""One request that finds, counts and sends the best: `ranked_page` decides their order."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from opensearchpy import OpenSearch

from search_index import geometry
from search_index.documents import OVERALL
from search_index.facets import (
    MIN_OUTCOMES,
    MIN_YEARS,
    RADII_KM,
    RADIUS,
    chosen_values,
    number_text,
)
from search_index.fetched_rows import FetchedRow, FetchedRows
from search_index.opensearch_backend import scripts
from search_index.opensearch_backend.mapping import AXES, facet_text, skill_field
from search_index.opensearch_backend.matching import (
    TIER_STEP,
    CountedWords,
    Query,
    all_of,
    match_query,
    relevance_of,
    tier_of,
)
from search_index.page import Tier
from search_index.query import SearchQuery, Sort
from search_index.ranked_page import Found

_MOST_VALUES = 10_000
"""Facet values that are counted; a vocabulary has some hundreds."""

_SPARE = 20
"""So many more than asked for are sent, for those whom the last bits of arithmetic put off."""

_BOX_SLACK = 1 + 1e-9

_EVERYBODY: Query = {"match_all": {}}
_TIER_STEPS = {
    "source": "return Math.floor(_score / params.step);",
    "params": {"step": TIER_STEP},
}


def count(
    client: OpenSearch,
    alias: str,
    query: SearchQuery,
    words: CountedWords,
) -> int:
    """How many a query finds."""
    match = _match(words, with_relevance=False)
    asked = all_of([match, *_filters(query).values()])
    counted = client.count(index=alias, body={"query": asked})
    return int(counted["count"])


def find(
    client: OpenSearch,
    alias: str,
    query: SearchQuery,
    words: CountedWords,
    wanted: int,
) -> Found:
    """Find and count, and send so many of the best, or more."""
    has_words = words.weighed is not None
    words_lead = words.weighed is not None and words.weighed.may_lead(query)
    filters = _filters(query)
    answer = client.search(
        index=alias,
        body={
            "query": _match(words, with_relevance=words_lead),
            "post_filter": all_of(list(filters.values())),
            "size": min(wanted + _SPARE, words.corpus.document_count),
            "track_total_hits": False,
            "_source": ["numbers", *(["words", "biography"] if words_lead else [])],
            "sort": _order(query, has_words=has_words),
            "aggs": _aggregations(query, filters, has_words=has_words),
        },
        params={"allow_partial_search_results": "false"},
    )
    counted = answer["aggregations"]
    return Found(
        candidates=FetchedRows(
            query,
            _rows(answer["hits"]["hits"], query, words),
            have_tiers=has_words,
            have_relevance=words_lead,
        ),
        tier_counts=_tier_counts(counted["found"], has_words=has_words),
        counts=_facet_counts(query, counted),
    )


def _match(words: CountedWords, *, with_relevance: bool) -> Query:
    if words.weighed is None:
        return _EVERYBODY
    return match_query(words.weighed, words.corpus, with_relevance=with_relevance)


def _filters(query: SearchQuery) -> dict[str, Query]:
    """By facet the query of its filter."""
    filters: dict[str, Query] = {}
    for facet, values in chosen_values(query).items():
        if facet == MIN_YEARS:
            filters[facet] = {"range": {"years": {"gte": query.min_years}}}
        elif facet == MIN_OUTCOMES:
            least = {"gte": query.min_verified_outcomes}
            filters[facet] = {"range": {"verified_outcome_count": least}}
        elif facet == RADIUS:
            within = {"script": {"script": scripts.within(query)}}
            filters[facet] = all_of([*_box(query, query.radius_km or 0), within])
        else:
            filters[facet] = {"terms": {"facets": [facet_text(facet, one) for one in values]}}
    return filters


def _box(query: SearchQuery, radius_km: float) -> list[Query]:
    """Queries that find everybody within a radius, and few others: scripts look at each."""
    assert query.place is not None  # noqa: S101 -- asked only with a place
    reach = math.sqrt(geometry.squared_chord_of(radius_km)) * _BOX_SLACK
    point = geometry.unit_vector(query.place.latitude, query.place.longitude)
    return [
        {"range": {axis: {"gte": at - reach, "lte": at + reach}}}
        for axis, at in zip(AXES, point, strict=True)
    ]


def _order(query: SearchQuery, *, has_words: bool) -> list[dict[str, Any]]:
    """The keys of the order, as in `ordering`."""

    chosen: dict[Sort, list[dict[str, Any]]] = {
        Sort.SKILL: [],
        Sort.DISTANCE: [_by_script(scripts.km(query), "asc")],
        Sort.YEARS: [{"years": {"order": "desc", "missing": "_last"}}],
        Sort.VERIFIED: [{"verified_outcome_count": "desc"}],
        Sort.NAME: [{"name_order": "asc"}],
    }
    return [
        *([{"_score": "desc"}] if has_words else []),
        *chosen[query.sort],
        _by_utility(query),
        {"effective_outcomes": "desc"},
        *([_by_script(scripts.km(query), "asc")] if query.place else []),
        _by_script(scripts.lottery(query), "asc"),
    ]


def _by_utility(query: SearchQuery) -> dict[str, Any]:
    """By points alone where nothing is taken off them and everybody has them in one field."""
    if query.place is None and query.concern is None:
        return {skill_field(OVERALL): {"order": "desc", "unmapped_type": "float"}}
    return _by_script(scripts.utility(query), "desc")


def _by_script(script: dict[str, Any], order: str) -> dict[str, Any]:
    return {"_script": {"type": "number", "script": script, "order": order}}


def _aggregations(
    query: SearchQuery, filters: dict[str, Query], *, has_words: bool
) -> dict[str, Any]:
    """Counts under all filters, and for each facet that filters under all but its own."""
    radii: dict[str, Any] = {}
    if query.place is not None:
        script = scripts.nearest_radius(query, RADII_KM)
        by_radius = {"radii": {"terms": {"script": script, "size": len(RADII_KM) + 1}}}
        near = all_of(_box(query, max(RADII_KM)))
        radii = {"near": {"filter": near, "aggs": by_radius}}
    values = {"facets": {"terms": {"field": "facets", "size": _MOST_VALUES}}}
    tiers = {"tiers": {"terms": {"script": _TIER_STEPS, "size": len(Tier)}}} if has_words else {}
    aggregations: dict[str, Any] = {
        "found": {"filter": all_of(list(filters.values())), "aggs": {**values, **radii, **tiers}}
    }
    for facet in filters:
        others = all_of([one for name, one in filters.items() if name != facet])
        own = {"terms": {"field": "facets", "size": _MOST_VALUES, "include": f"{facet}:.*"}}
        counted = radii if facet == RADIUS else {"facets": own}
        aggregations[facet] = {"filter": others, "aggs": counted}
    return aggregations


def _tier_counts(found: dict[str, Any], *, has_words: bool) -> dict[Tier, int]:
    if not has_words:
        return {Tier.EVERYONE: found["doc_count"]} if found["doc_count"] else {}
    return {
        tier_of(float(bucket["key"]) * TIER_STEP): bucket["doc_count"]
        for bucket in found["tiers"]["buckets"]
    }


def _facet_counts(query: SearchQuery, counted: dict[str, Any]) -> dict[str, Counter[str]]:
    by_facet: dict[str, Counter[str]] = defaultdict(Counter)
    for name, group in counted.items():
        for bucket in group.get("facets", {"buckets": []})["buckets"]:
            facet, _, value = bucket["key"].partition(":")
            if facet == name or (name == "found" and facet not in counted):
                by_facet[facet][value] = bucket["doc_count"]
    if query.place is not None:
        group = counted.get(RADIUS, counted["found"])
        nearest = {
            int(float(one["key"])): one["doc_count"] for one in group["near"]["radii"]["buckets"]
        }
        within = 0
        for number, radius in enumerate(RADII_KM):
            within += nearest.get(number, 0)
            by_facet[RADIUS][number_text(radius)] = within
    return by_facet


def _rows(
    hits: list[dict[str, Any]],
    query: SearchQuery,
    words: CountedWords,
) -> Iterator[FetchedRow]:
    for hit in hits:
        source = hit["_source"]
        numbers = source["numbers"]
        skill = dict(numbers["skill"])
        has_own_skill = bool(query.concern) and query.concern in skill
        tier = Tier.EVERYONE if words.weighed is None else tier_of(float(hit["sort"][0]))
        relevance = 0.0
        weighed = words.weighed
        if weighed and weighed.may_lead(query) and tier is not Tier.EXACT_NAME:
            relevance = relevance_of(weighed, words.corpus, source)
        yield FetchedRow(
            key=numbers["key"],
            tier=tier,
            relevance=relevance,
            skill=tuple(skill[query.concern if has_own_skill else OVERALL]),
            has_own_skill=has_own_skill,
            years=numbers["years"],
            verified_outcome_count=numbers["verified_outcome_count"],
            effective_outcomes=numbers["effective_outcomes"],
            name_order=numbers["name_order"],
            vectors=numbers["vectors"],
            clinics=numbers["clinics"],
        )
