"""Small parts keep their documents, so that they can be written again into a larger part.

Larger ones do not: they are replaced only by a rebuild from the database.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from search_index.document_lines import read_lines, write_lines
from search_index.documents import PractitionerDocument

MOST_KEPT_DOCUMENTS = 20_000

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


def has_documents(part: Path) -> bool:
    """Whether the part was small enough to keep its documents."""
    return (part / _FILE).exists()


def read_documents(part: Path) -> Iterator[PractitionerDocument]:
    """The documents of a part that kept them, by row."""
    with (part / _FILE).open(encoding="utf-8") as lines:
        yield from read_lines(lines)
