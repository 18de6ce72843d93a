"""Writes the documents of a rebuild: few by this process, many by several at once, each a text
segment of its own, because most of the time goes into sorting words.
"""

import multiprocessing
import os
import queue
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, cycle, islice
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from search_index.arrays.bitmaps import BITS
from search_index.documents import PractitionerDocument
from search_index.errors import SearchIndexError
from search_index.whoosh_backend.part import finish_part, write_part, write_segment

PARALLEL_FROM = 5_000
"""Documents from which starting processes is worth it."""

MOST_PROCESSES = 4
_DOCUMENTS_PER_CHUNK = 3 * BITS  # so that only the last segment ends within a word of a bitmap
_CHUNKS_WAITING = 4
_LOOK_AROUND_SECONDS = 2.0


def write_parallel_part(
    folder: Path,
    documents: Iterable[PractitionerDocument],
    progress: Callable[[int], None] | None,
) -> int:
    """Write a new part, durably, and return the number of its documents.

    Whatever the documents raise goes through, and so does SearchIndexError when a process fails;
    the folder is of no use then, and neither is it without documents.
    """
    unread = iter(documents)
    first = list(islice(unread, PARALLEL_FROM))
    process_count = min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
    everything = chain(first, unread)
    if len(first) < PARALLEL_FROM or process_count == 1:
        return write_part(folder, everything, progress)
    done = chunk_count = 0
    with _writers(folder, process_count) as writers:
        for writer in cycle(writers):
            chunk = list(islice(everything, _DOCUMENTS_PER_CHUNK))
            if not chunk:
                break
            writer.take(chunk)
            chunk_count += 1
            done += len(chunk)
            if progress is not None:
                progress(done)
        for writer in writers:
            writer.take(None)
        for writer in writers:
            writer.finish()
    used = range(min(chunk_count, process_count))
    last = (chunk_count - 1) % process_count  # has the one chunk that may be short
    finish_part(folder, [*(number for number in used if number != last), last])
    return done


class _Writer:
    """A process that writes one segment from the chunks it is given; None is the last of them."""

    def __init__(self, folder: Path, number: int) -> None:
        fork = multiprocessing.get_context("fork")
        self._chunks: Any = fork.Queue(_CHUNKS_WAITING)
        arguments = (folder, number, self._chunks, os.getpid())
        self.process: ForkProcess = fork.Process(target=_write, args=arguments, daemon=True)
        self.process.start()

    def take(self, chunk: list[PractitionerDocument] | None) -> None:
        while self.process.is_alive():
            try:
                self._chunks.put(chunk, timeout=_LOOK_AROUND_SECONDS)
            except queue.Full:
                continue
            return
        self.finish()

    def finish(self) -> None:
        self.process.join()
        if self.process.exitcode:
            raise SearchIndexError(
                "A process that wrote a part of the new index failed, for the reason above; the "
                "index before is untouched."
            )


@contextmanager
def _writers(folder: Path, count: int) -> Iterator[list[_Writer]]:
    writers = [_Writer(folder, number) for number in range(count)]
    try:
        yield writers
    finally:
        for writer in writers:
            writer.process.kill()
            writer.process.join()


def _write(
    folder: Path,
    number: int,
    chunks: Any,  # noqa: ANN401 -- a queue has no type
    parent_id: int,
) -> None:
    def documents() -> Iterator[PractitionerDocument]:
        while True:
            try:
                chunk = chunks.get(timeout=_LOOK_AROUND_SECONDS)
            except queue.Empty:
                if os.getppid() != parent_id:
                    os._exit(1)  # whoever would give the rest was killed
                continue
            if chunk is None:
                return
            yield from chunk

    write_segment(folder, number, documents())
