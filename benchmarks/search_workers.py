"""What an index costs the processes that serve it: memory of each, and how soon they see a change.

    python -m benchmarks.search_workers [--profiles 100000] [--folder FOLDER] [--url URL]

Uses the index that `benchmarks.search` built, or builds it; changes are made in a copy. With a URL,
such as postgresql://…, the index there is built anew and measured. Two processes of their own
search all the time, as workers of a site do.
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.search import built
from benchmarks.search_corpus import Search, profiles, searches
from benchmarks.search_engines import OurIndex
from search_index import SearchQuery, open_index

_SEARCHES_EACH = 100
_CHANGES = 20
_MARK = "markedword"
_MEBIBYTE = 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profiles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks/search"))
    parser.add_argument("--url", default="", help="of an index elsewhere, which is built anew")
    options = parser.parse_args()
    if options.url:
        _build(options.url, options.profiles)
        for line in _measured(options.url, options.profiles):
            print(line, flush=True)
        return
    built(OurIndex, options.folder / str(options.profiles), options.profiles)
    source = options.folder / str(options.profiles) / OurIndex.__name__
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name) / "index"
        shutil.copytree(source, folder, copy_function=os.link)  # files are never written again
        folder.chmod(0o700)
        print()
        for line in _measured(f"whoosh://{folder.resolve()}", options.profiles):
            print(line, flush=True)


def _build(url: str, count: int) -> None:
    started = time.monotonic()
    OurIndex(Path(), url).build(profiles(count))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEBIBYTE
    print(
        f"- built in {time.monotonic() - started:.0f} s on the clock, the profiles made meanwhile; "
        f"at most {peak:.0f} MB resident\n"
    )


def _measured(url: str, count: int) -> Iterator[str]:
    spawn = multiprocessing.get_context("spawn")
    answers, stop = spawn.Queue(), spawn.Event()
    workers = [
        spawn.Process(target=_work, args=(url, count, answers, stop), daemon=True) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    yield "| memory of a worker, MB | resident | its share (PSS) | its own |"
    yield "|---|--:|--:|--:|"
    for what in ("before the index", f"after {_SEARCHES_EACH} searches of each kind"):
        for _ in workers:
            yield f"| {what} | {' | '.join(f'{size:.0f}' for size in answers.get())} |"
    yield ""
    yield from _changed(url, answers, len(workers))
    stop.set()
    failures = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    yield f"- searches that failed meanwhile: {sum(failures)}"


def _changed(url: str, answers: Any, worker_count: int) -> Iterator[str]:  # noqa: ANN401
    """Make changes one after the other, each when all workers have seen the one before."""
    index = open_index(url)
    some = [profile.document for profile in profiles(_CHANGES)]
    written, seen = [], []
    for number, document in enumerate(some, start=1):
        started = time.monotonic()
        index.apply([replace(document, version=2, biography=f"{_MARK} {document.biography}")])
        written.append(time.monotonic() - started)
        while {answers.get() for _ in range(worker_count)} != {number}:
            pass
        seen.append(time.monotonic() - started)
    yield (
        f"- one change: written and synced in {_milliseconds(written)}, seen by {worker_count} "
        f"busy workers in {_milliseconds(seen)} (median / worst)"
    )


def _work(url: str, count: int, answers: Any, stop: Any) -> None:  # noqa: ANN401
    """Search all the time; tell of the memory, of each change that is seen, and of failures."""
    answers.put(_memory())
    engine = OurIndex(Path(), url)
    of_kinds = searches(count, _SEARCHES_EACH)
    for made in of_kinds.values():
        for search in made:
            engine.answer(search)
    answers.put(_memory())
    index = open_index(url)
    marked = SearchQuery(snapshot_on=np.datetime64("2026-01-01").astype(object), text=_MARK)
    known = failures = 0
    while not stop.is_set():
        try:
            engine.answer(Search(words=("nothing",)))
            found = index.count(marked)
        except Exception:  # whatever it is, a visitor would have seen it
            failures += 1
            continue
        if found != known:
            known = found
            answers.put(known)
    answers.put(failures)


def _memory() -> tuple[float, float, float]:
    """Mebibytes that are resident, shared out among those who share them, and its own alone."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kibibytes = {name: int(rest.split()[0]) for name, rest in (one.split(":") for one in lines)}
    own = kibibytes["Private_Clean"] + kibibytes["Private_Dirty"]
    return (
        kibibytes["Rss"] / _MEBIBYTE,
        kibibytes["Pss"] / _MEBIBYTE,
        own / _MEBIBYTE,
    )


def _milliseconds(seconds: list[float]) -> str:
    return f"{np.median(seconds) * 1000:.0f} / {max(seconds) * 1000:.0f} ms"


if __name__ == "__main__":
    main()
