"""A part of the index: a folder with text segments and their columns, written once, for ever.

An index is a few parts. A change is a new small part and, beside it, the rows of older parts that
it makes dead; files that a reader may have open are never touched.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from search_index.arrays.changes import MOST_KEPT_DOCUMENTS
from search_index.arrays.columns import Columns
from search_index.arrays.columns_builder import ColumnsBuilder
from search_index.arrays.columns_joining import join_columns
from search_index.arrays.word_positions import CollectedPositions
from search_index.document_words import BIOGRAPHY, DocumentWords
from search_index.documents import PractitionerDocument
from search_index.errors import IndexCorruptError
from search_index.whoosh_backend.columns_files import load_columns, save_columns
from search_index.whoosh_backend.kept_documents import (
    forget_documents,
    join_documents,
    keep_documents,
)
from search_index.whoosh_backend.text_index import TextIndexWriter
from search_index.whoosh_backend.text_segments import (
    TextSegments,
    segment_folder,
    write_row_counts,
)
from search_index.whoosh_backend.word_positions import save_positions

_COLUMNS_FOLDER = "columns"
_PROGRESS_STEP = 100
_SYNCING_THREADS = 16


class Part:
    """A part opened for reading: columns mapped, text index open. Raises IndexCorruptError.

    `columns_folder` is its own or one with newer columns; `text` is taken over where it is open.
    """

    def __init__(
        self, folder: Path, columns_folder: Path | None = None, text: TextSegments | None = None
    ) -> None:
        self.folder = folder
        self.name = folder.name
        self.columns_folder = columns_folder or folder / _COLUMNS_FOLDER
        try:
            self.columns = load_columns(self.columns_folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexCorruptError(
                f"The columns in {self.columns_folder} cannot be read ({error}); rebuild the index."
            ) from error
        self.text = text or TextSegments(folder)


def write_part(
    folder: Path,
    documents: Iterable[PractitionerDocument],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write a new part, durably, and return the number of its documents.

    `progress` is called now and then with the number written so far. Documents must have distinct
    keys; an iterable without documents leaves a folder that is of no use.
    """
    row_count = write_segment(folder, 0, documents, progress)
    if row_count:
        finish_part(folder, [0])
    return row_count


def write_segment(
    folder: Path,
    number: int,
    documents: Iterable[PractitionerDocument],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write one segment of a part, to be finished with it; return the number of its documents."""
    segment_folder(folder, number).mkdir(parents=True)
    builder, positions = ColumnsBuilder(), CollectedPositions()
    kept: list[PractitionerDocument] | None = []
    with TextIndexWriter(segment_folder(folder, number)) as text:
        for document in documents:
            words = DocumentWords.of(document)
            counted_words = words.counted()
            text.add(counted_words)
            positions.add(words)
            builder.add(document, biography_length=counted_words[BIOGRAPHY].total())
            builder.count_words(words.correctable())
            if kept is not None:
                kept.append(document)
            if builder.row_count > MOST_KEPT_DOCUMENTS:
                kept = None
            if progress is not None and builder.row_count % _PROGRESS_STEP == 0:
                progress(builder.row_count)
    if not builder.row_count:
        return 0
    save_positions(positions.sorted(), segment_folder(folder, number))
    if progress is not None:
        progress(builder.row_count)
    columns_folder = _columns_folder_of(folder, number)
    columns_folder.mkdir()
    save_columns(builder.build(), columns_folder)
    if kept is not None:
        keep_documents(folder, number, kept)
    return builder.row_count


def finish_part(folder: Path, numbers: Sequence[int]) -> None:
    """Make a part of its segments, in that order of rows, durably.

    All but the last have a multiple of 64 rows.
    """
    columns_folders = [_columns_folder_of(folder, number) for number in numbers]
    columns = [load_columns(segment) for segment in columns_folders]
    row_counts = [one.row_count for one in columns]
    if len(columns_folders) == 1:
        columns_folders[0].rename(folder / _COLUMNS_FOLDER)
    else:
        (folder / _COLUMNS_FOLDER).mkdir()
        save_columns(join_columns(columns), folder / _COLUMNS_FOLDER)
        for segment in columns_folders:
            shutil.rmtree(segment)
    if sum(row_counts) <= MOST_KEPT_DOCUMENTS:
        join_documents(folder, numbers)
    else:
        forget_documents(folder, numbers)
    write_row_counts(folder, dict(zip(numbers, row_counts, strict=True)))
    sync_tree(folder)


def write_columns(folder: Path, columns: Columns) -> None:
    """Write columns into a new folder of their own, durably."""
    folder.mkdir()
    save_columns(columns, folder)
    sync_tree(folder)


def _columns_folder_of(folder: Path, number: int) -> Path:
    """Where the columns of one segment lie until the part is finished."""
    return folder / f"{_COLUMNS_FOLDER}-{number}"


def sync_tree(folder: Path) -> None:
    """Have the files and folders below written to the disk itself.

    Side by side, because then the file system writes its journal once for many of them.
    """
    with ThreadPoolExecutor(_SYNCING_THREADS) as threads:
        for _ in threads.map(sync, [folder, *folder.rglob("*")]):
            pass


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
