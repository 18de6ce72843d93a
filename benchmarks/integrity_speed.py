"""How long a new review takes to find its like among a million, on SQLite or PostgreSQL.

    python -m benchmarks.integrity_speed [--reviews 1000000] [--url postgresql://USER@HOST/NAME]

The texts of a fictional directory are in the table with their own fingerprints; the others are as
many random numbers as so many more texts would have, because honest texts share hardly any. Prints
a Markdown table. An empty SQLite file is made for it; PostgreSQL wants an empty database.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from benchmarks.integrity_worlds import TODAY
from directory.config import PROJECT_FOLDER
from directory.domain.integrity.texts import word_pairs
from directory.models import Base, Practitioner, Review, ReviewSource, TextFingerprint
from directory.services.demo.files import read_demo_files
from directory.services.demo.generation import generate_directory
from directory.services.text_fingerprints import BANDS, fingerprint, list_similar_texts, store_texts
from directory.sources.vocabulary_files import read_vocabulary

BATCH = 50_000
SEARCHES = 300
SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reviews", type=int, default=1_000_000)
    parser.add_argument("--url", default="")
    arguments = parser.parse_args()
    with _open(arguments.url) as engine:
        name = engine.dialect.name
        Base.metadata.create_all(engine)
        texts = _list_texts()
        started = time.perf_counter()
        _fill(engine, texts, arguments.reviews)
        filled = time.perf_counter() - started
        with engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
        measured = _measure(engine, texts)
        print("| | reviews | filled in | what | CPU, median | wall, median | wall, 99% |")
        print("|---|---:|---:|---|---:|---:|---:|")
        for what, times in measured.items():
            cpu, wall = np.array(times).T * 1000
            print(
                f"| {name} | {arguments.reviews:,} | {filled:.0f} s | {what} | "
                f"{np.median(cpu):.2f} ms | {np.median(wall):.2f} ms | "
                f"{np.quantile(wall, 0.99):.1f} ms |"
            )


@contextmanager
def _open(url: str) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(url or f"sqlite:///{Path(folder) / 'speed.sqlite3'}")
        yield engine
        engine.dispose()


def _list_texts() -> list[str]:
    vocabulary = read_vocabulary(PROJECT_FOLDER / "seed_data" / "vocabulary")
    return [one for one in generate_directory(read_demo_files(), vocabulary, TODAY).texts if one]


def _fill(engine: Engine, texts: list[str], count: int) -> None:
    """Reviews with the texts, and reviews without, whose fingerprints are random."""
    with Session(engine) as session:
        session.add(ReviewSource(key="own", name="own", rating_min=1, rating_max=5))
        practitioner = Practitioner(
            slug="one",
            given_name="One",
            family_name="Hand",
            profession_key="dermatologist",
            origin="demo",
            listed_on=TODAY,
        )
        session.add(practitioner)
        session.flush()
        session.add_all(
            Review(
                id=number,
                practitioner_id=practitioner.id,
                source_key="own",
                external_id=str(number),
                reviewer_key=str(number),
                text=words,
                reported_on=TODAY,
            )
            for number, words in enumerate(texts, start=1)
        )
        session.flush()
        for number in range(len(texts) + 1, count + 1, BATCH):
            _copy_first(session, number, min(number + BATCH - 1, count))
        session.commit()
    rng = np.random.default_rng(SEED)
    known = [(one, n) for n, words in enumerate(texts, 1) for one in fingerprint(word_pairs(words))]
    others = np.repeat(np.arange(len(texts) + 1, count + 1), BANDS)
    hashes = np.concatenate(
        [
            np.array([one for one, _ in known], dtype=np.int64),
            rng.integers(-(2**63), 2**63 - 1, len(others), dtype=np.int64),
        ]
    )
    owners = np.concatenate([np.array([n for _, n in known], dtype=np.int64), others])
    order = np.lexsort((owners, hashes))
    _store(engine, hashes[order], owners[order])


def _copy_first(session: Session, first: int, last: int) -> None:
    """Fill in the numbers from first to last by copies of the first review without its words."""
    columns = [column.name for column in Review.__table__.columns]
    number = "CAST(n AS TEXT)"
    own = {"id": "n", "external_id": number, "reviewer_key": number, "text": "''"}
    session.execute(
        text(
            f"WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers "
            f"WHERE n < {last}) INSERT INTO review ({', '.join(columns)}) "
            f"SELECT {', '.join(own.get(name, 'review.' + name) for name in columns)} "
            "FROM numbers, review WHERE review.id = 1"
        )
    )


def _store(engine: Engine, hashes: np.ndarray, owners: np.ndarray) -> None:
    """Put the fingerprints into the table in its own order, the fastest there is."""
    index = next(one for one in TextFingerprint.__table__.indexes)
    index.drop(engine)
    connection = engine.raw_connection()
    cursor = connection.cursor()
    rows = zip(hashes.tolist(), owners.tolist(), strict=True)
    if engine.dialect.name == "sqlite":
        cursor.executemany("INSERT INTO text_fingerprint (hash, review_id) VALUES (?, ?)", rows)
    else:
        with cursor.copy("COPY text_fingerprint (hash, review_id) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    connection.commit()
    connection.close()
    index.create(engine)


def _measure(engine: Engine, texts: list[str]) -> dict[str, list[tuple[float, float]]]:
    """Seconds of this process's CPU and of the wall clock, for each text chosen."""
    chosen = np.random.default_rng(SEED).choice(len(texts), SEARCHES, replace=False).tolist()
    measured: dict[str, list[tuple[float, float]]] = {}

    def measure(what: str, act: Callable[[int], object]) -> None:
        times = measured.setdefault(what, [])
        for number in chosen:
            started = time.process_time(), time.perf_counter()
            act(number)
            times.append((time.process_time() - started[0], time.perf_counter() - started[1]))

    measure("make a fingerprint", lambda number: fingerprint(word_pairs(texts[number] + " ")))
    with Session(engine) as session:
        measure("store it", lambda number: store_texts(session, {number + 1: texts[number]}))
        measure("find like texts", lambda number: list_similar_texts(session, [number + 1], 0.3))
        session.rollback()
    return measured


if __name__ == "__main__":
    main()
