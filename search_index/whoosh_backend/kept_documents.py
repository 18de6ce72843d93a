"""Small parts keep their documents, so that they can be written again into a larger part.

Larger ones do not: they are replaced only by a rebuild from the database.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.arrays.snapshot import LivePart
from search_index.document_lines import read_lines, write_lines
from search_index.documents import PractitionerDocument

_FILE = "documents.jsonl"


def keep_documents(part: Path, segment: int, documents: Iterable[PractitionerDocument]) -> None:
    """Write the documents of a segment into the folder of its part, one a line, by row."""
    with _file_of(part, segment).open("w", encoding="utf-8") as lines:
        write_lines(lines, documents)


def join_documents(part: Path, segments: Sequence[int]) -> None:
    """Keep the documents of the segments as those of the part, one behind the other."""
    with (part / _FILE).open("wb") as joined:
        for segment in segments:
            with _file_of(part, segment).open("rb") as lines:
                shutil.copyfileobj(lines, joined)
    forget_documents(part, segments)


def forget_documents(part: Path, segments: Sequence[int]) -> None:
    """Remove the documents of the segments, of a part too large to keep them."""
    for segment in segments:
        _file_of(part, segment).unlink(missing_ok=True)


def _file_of(part: Path, segment: int) -> Path:
    return part / f"documents-{segment}.jsonl"


@dataclass(frozen=True, slots=True)
class FolderDocuments:
    """The documents that the parts in the folder of an index keep."""

    folder: Path

    def are_of(self, part: LivePart) -> bool:
        return self._file_of(part).exists()

    def read(self, part: LivePart) -> Iterator[PractitionerDocument]:
        with self._file_of(part).open(encoding="utf-8") as lines:
            yield from read_lines(lines)

    def _file_of(self, part: LivePart) -> Path:
        return self.folder / part.name / _FILE
