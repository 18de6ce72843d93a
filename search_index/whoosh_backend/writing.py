"""Changing the index: one writer at a time, each change one new part and one new manifest."""

import fcntl
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from search_index.arrays.changes import KeptPart, plan_change
from search_index.arrays.renewals import renewed_columns_of
from search_index.distinct_keys import with_distinct_keys
from search_index.documents import PractitionerDocument
from search_index.errors import (
    IndexBusyError,
    IndexCorruptError,
    IndexMissingError,
    IndexUrlError,
)
from search_index.whoosh_backend.kept_documents import FolderDocuments
from search_index.whoosh_backend.manifest import Manifest, commit, read_manifest
from search_index.whoosh_backend.parallel_writing import write_parallel_part
from search_index.whoosh_backend.part import sync, write_columns, write_part
from search_index.whoosh_backend.snapshot import FolderSnapshot

WRITER_WAIT_SECONDS = 10.0
_WRITER_POLL_SECONDS = 0.05
_LOCK_FILE = "writer.lock"


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
    snapshot: FolderSnapshot,
    upserts: Iterable[PractitionerDocument],
    deletes: Iterable[int],
) -> None:
    """Put in or replace some documents and take out others, in one commit.

    To be called with the writer lock and the state of the index under it.
    """
    change = plan_change(snapshot.parts, upserts, deletes, FolderDocuments(folder))
    if change is None:
        return
    names = [kept.part.name for kept in change.kept]
    columns = {name: of for name, of in snapshot.manifest.columns.items() if name in names}
    for renewal in change.renewals:
        columns[renewal.part.name] = _new_name("columns")
        write_columns(folder / columns[renewal.part.name], renewed_columns_of(renewal))
    if change.documents:
        names.append(_new_name("part"))
        write_part(folder / names[-1], change.documents)
    manifest = replace(
        snapshot.manifest,
        revision=snapshot.manifest.revision + 1,
        parts=tuple(names),
        dead_rows=_write_dead_rows(folder, snapshot.manifest, change.kept),
        columns=columns,
    )
    commit(folder, manifest)


def _write_dead_rows(folder: Path, manifest: Manifest, parts: Iterable[KeptPart]) -> dict[str, str]:
    """Write the dead rows of the parts where they changed, and name the file of each part."""
    files = {}
    for kept in parts:
        name = kept.part.name
        if not kept.has_more_dead_rows:
            if len(kept.dead_rows):
                files[name] = manifest.dead_rows[name]
            continue
        files[name] = f"{_new_name('dead')}.npy"
        np.save(folder / files[name], kept.dead_rows, allow_pickle=False)
        sync(folder / files[name])
    return files


def _manifest_before(folder: Path) -> Manifest:
    try:
        return read_manifest(folder)
    except (IndexMissingError, IndexCorruptError):
        return Manifest.first()


def _new_name(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(8)}"
