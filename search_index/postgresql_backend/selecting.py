"""Filters and places as expressions about the row of a document."""

from psycopg import sql

from search_index import geometry
from search_index.facets import MIN_OUTCOMES, MIN_YEARS, RADIUS, chosen_values
from search_index.postgresql_backend.expressions import all_of, float_of
from search_index.postgresql_backend.rows import facet_text
from search_index.query import Place, SearchQuery

_LITERAL = sql.Literal


def squared_chord(place: Place | None) -> sql.Composable:
    """The squared chord to the nearest location, by the same steps of arithmetic as everywhere;
    NULL without a place or a location.
    """
    if place is None:
        return sql.SQL("NULL::float8")
    point = geometry.unit_vector(place.latitude, place.longitude)
    first = _chord(point, ("x", "y", "z"))
    other = _chord(point, tuple(f"other_vectors[start + {axis}]" for axis in range(3)))
    return sql.SQL(
        "CASE WHEN other_vectors IS NULL THEN {first} ELSE least({first}, (SELECT min({other})"
        " FROM generate_series(1, cardinality(other_vectors), 3) AS start)) END"
    ).format(first=first, other=other)


def missed_facet(query: SearchQuery) -> sql.Composable:
    """The facet, with a colon, whose filter alone leaves a row out; empty where none does, and
    NULL where several do. The squared chord is to be called `chord`.
    """
    conditions = {
        facet: _condition(query, facet, values) for facet, values in chosen_values(query).items()
    }
    if not conditions:
        return sql.SQL("''")
    missed = sql.SQL(", ").join(
        sql.SQL("CASE WHEN {} THEN NULL ELSE {} END").format(condition, _LITERAL(f"{facet}:"))
        for facet, condition in conditions.items()
    )
    return sql.SQL(
        "CASE num_nonnulls({missed}) WHEN 0 THEN '' WHEN 1 THEN coalesce({missed}) END"
    ).format(missed=missed)


def all_filters(query: SearchQuery) -> sql.Composable:
    """Whether a row is left by every filter. The squared chord is to be called `chord`."""
    return all_of(_condition(query, *chosen) for chosen in chosen_values(query).items())


def _condition(query: SearchQuery, facet: str, values: tuple[str, ...]) -> sql.Composable:
    if facet == MIN_YEARS:
        return sql.SQL("years >= {}").format(float_of(query.min_years or 0))
    if facet == MIN_OUTCOMES:
        return sql.SQL("verified_outcome_count >= {}").format(
            float_of(query.min_verified_outcomes or 0)
        )
    if facet == RADIUS:
        return sql.SQL("chord <= {}").format(
            float_of(geometry.squared_chord_of(query.radius_km or 0))
        )
    return sql.SQL("facets && {}::text[]").format(
        _LITERAL([facet_text(facet, value) for value in values])
    )


def _chord(point: tuple[float, ...], axes: tuple[str, ...]) -> sql.Composable:
    squares = (
        sql.SQL("({axis} - {at}) * ({axis} - {at})").format(axis=sql.SQL(axis), at=float_of(at))
        for axis, at in zip(axes, point, strict=True)
    )
    return sql.SQL(" + ").join(squares)
