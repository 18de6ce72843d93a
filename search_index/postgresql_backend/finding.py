"""One statement that finds, counts and sends the best: `ranked_page` decides their order."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import Connection, sql

from search_index import geometry, ranking_rule
from search_index.documents import OVERALL
from search_index.facets import RADII_KM, RADIUS, number_text
from search_index.fetched_rows import FetchedRow, FetchedRows
from search_index.page import Tier
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.expressions import float_of
from search_index.postgresql_backend.matching import TextMatch
from search_index.postgresql_backend.rows import plain
from search_index.postgresql_backend.selecting import all_filters, missed_facet, squared_chord
from search_index.postgresql_backend.tables import State
from search_index.query import SearchQuery, Sort
from search_index.ranked_page import Found
from search_index.weighed_words import WeighedWords

_SLACK = 1e-5
"""Points or kilometres by which the arithmetic here may differ from that which decides."""

_MATCHED = """
    SELECT document.*, chord, {tier} AS tier, {relevance} AS relevance
    FROM {documents}, LATERAL (SELECT {chord} AS chord OFFSET 0) AS way
    WHERE {condition}
"""

_COUNT = "SELECT count(*) FROM ({matched}) AS matched WHERE tier IS NOT NULL AND {filters}"

_FIND = """
    WITH found AS MATERIALIZED (
        SELECT * FROM (SELECT *, {missed} AS missed FROM ({matched}) AS matched) AS filtered
        WHERE tier IS NOT NULL AND missed IS NOT NULL
    ),
    ranked AS (
        SELECT *, {chosen} AS chosen, {utility} AS utility FROM found WHERE missed = ''
    ),
    last AS MATERIALIZED (
        SELECT tier, chosen, utility FROM ranked ORDER BY tier, chosen, utility DESC
        LIMIT 1 OFFSET {wanted} - 1
    ),
    best AS (
        SELECT * FROM ranked WHERE NOT EXISTS (
            SELECT FROM last WHERE (ranked.tier, ranked.chosen) > (last.tier, last.chosen)
            OR (ranked.tier, ranked.chosen) = (last.tier, last.chosen)
            AND ranked.utility < last.utility - {slack}
        )
    ),
    counts AS (
        SELECT
            (SELECT jsonb_object_agg(tier, number) FROM (
                SELECT tier, count(*) AS number FROM ranked GROUP BY tier
            ) AS tiers) AS tier_counts,
            (SELECT jsonb_object_agg(value, number) FROM (
                SELECT value, count(*) AS number
                FROM (SELECT unnest(facets) AS value, missed FROM found) AS facet
                WHERE starts_with(value, missed) GROUP BY value
            ) AS facet) AS facet_counts,
            (SELECT ARRAY[{radii}] FROM found WHERE missed IN ('', {radius})) AS radius_counts
    )
    SELECT
        CASE WHEN row_number() OVER () = 1 THEN to_jsonb(counts) END,
        key, tier, relevance, points, lo90, hi90, own_skill -> {concern}, years,
        verified_outcome_count, effective_outcomes, name_order, x, y, z, other_vectors, clinics
    FROM counts LEFT JOIN best ON true
"""


def count(
    connection: Connection[Row], state: State, query: SearchQuery, words: WeighedWords | None
) -> int:
    """How many a query finds."""
    statement = sql.SQL(_COUNT).format(
        matched=_matched(state, query, words, float_of(0)), filters=all_filters(query)
    )
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


def find(
    connection: Connection[Row],
    state: State,
    query: SearchQuery,
    words: WeighedWords | None,
    wanted: int,
) -> Found:
    """Find and count, and send so many of the best, or more."""
    have_relevance = words is not None and words.may_lead(query)
    relevance: sql.Composable = float_of(0)
    if words is not None and have_relevance:
        relevance = TextMatch(words, state.mean_biography_length).relevance
    statement = sql.SQL(_FIND).format(
        matched=_matched(state, query, words, relevance),
        missed=missed_facet(query),
        chosen=_chosen(query),
        utility=_utility(query),
        wanted=sql.Literal(wanted),
        slack=float_of(_SLACK),
        radii=sql.SQL(", ").join(map(_count_within, RADII_KM)),
        radius=sql.Literal(f"{RADIUS}:"),
        concern=sql.Literal(plain(query.concern or OVERALL)),
    )
    with connection.cursor(binary=True) as cursor:
        rows: list[tuple[Any, ...]] = cursor.execute(statement).fetchall()
    counts = rows[0][0]
    return Found(
        candidates=FetchedRows(
            query,
            _fetched(rows),
            have_tiers=words is not None,
            have_relevance=have_relevance,
        ),
        tier_counts={Tier(int(t)): n for t, n in (counts["tier_counts"] or {}).items()},
        counts=_facet_counts(counts),
    )


def _matched(
    state: State, query: SearchQuery, words: WeighedWords | None, relevance: sql.Composable
) -> sql.Composable:
    match = None if words is None else TextMatch(words, state.mean_biography_length)
    return sql.SQL(_MATCHED).format(
        documents=sql.SQL("{} AS document").format(state.documents)
        if match is None
        else match.source(state.documents),
        chord=squared_chord(query.place),
        tier=sql.Literal(int(Tier.EVERYONE)) if match is None else match.tier,
        relevance=relevance,
        condition=sql.SQL("true") if match is None else match.condition,
    )


def _points(query: SearchQuery) -> sql.Composable:
    if query.concern is None:
        return sql.SQL("points")
    return sql.SQL("coalesce((own_skill -> {} ->> 0)::real, points)").format(
        sql.Literal(plain(query.concern))
    )


def _km(query: SearchQuery) -> sql.Composable:
    if query.place is None:
        return float_of(0)
    return sql.SQL("coalesce({} * asin(least(sqrt(chord) / 2, 1)), {})").format(
        float_of(2 * geometry.EARTH_RADIUS_KM), float_of(ranking_rule.FARTHEST_KM)
    )


def _utility(query: SearchQuery) -> sql.Composable:
    """What decides within equal tiers and equal chosen numbers, about; more is better."""
    if query.sort is Sort.DISTANCE:
        return sql.SQL("-{}").format(_km(query))
    return sql.SQL("{} - {} * ln(1 + greatest(0, {} - {}) / {}) / ln(2::float8)").format(
        _points(query),
        float_of(query.points_per_doubling),
        _km(query),
        float_of(ranking_rule.FREE_KM),
        float_of(ranking_rule.DOUBLING_KM),
    )


def _chosen(query: SearchQuery) -> sql.Composable:
    """What the patient chose to order by where it is known exactly; less is better."""
    return {
        Sort.SKILL: sql.SQL("CASE tier WHEN {} THEN 0 ELSE -relevance END").format(
            sql.Literal(int(Tier.EXACT_NAME))
        ),
        Sort.DISTANCE: sql.SQL("0"),
        Sort.YEARS: sql.SQL("-coalesce(years, -1)"),
        Sort.VERIFIED: sql.SQL("-verified_outcome_count"),
        Sort.NAME: sql.SQL("name_order"),
    }[query.sort]


def _count_within(radius_km: float) -> sql.Composable:
    return sql.SQL("count(*) FILTER (WHERE chord <= {})").format(
        float_of(geometry.squared_chord_of(radius_km))
    )


def _facet_counts(counts: dict[str, Any]) -> dict[str, Counter[str]]:
    by_facet: dict[str, Counter[str]] = defaultdict(Counter)
    for text, number in (counts["facet_counts"] or {}).items():
        facet, _, value = text.partition(":")
        by_facet[facet][value] = number
    for radius, number in zip(RADII_KM, counts["radius_counts"], strict=True):
        by_facet[RADIUS][number_text(radius)] = number
    return by_facet


def _fetched(rows: Sequence[tuple[Any, ...]]) -> Iterator[FetchedRow]:
    for _, key, tier, relevance, points, lo90, hi90, own, *others in rows:
        if key is None:  # nobody was found: the counts come alone
            continue
        years, verified, effective, name_order, x, y, z, other_vectors, clinics = others
        yield FetchedRow(
            key=key,
            tier=tier,
            relevance=0.0 if tier == Tier.EXACT_NAME else relevance,
            skill=(points, lo90, hi90) if own is None else tuple(own),
            has_own_skill=own is not None,
            years=years,
            verified_outcome_count=verified,
            effective_outcomes=effective,
            name_order=name_order,
            vectors=() if x is None else (x, y, z, *(other_vectors or ())),
            clinics=clinics,
        )
