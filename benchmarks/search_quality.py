"""How often a search finds who was meant: labelled queries on the product and on two text engines.

    python -m benchmarks.search_quality [--misses]

Prints a Markdown table: the share of queries whose first result is right, the share with a right
one among the first five, and the mean of one over the place of the first right one (MRR).
"""

import argparse
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from whoosh import fields, index, qparser
from whoosh.analysis import CharsetFilter, StemmingAnalyzer
from whoosh.support.charset import accent_map

from benchmarks.quality_corpus import LabelledQuery, make_practitioners, read_labelled_queries
from directory.domain.phrases import PhraseMatcher
from directory.models.base import Base
from directory.services.gazetteer import load_gazetteer
from directory.services.places import find_place, list_region_names
from directory.services.search_finding import find_practitioners
from directory.services.search_request import PER_PAGE, SearchRequest
from directory.sources.vocabulary_files import read_vocabulary
from search_index import PractitionerDocument, open_index

SEED_DATA = Path(__file__).parents[1] / "seed_data"
TODAY = date(2026, 1, 1)

Find = Callable[[str], Sequence[int]]
"""The keys of the first page for a text, best first."""


@dataclass(frozen=True)
class Score:
    """Of some queries: the share right at once, right among five, and the mean reciprocal rank."""

    query_count: int
    success_at_1: float
    success_at_5: float
    mrr: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="list what the product gets wrong")
    options = parser.parse_args()
    queries = read_labelled_queries()
    with tempfile.TemporaryDirectory() as folder, open_gazetteer(Path(folder)) as session:
        matcher = PhraseMatcher(read_vocabulary(SEED_DATA / "vocabulary"))
        practitioners = practitioners_for(session, matcher, queries)
        finders = {
            "Skilled Hand": product(session, matcher, practitioners, Path(folder) / "index"),
            "SQLite FTS5": fts5(practitioners),
            "stock Whoosh": stock_whoosh(practitioners, Path(folder) / "whoosh"),
        }
        ranks = {name: rank_queries(find, queries, practitioners) for name, find in finders.items()}
    for line in _table(queries, ranks):
        print(line)
    if options.misses:
        for query, rank in zip(queries, ranks["Skilled Hand"], strict=True):
            if rank != 1:
                print(f"{rank or '-'}: {query.kind}: {query.text}")


def practitioners_for(
    session: Session, matcher: PhraseMatcher, queries: Sequence[LabelledQuery]
) -> list[PractitionerDocument]:
    """The directory the queries are asked of."""
    return make_practitioners(
        matcher.vocabulary,
        queries,
        lambda text: find_place(session, text),
        list_region_names(session),
    )


def product(
    session: Session,
    matcher: PhraseMatcher,
    practitioners: list[PractitionerDocument],
    folder: Path,
) -> Find:
    """The product's own way from a text to a page."""
    built = open_index(f"whoosh://{folder}")
    built.rebuild(practitioners)

    def find(text: str) -> list[int]:
        found = find_practitioners(session, built, matcher, SearchRequest(text=text), TODAY)
        return [hit.key for hit in found.page.hits]

    return find


def fts5(practitioners: list[PractitionerDocument]) -> Find:
    """SQLite's text index with BM25: all words, or any of them where nobody has all."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE profile USING fts5(name, facts, biography, "
        'tokenize = "porter unicode61 remove_diacritics 2")'
    )
    connection.executemany(
        "INSERT INTO profile (rowid, name, facts, biography) VALUES (?, ?, ?, ?)",
        [(one.key, one.name, _facts(one), one.biography) for one in practitioners],
    )

    def find(text: str) -> list[int]:
        words = [f'"{word}"' for word in "".join(c if c.isalnum() else " " for c in text).split()]
        for operator in (" AND ", " OR "):
            rows = connection.execute(
                "SELECT rowid FROM profile WHERE profile MATCH ? "
                "ORDER BY bm25(profile, 5, 2, 1) LIMIT ?",
                (operator.join(words), PER_PAGE),
            ).fetchall()
            if rows:
                return [row[0] for row in rows]
        return []

    return find


def stock_whoosh(practitioners: list[PractitionerDocument], folder: Path) -> Find:
    """Whoosh as its manual shows it: stems, no accents, BM25F over three fields, any word."""
    folder.mkdir()
    analyzer = StemmingAnalyzer() | CharsetFilter(accent_map)
    schema = fields.Schema(
        key=fields.STORED,
        name=fields.TEXT(analyzer=analyzer, field_boost=5.0),
        facts=fields.TEXT(analyzer=analyzer, field_boost=2.0),
        biography=fields.TEXT(analyzer=analyzer),
    )
    made = index.create_in(folder, schema)
    writer = made.writer()
    for one in practitioners:
        writer.add_document(key=one.key, name=one.name, facts=_facts(one), biography=one.biography)
    writer.commit()
    parser = qparser.MultifieldParser(
        ["name", "facts", "biography"], schema, group=qparser.OrGroup.factory(0.9)
    )
    searcher = made.searcher()

    def find(text: str) -> list[int]:
        plain = "".join(letter if letter.isalnum() else " " for letter in text)
        return [hit["key"] for hit in searcher.search(parser.parse(plain), limit=PER_PAGE)]

    return find


def rank_queries(
    find: Find, queries: Sequence[LabelledQuery], practitioners: Sequence[PractitionerDocument]
) -> list[int | None]:
    """Of each query the place, from 1, of the first right result; None when none is on the page."""
    by_key = {one.key: one for one in practitioners}

    def rank(query: LabelledQuery) -> int | None:
        found = (by_key[key] for key in find(query.text))
        return next((n for n, one in enumerate(found, start=1) if query.is_right(one)), None)

    return [rank(query) for query in queries]


def score(ranks: Sequence[int | None]) -> Score:
    """Sum up the ranks of some queries."""
    return Score(
        query_count=len(ranks),
        success_at_1=mean(rank == 1 for rank in ranks),
        success_at_5=mean(rank is not None and rank <= 5 for rank in ranks),
        mrr=mean(1 / rank if rank else 0.0 for rank in ranks),
    )


def _facts(one: PractitionerDocument) -> str:
    return " ".join((one.concern_words, one.treatment_words, one.place_words, one.profession_words))


def open_gazetteer(folder: Path) -> Session:
    """A database of its own in the folder that holds the gazetteer and nothing else."""
    engine = create_engine(f"sqlite:///{folder}/gazetteer.sqlite")
    Base.metadata.create_all(engine)
    session = Session(engine)
    load_gazetteer(session, SEED_DATA / "gazetteer", datetime.now(UTC))
    return session


def _table(
    queries: Sequence[LabelledQuery], ranks: Mapping[str, Sequence[int | None]]
) -> Iterator[str]:
    yield "| queries | how many | " + " | ".join(f"{name} @1 / @5 / MRR" for name in ranks) + " |"
    yield "|---|--:|" + "--:|" * len(ranks)
    positions: dict[str, list[int]] = defaultdict(list)
    for position, query in enumerate(queries):
        positions[query.kind].append(position)
    for kind, of_kind in [*positions.items(), ("**all**", list(range(len(queries))))]:
        scores = [score([of_engine[n] for n in of_kind]) for of_engine in ranks.values()]
        cells = [f"{s.success_at_1:.0%} / {s.success_at_5:.0%} / {s.mrr:.2f}" for s in scores]
        yield f"| {kind} | {len(of_kind)} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
