"""PostgreSQL's own text search as its manual shows it: a tsvector with a GIN index, columns and
arrays beside it, facets by GROUP BY over the rows found.
"""

import atexit
import math
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import psycopg

from benchmarks.search_corpus import Profile, Search, Wording
from benchmarks.search_engines import PER_PAGE
from tests.fixtures.postgresql_server import UNDURABLE, find_binaries, run_server

_TABLE = """
    CREATE TABLE practitioner (
        id bigint PRIMARY KEY, profession text, accepting boolean, years double precision,
        outcomes double precision, points double precision, x double precision,
        y double precision, z double precision, concerns text[], concern_points double precision[],
        languages text[], treatments text[], words tsvector
    )
"""
_INDEXES = """
    CREATE INDEX ON practitioner USING gin (words);
    CREATE INDEX ON practitioner USING gin (languages);
    CREATE INDEX ON practitioner USING gin (concerns);
    CREATE INDEX ON practitioner (profession);
    VACUUM ANALYZE practitioner
"""
_ONE_TO_ONE = ("profession", "accepting", "least(floor(years / 5), 4)")
_SEVERAL = ("concerns", "languages", "treatments")


_SETTINGS = ("max_parallel_workers_per_gather=0", "work_mem=256MB")


def start_database() -> str:
    """The address of an empty database, on a server that runs until this process ends."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL is not installed; leave it out with --without PostgreSQL.")
    stack = ExitStack()
    atexit.register(stack.close)
    server = stack.enter_context(run_server(binaries, (*UNDURABLE, *_SETTINGS)))
    return server.create_database("profiles")


class Postgresql:
    """A server of its own without durability. Facets are counted as if no other value could be
    chosen. Its processor time is that of its backend process, as Linux counts it.
    """

    name = "PostgreSQL"
    most_profiles = math.inf
    keeps_files = False

    def __init__(self, _folder: Path) -> None:
        self._connection = psycopg.connect(start_database(), autocommit=True)
        self._cpu_file = Path(f"/proc/{self._connection.info.backend_pid}/schedstat")

    def build(self, profiles: Iterable[Profile]) -> None:
        run = self._connection.execute
        run(_TABLE)
        columns = ", ".join(f"%s::{kind}" for kind in _COLUMN_TYPES)
        statement = (
            f"INSERT INTO practitioner SELECT {columns}, "
            "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')"
            " || to_tsvector('simple', %s)"
        )
        with self._connection.cursor() as cursor, self._connection.transaction():
            cursor.executemany(statement, map(_row, profiles))
        for one in _INDEXES.split(";"):
            run(one)

    def cpu_ns(self) -> int:
        return int(self._cpu_file.read_text().split()[0])

    def answer(self, search: Search) -> int | None:
        if search.wording is Wording.MISSPELT:
            return None
        statement, values = _statement(search)
        lines = self._connection.execute(statement, values).fetchall()
        return next(int(count) for facet, _, count in lines if facet == "found")


_COLUMN_TYPES = (
    *("bigint", "text", "boolean"),
    *("double precision",) * 6,
    *("text[]", "double precision[]", "text[]", "text[]"),
)


def _row(profile: Profile) -> tuple[object, ...]:
    document = profile.document
    place = document.locations[0]
    latitude, longitude = math.radians(place.latitude), math.radians(place.longitude)
    return (
        document.key,
        document.profession,
        document.accepting_patients,
        document.years_evidenced,
        document.effective_outcomes,
        document.skill[""].points,
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
        list(document.concerns),
        [document.skill[concern].points for concern in document.concerns],
        list(document.languages),
        list(document.treatments),
        profile.name,
        profile.facts,
        profile.biography,
    )


def _statement(search: Search) -> tuple[str, dict[str, object]]:
    """One statement for the page: the rows found once, then hits, total and facets from them."""
    conditions, values = ["true"], dict[str, object]()
    points, km = "points", "0"
    if search.words:
        conditions.append("words @@ to_tsquery('simple', %(words)s)")
        joint = " <-> " if search.wording is Wording.PHRASE else " & "
        ending = ":*" if search.wording is Wording.BEGINNING else ""
        values["words"] = joint.join(search.words) + ending
    if search.concern:
        conditions.append("concerns @> ARRAY[%(concern)s]")
        points = "concern_points[array_position(concerns, %(concern)s)]"
        values["concern"] = search.concern
    if search.language:
        conditions.append("languages @> ARRAY[%(language)s]")
        values["language"] = search.language
    if search.profession:
        conditions.append("profession = %(profession)s")
        values["profession"] = search.profession
    if search.min_years:
        conditions.append("years >= %(min_years)s")
        values["min_years"] = search.min_years
    if search.place:
        latitude, longitude = map(math.radians, (search.place.latitude, search.place.longitude))
        values |= {
            "x": math.cos(latitude) * math.cos(longitude),
            "y": math.cos(latitude) * math.sin(longitude),
            "z": math.sin(latitude),
        }
        km = "6371 * acos(least(1, x * %(x)s + y * %(y)s + z * %(z)s))"
    if search.radius_km:
        conditions.append(f"{km} <= %(radius_km)s")
        values["radius_km"] = search.radius_km
    way = f" - 2 * ln(1 + greatest(0, {km} - 10) / 10) / ln(2)" if search.place else ""
    facets = [
        *(f"SELECT '{f}', ({f})::text, count(*) FROM found GROUP BY 2" for f in _ONE_TO_ONE),
        *(
            f"SELECT '{f}', value, count(*) FROM found, unnest({f}) AS value GROUP BY 2"
            for f in _SEVERAL
        ),
    ]
    return (
        "WITH found AS MATERIALIZED (SELECT id, profession, accepting, years, outcomes, concerns, "
        f"languages, treatments, {points}{way} AS utility FROM practitioner "
        f"WHERE {' AND '.join(conditions)}) "
        "(SELECT 'hit', id::text, utility FROM found ORDER BY utility DESC, outcomes DESC "
        f"LIMIT {PER_PAGE}) UNION ALL SELECT 'found', '', count(*) FROM found UNION ALL "
        + " UNION ALL ".join(facets)
    ), values
