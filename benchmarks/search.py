"""How long a search takes beside other engines: same profiles, same searches, same run.

    python -m benchmarks.search [--profiles 10000 100000] [--searches 200] [--folder FOLDER]
                                [--without "stock Whoosh" PostgreSQL] [--in-postgresql]

Prints Markdown tables: CPU milliseconds at the median and the 99th percentile of the searches of
each kind, and how many times longer the others take; then words that are asked for the first time.
With `--in-postgresql` our index is also measured where it lies in PostgreSQL.
Corpora and indexes are kept in the folder and built only once; `benchmarks.search_growth` draws
what was measured.
"""

import argparse
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.search_cold import cold_table
from benchmarks.search_corpus import Profile, Search, profiles, searches
from benchmarks.search_engines import Engine, OurIndex
from benchmarks.search_fts5 import Fts5
from benchmarks.search_growth import MEASURED_FILE
from benchmarks.search_in_postgresql import OurPostgresqlIndex
from benchmarks.search_postgresql import Postgresql
from benchmarks.search_stock_whoosh import StockWhoosh
from benchmarks.search_tantivy import Tantivy

_ENGINES: tuple[type[Engine], ...] = (OurIndex, Tantivy, Fts5, Postgresql, StockWhoosh)
_TIMES_FILE = "build_seconds.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profiles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--searches", type=int, default=200, help="of each kind")
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks/search"))
    parser.add_argument("--without", nargs="*", default=[], help="engines to leave out")
    parser.add_argument("--in-postgresql", action="store_true", help="our index there as well")
    options = parser.parse_args()
    kinds = [*_ENGINES, *([OurPostgresqlIndex] if options.in_postgresql else [])]
    for count in options.profiles:
        print(f"\n## {count:,} profiles\n", flush=True)
        engines = [
            built(engine, options.folder / str(count), count)
            for engine in kinds
            if count <= engine.most_profiles and engine.name not in options.without
        ]
        print()
        medians: dict[str, float] = {}
        for line in _table(engines, count, options.searches, medians):
            print(line, flush=True)
        print()
        for line in cold_table(options.folder / str(count) / OurIndex.__name__, count):
            print(line, flush=True)
        measured = options.folder / str(count) / MEASURED_FILE
        measured.write_text(json.dumps(medians), encoding="utf-8")


def built(kind: type[Engine], corpus_folder: Path, count: int) -> Engine:
    """Open an engine over the corpus, built before or now; print the CPU seconds that took."""
    path = corpus_folder / _TIMES_FILE
    times: dict[str, float] = json.loads(path.read_text()) if path.exists() else {}
    folder = corpus_folder / kind.__name__
    if not kind.keeps_files or kind.name not in times:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        clock = _Clock()
        engine = kind(folder)
        started, cpu_started = time.monotonic(), _cpu_seconds(engine)
        engine.build(clock.outside(profiles(count)))
        times[kind.name] = _cpu_seconds(engine) - cpu_started - clock.seconds
        times[f"{kind.name}, waited"] = time.monotonic() - started
        path.write_text(json.dumps(times))
    if kind.keeps_files:
        engine = kind(folder)  # the builder's own caches are not what is measured
    seconds, waited = times[kind.name], times.get(f"{kind.name}, waited", 0)
    print(
        f"- {kind.name}: built in {seconds:.0f} s of CPU ({count / seconds:.0f} profiles/s), "
        f"{waited:.0f} s on the clock with the profiles being made beside"
    )
    return engine


def _cpu_seconds(engine: Engine) -> float:
    """CPU seconds of this process, those it waited for, and the server behind the engine."""
    used = os.times()
    own = used.user + used.system + used.children_user + used.children_system
    return own + engine.cpu_ns() / 1e9


def _answer_ms(engine: Engine, search: Search) -> float:
    """CPU milliseconds of one answer."""
    started = time.process_time_ns() + engine.cpu_ns()
    engine.answer(search)
    return (time.process_time_ns() + engine.cpu_ns() - started) / 1e6


class _Clock:
    """Counts the CPU seconds spent in making profiles, which no engine is to be charged with."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def outside(self, made: Iterable[Profile]) -> Iterator[Profile]:
        iterator = iter(made)
        while True:
            started = time.process_time()
            profile = next(iterator, None)
            self.seconds += time.process_time() - started
            if profile is None:
                return
            yield profile


def _table(
    engines: list[Engine], count: int, each: int, medians: dict[str, float]
) -> Iterator[str]:
    """The lines of the table; our own medians by kind of search are noted in `medians`."""
    others = engines[1:]
    yield (
        "| search | found | "
        + " | ".join(f"{engine.name} p50 / p99 ms" for engine in engines)
        + " | "
        + " | ".join(f"{engine.name} ÷ ours, p50" for engine in others)
        + " |"
    )
    yield "|---|" + "--:|" * (1 + len(engines) + len(others))
    for kind, made in searches(count, each).items():
        found = [engines[0].answer(search) or 0 for search in made]
        timed = []
        for engine in engines:
            if engine.answer(made[0]) is None:
                timed.append(None)
                continue
            for search in made:
                engine.answer(search)
            milliseconds = [_answer_ms(engine, search) for search in made]
            timed.append(tuple(np.percentile(milliseconds, [50, 99])))
        ours = medians[kind] = float(timed[0][0]) if timed[0] else 0.0
        yield (
            f"| {kind} | {np.median(found):,.0f} | "
            + " | ".join(f"{one[0]:.2f} / {one[1]:.1f}" if one else "–" for one in timed)
            + " | "
            + " | ".join(f"{one[0] / ours:.1f}" if one else "–" for one in timed[1:])
            + " |"
        )


if __name__ == "__main__":
    main()
