"""Changing the index: one writer at a time, each change one new part and one new manifest."""

import fcntl
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index.distinct_keys import with_distinct_keys
from search_index.documents import PractitionerDocument
from search_index.errors import (
    IndexBusyError,
    IndexCorruptError,
    IndexMissingError,
    IndexUrlError,
)
from search_index.whoosh_backend.kept_documents import (
    MOST_KEPT_DOCUMENTS,
    has_documents,
    read_documents,
)
from search_index.whoosh_backend.manifest import Manifest, commit, read_manifest
from search_index.whoosh_backend.parallel_writing import write_parallel_part
from search_index.whoosh_backend.part import sync, write_part
from search_index.whoosh_backend.renewals import list_renewals, write_renewed_columns
from search_index.whoosh_backend.snapshot import LivePart, Snapshot

WRITER_WAIT_SECONDS = 10.0
_WRITER_POLL_SECONDS = 0.05
_LOCK_FILE = "writer.lock"

_MERGED_GROWTH = 2
"""A part is written again with newer documents while it is at most so many times their number;
so a document is written again only about as often as the index doubles."""


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the only right to write. The system takes it back from a process that dies.

    Makes the folder, for its owner only. Raises IndexBusyError after the wait and IndexUrlError
    when the folder cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock_file = (folder / _LOCK_FILE).open("ab")
    except OSError as error:
        raise IndexUrlError(f"The index cannot be kept in {folder}: {error}.") from error
    with lock_file:
        give_up_at = time.monotonic() + WRITER_WAIT_SECONDS
        while True:
            try:
                fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= give_up_at:
                    raise IndexBusyError(
                        f"Another process has been writing {folder} for {WRITER_WAIT_SECONDS:g} "
                        f"seconds; nothing was changed, try again when it is done."
                    ) from None
                time.sleep(_WRITER_POLL_SECONDS)
        yield


def rebuild(
    folder: Path,
    documents: Iterable[PractitionerDocument],
    progress: Callable[[int], None] | None,
) -> None:
    """Write a new generation from these documents alone and make it the valid one.

    To be called with the writer lock. Until it is done the generation before answers.
    """
    before = _manifest_before(folder)
    folder.chmod(0o700)
    name = _new_name("part")
    row_count = write_parallel_part(folder / name, with_distinct_keys(documents), progress)
    generation = replace(
        before,
        generation=before.generation + 1,
        revision=before.revision + 1,
        built_at=datetime.now(UTC).isoformat(),
        parts=(name,) if row_count else (),
        dead_rows={},
        columns={},
    )
    commit(folder, generation)


def apply(
    folder: Path,
    snapshot: Snapshot,
    upserts: Iterable[PractitionerDocument],
    deletes: Iterable[int],
) -> None:
    """Put in or replace some documents and take out others, in one commit.

    To be called with the writer lock and the state of the index under it. Of several documents
    with the same key the last holds; a key that is also deleted is deleted. Small parts are
    written together with the new one when they are not much larger, so that there are never many.
    Where many documents of a large part have the words they had, only its columns are written.
    """
    deleted = set(deletes)
    by_key = {document.key: document for document in upserts if document.key not in deleted}
    if not deleted and not by_key:
        return
    renewals = list_renewals(snapshot.parts, by_key)
    for renewal in renewals:
        for document in renewal.documents:
            del by_key[document.key]
    changed = np.array(sorted(deleted | by_key.keys()), np.int64)
    dead = {
        part.name: np.flatnonzero(~part.live | np.isin(part.columns.keys, changed))
        for part in snapshot.parts
    }
    kept = [part for part in snapshot.parts if len(dead[part.name]) < part.row_count]
    documents = list(by_key.values())
    while kept and _is_worth_merging(kept[-1], len(dead[kept[-1].name]), len(documents)):
        part = kept.pop()
        documents = [*_holding_documents(part, dead[part.name]), *documents]
    names = [part.name for part in kept]
    columns = {name: of for name, of in snapshot.manifest.columns.items() if name in names}
    for renewal in renewals:
        columns[renewal.part.name] = _new_name("columns")
        write_renewed_columns(folder / columns[renewal.part.name], renewal)
    if documents:
        names.append(_new_name("part"))
        write_part(folder / names[-1], documents)
    manifest = replace(
        snapshot.manifest,
        revision=snapshot.manifest.revision + 1,
        parts=tuple(names),
        dead_rows=_write_dead_rows(folder, snapshot.manifest, kept, dead),
        columns=columns,
    )
    commit(folder, manifest)


def _is_worth_merging(part: LivePart, dead_count: int, new_count: int) -> bool:
    kept_count = part.row_count - dead_count
    return (
        has_documents(part.part.folder)
        and kept_count <= _MERGED_GROWTH * new_count
        and kept_count + new_count <= MOST_KEPT_DOCUMENTS
    )


def _holding_documents(part: LivePart, dead: NDArray[np.int64]) -> list[PractitionerDocument]:
    gone = set(dead.tolist())
    documents = enumerate(read_documents(part.part.folder))
    return [document for row, document in documents if row not in gone]


def _write_dead_rows(
    folder: Path,
    manifest: Manifest,
    parts: Iterable[LivePart],
    dead: Mapping[str, NDArray[np.int64]],
) -> dict[str, str]:
    """Write the dead rows of the parts where they changed, and name the file of each part."""
    files = {}
    for part in parts:
        rows = dead[part.name]
        if len(rows) == np.count_nonzero(~part.live):
            if len(rows):
                files[part.name] = manifest.dead_rows[part.name]
            continue
        files[part.name] = f"{_new_name('dead')}.npy"
        np.save(folder / files[part.name], rows, allow_pickle=False)
        sync(folder / files[part.name])
    return files


def _manifest_before(folder: Path) -> Manifest:
    try:
        return read_manifest(folder)
    except (IndexMissingError, IndexCorruptError):
        return Manifest.first()


def _new_name(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(8)}"
