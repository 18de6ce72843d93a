"""SQLite FTS5 as its manual shows it, joined with tables for what filters, orders and counts."""

import math
import sqlite3
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from benchmarks.search_corpus import Profile, Search, Wording
from benchmarks.search_engines import PER_PAGE

_FEW_FOUND = 8
"""SQLite counts facets fastest from the rows found when these are less than one in so many, else
from the facet's table; its planner always takes the latter, so it is helped (CROSS JOIN)."""


class Fts5:
    """SQLite's text index joined with tables, facets by GROUP BY over the rows found."""

    name = "SQLite FTS5"
    most_profiles = math.inf
    keeps_files = True

    _TABLES = """
        CREATE VIRTUAL TABLE profile USING fts5(
            name, facts, biography, content='',
            tokenize="unicode61 remove_diacritics 2"
        );
        CREATE TABLE practitioner (
            id INTEGER PRIMARY KEY, profession TEXT, accepting INTEGER, years REAL,
            outcomes REAL, points REAL, x REAL, y REAL, z REAL
        );
        CREATE TABLE practitioner_concern (
            concern TEXT, id INTEGER, points REAL, PRIMARY KEY (concern, id)
        ) WITHOUT ROWID;
        CREATE TABLE practitioner_language (
            language TEXT, id INTEGER, PRIMARY KEY (language, id)
        ) WITHOUT ROWID;
        CREATE INDEX concern_of ON practitioner_concern (id, concern);
        CREATE INDEX language_of ON practitioner_language (id, language);
    """
    _FACETS = (
        "SELECT profession, count(*) FROM found {join} practitioner USING (id) GROUP BY 1",
        "SELECT accepting, count(*) FROM found {join} practitioner USING (id) GROUP BY 1",
        "SELECT min(years / 5, 4), count(*) FROM found {join} practitioner USING (id) "
        "GROUP BY cast(min(years / 5, 4) AS INTEGER)",
        "SELECT concern, count(*) FROM found {join} practitioner_concern USING (id) GROUP BY 1",
        "SELECT language, count(*) FROM found {join} practitioner_language USING (id) GROUP BY 1",
    )

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "profiles.sqlite")
        self._connection.execute("PRAGMA cache_size = -500000")
        self._connection.execute("PRAGMA mmap_size = 4000000000")
        self._connection.execute("PRAGMA temp_store = MEMORY")

    def build(self, profiles: Iterable[Profile]) -> None:
        run = self._connection.execute
        self._connection.executescript(self._TABLES)
        for profile in profiles:
            document = profile.document
            texts = (document.key, profile.name, profile.facts, profile.biography)
            run("INSERT INTO profile (rowid, name, facts, biography) VALUES (?, ?, ?, ?)", texts)
            place = document.locations[0]
            run(
                "INSERT INTO practitioner VALUES (?, ?, ?, ?, ?, ?, "
                "cos(radians(?)) * cos(radians(?)), cos(radians(?)) * sin(radians(?)), "
                "sin(radians(?)))",
                (
                    document.key,
                    document.profession,
                    document.accepting_patients,
                    document.years_evidenced,
                    document.effective_outcomes,
                    document.skill[""].points,
                    *(place.latitude, place.longitude) * 2,
                    place.latitude,
                ),
            )
            for concern in document.concerns:
                values = (concern, document.key, document.skill[concern].points)
                run("INSERT INTO practitioner_concern VALUES (?, ?, ?)", values)
            for language in document.languages:
                run("INSERT INTO practitioner_language VALUES (?, ?)", (language, document.key))
        run("INSERT INTO profile (profile) VALUES ('optimize')")
        run("ANALYZE")
        self._connection.commit()

    def cpu_ns(self) -> int:
        return 0

    def answer(self, search: Search) -> int | None:
        if search.wording is Wording.MISSPELT:
            return None
        run = self._connection.execute
        run("DROP TABLE IF EXISTS temp.found")
        run(*self._selection(search))
        found: int = run("SELECT count(*) FROM found").fetchone()[0]
        run(
            "SELECT id FROM found ORDER BY utility DESC, outcomes DESC LIMIT ?", (PER_PAGE,)
        ).fetchall()
        join = "JOIN" if found > self._practitioner_count / _FEW_FOUND else "CROSS JOIN"
        for facet in self._FACETS:
            run(facet.format(join=join)).fetchall()
        return found

    @cached_property
    def _practitioner_count(self) -> int:
        count: int = self._connection.execute("SELECT count(*) FROM practitioner").fetchone()[0]
        return count

    def _selection(self, search: Search) -> tuple[str, dict[str, object]]:
        """The rows found with their utility, as a temporary table: matched only once."""
        tables, conditions = ["practitioner AS p"], ["1"]
        points, km = "p.points", "0"
        if search.words:
            tables.insert(0, "profile")
            conditions += ["profile MATCH :words", "p.id = profile.rowid"]
        if search.concern:
            tables.append("practitioner_concern AS c")
            conditions.append("c.concern = :concern AND c.id = p.id")
            points = "c.points"
        if search.language:
            tables.append("practitioner_language AS l")
            conditions.append("l.language = :language AND l.id = p.id")
        if search.profession:
            conditions.append("p.profession = :profession")
        if search.min_years:
            conditions.append("p.years >= :min_years")
        if search.place:
            x, y, z = "cos(:lat) * cos(:lon)", "cos(:lat) * sin(:lon)", "sin(:lat)"
            km = f"6371 * acos(min(1, p.x * {x} + p.y * {y} + p.z * {z}))"
        if search.radius_km:
            conditions.append(f"{km} <= :radius_km")
        utility = f"{points} - 2 * log2(1 + max(0, {km} - 10) / 10)" if search.place else points
        statement = (
            f"CREATE TEMP TABLE found AS SELECT p.id, p.outcomes, {utility} AS utility "
            f"FROM {', '.join(tables)} WHERE {' AND '.join(conditions)}"
        )
        return _with_values(statement, search)


def _with_values(statement: str, search: Search) -> tuple[str, dict[str, object]]:
    """A CREATE TABLE takes no parameters, so the values are written into the statement."""
    values: dict[str, object] = {
        "words": _match_expression(search),
        "concern": search.concern,
        "language": search.language,
        "profession": search.profession,
        "min_years": search.min_years,
        "radius_km": search.radius_km,
    }
    if search.place:
        values |= {"lat": f"radians({search.place.latitude})"}
        values |= {"lon": f"radians({search.place.longitude})"}
    for name, value in values.items():
        is_expression = name in ("lat", "lon", "min_years", "radius_km")
        statement = statement.replace(f":{name}", str(value) if is_expression else f"'{value}'")
    return statement, {}


def _match_expression(search: Search) -> str:
    """The words as FTS5 reads them."""
    match search.wording:
        case Wording.PHRASE:
            return f'"{" ".join(search.words)}"'
        case Wording.BEGINNING:
            return f'"{search.words[0]}"*'
        case _:
            return " AND ".join(f'"{word}"' for word in search.words)
