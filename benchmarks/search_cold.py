"""Words that nobody asked for before: the first time in a process beside the second."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.search_corpus import Search, searches
from benchmarks.search_engines import OurIndex

_EACH = 400
_KINDS = ("common word", "rare word", "two words", "name")


def cold_table(folder: Path, count: int) -> Iterator[str]:
    """The lines of a table. The index is opened before, the words of its files are not read."""
    yield (
        "| first use of | different | cold p50 / p99 / worst ms | warm p50 / p99 / worst ms | "
        "cold ÷ warm, p50 |"
    )
    yield "|---|--:|--:|--:|--:|"
    of_kinds = searches(count, _EACH)
    for kind in _KINDS:
        engine = OurIndex(folder)
        engine.answer(Search())
        engine.answer(Search(words=("nothing",)))
        different = list(dict.fromkeys(of_kinds[kind]))
        cold = _milliseconds(engine, different)
        warm = _milliseconds(engine, different)
        yield (
            f"| {kind} | {len(different)} | {_percentiles(cold)} | {_percentiles(warm)} | "
            f"{np.median(cold) / np.median(warm):.1f} |"
        )


def _milliseconds(engine: OurIndex, different: Sequence[Search]) -> list[float]:
    milliseconds = []
    for search in different:
        started = time.process_time_ns()
        engine.answer(search)
        milliseconds.append((time.process_time_ns() - started) / 1e6)
    return milliseconds


def _percentiles(milliseconds: Sequence[float]) -> str:
    median, slow = np.percentile(milliseconds, [50, 99])
    return f"{median:.2f} / {slow:.1f} / {max(milliseconds):.1f}"
