"""How fast files are imported: NPPES filtering beside DuckDB scanning the same file for the same
rows, 100,000 reviews into a database, and memory while a file grows.

DuckDB is no dependency: install it beside to have the comparison (`pip install duckdb`).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.import_files import SLOTS, WANTED, write_nppes, write_reviews
from directory.config import PROJECT_FOLDER
from directory.domain.ledger import FIRST_PREVIOUS_HASH
from directory.domain.taxonomies import TaxonomyScope
from directory.models import (
    Base,
    LedgerHead,
    Practitioner,
    PractitionerOrigin,
    ReviewSubject,
)
from directory.services.import_runs import start_import
from directory.services.registry_import import import_registry
from directory.services.review_intake import ReviewIntake
from directory.services.vocabulary import load_vocabulary
from directory.sources.nppes import read_nppes
from directory.sources.records import RegistryPractitioner
from directory.sources.vocabulary_files import read_vocabulary
from directory.sources.yelp import read_yelp

PEOPLE = 1_000
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def filter_nppes(path: Path) -> int:
    """How many people of the wanted taxonomies our reader finds."""
    scope = TaxonomyScope(frozenset(WANTED), ())
    with path.open("rb") as stream:
        return sum(isinstance(one, RegistryPractitioner) for one in read_nppes(stream, scope))


def filter_with_duckdb(path: Path) -> int:
    """How many rows DuckDB finds with the same condition."""
    import duckdb  # noqa: PLC0415  # a peer that may be absent

    slots = range(1, SLOTS + 1)
    listed = ", ".join(f"'{code}'" for code in WANTED)
    condition = " OR ".join(
        f'"Healthcare Provider Taxonomy Code_{slot}" IN ({listed})' for slot in slots
    )
    (row,) = duckdb.sql(
        f"SELECT count(*) FROM read_csv('{path}', header = true, all_varchar = true) "
        f"WHERE \"Entity Type Code\" = '1' AND ({condition})"
    ).fetchall()
    return int(row[0])


def import_reviews(path: Path) -> int:
    """Import reviews into a database on disk as the command does; returns how many came in."""
    engine = create_engine(f"sqlite:///{path.with_suffix('.sqlite3')}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        load_vocabulary(session, read_vocabulary(PROJECT_FOLDER / "seed_data" / "vocabulary"))
        people = [_make_practitioner(number) for number in range(PEOPLE)]
        session.add_all([LedgerHead(id=1, entry_count=0, hash=FIRST_PREVIOUS_HASH), *people])
        session.flush()
        session.add_all(
            ReviewSubject(site="yelp", subject_key=f"b{number}", practitioner_id=one.id)
            for number, one in enumerate(people)
        )
        run = start_import(session, "yelp", path.name, {}, NOW)
        session.commit()
        intake = ReviewIntake(session, NOW, practitioner_id=None, is_complete=False)
        created = 0
        with path.open("rb") as stream:
            steps = import_registry(session, read_yelp(stream), intake, run, clock=lambda: NOW)
            for report in steps:
                created = report.created_count
                session.commit()
    return created


def _make_practitioner(number: int) -> Practitioner:
    return Practitioner(
        slug=f"p{number}",
        given_name="Elspeth",
        family_name=f"Sample{number}",
        profession_key="dermatologist",
        origin=PractitionerOrigin.REGISTRY,
        listed_on=date(2026, 1, 1),
    )


TASKS: dict[str, Callable[[Path], int]] = {
    "ours": filter_nppes,
    "duckdb": filter_with_duckdb,
    "reviews": import_reviews,
}


def measure(task: str, path: Path) -> dict[str, float]:
    """Do one task in a process of its own: what it found, CPU and wall seconds, peak megabytes."""
    command = [sys.executable, "-m", "benchmarks.imports", "--task", task, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def do_task(task: str, path: Path) -> None:
    """The inside of `measure`: print what it wants to know."""
    began = time.perf_counter()
    found = TASKS[task](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "found": found,
                "cpu": used.ru_utime + used.ru_stime,
                "wall": time.perf_counter() - began,
                "peak": used.ru_maxrss / 1024,
            }
        )
    )


def _row(name: str, one: dict[str, float], row_count: int) -> str:
    rate = row_count / one["cpu"]
    found, cpu, peak = one["found"], one["cpu"], one["peak"]
    return f"| {name} | {found:,.0f} | {cpu:.2f} | {rate:,.0f} | {peak:.0f} |"


def main() -> None:
    """Print the tables of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--reviews", type=int, default=100_000)
    parser.add_argument("--task", nargs=2, metavar=("TASK", "FILE"))
    wishes = parser.parse_args()
    if wishes.task:
        do_task(wishes.task[0], Path(wishes.task[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.csv", Path(folder) / "large.csv"
        wanted = write_nppes(large, wishes.rows)
        write_nppes(small, wishes.rows // 4)
        print(f"NPPES, {wishes.rows:,} rows, {large.stat().st_size / 1e6:,.0f} MB\n")
        print("| reader | rows found | CPU s | rows per CPU s | peak MB |\n|---|--:|--:|--:|--:|")
        peers = [name for name in ("duckdb",) if importlib.util.find_spec(name)]
        results = {name: measure(name, large) for name in ("ours", *peers)}
        for name, one in results.items():
            if one["found"] != wanted:
                raise SystemExit(f"{name} found {one['found']:,} rows of {wanted:,}.")
            print(_row(name, one, wishes.rows))
        print(_row("ours, a quarter of it", measure("ours", small), wishes.rows // 4))
        for name in peers:
            ratio = results["ours"]["cpu"] / results[name]["cpu"]
            print(f"\nOurs ÷ {name}, CPU: {ratio:.2f}")
        if not peers:
            print("\nDuckDB is not installed: no comparison.")
        reviews = Path(folder) / "reviews.json"
        write_reviews(reviews, wishes.reviews, PEOPLE)
        one = measure("reviews", reviews)
        print(
            f"\n{one['found']:,.0f} reviews into SQLite: {one['wall']:.0f} s, "
            f"{one['found'] / one['cpu']:,.0f} per CPU s, peak {one['peak']:.0f} MB"
        )


if __name__ == "__main__":
    main()
