"""JSON as review sites export it: one document, or a document on each line.

A document is read whole, so it may not be larger than exports of one place or person are; lines
are streamed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import IO, Any, NamedTuple
from zipfile import BadZipFile

from directory.domain.errors import InvalidValueError
from directory.sources.records import RowError, RowProblem

MOST_BYTES_OF_A_DOCUMENT = 64 * 1024 * 1024
_LONGEST_LINE = 1 << 22


class JsonLine(NamedTuple):
    """One document and the line it stands on."""

    line: int
    value: Any


def read_document(stream: IO[bytes]) -> object:
    """The only document of a file. Raises InvalidValueError when it is none, or too large."""
    try:
        raw = stream.read(MOST_BYTES_OF_A_DOCUMENT + 1)
    except (EOFError, OSError, BadZipFile, zlib.error) as error:
        raise InvalidValueError(f"The file breaks off ({error}). Download it again.") from error
    if len(raw) > MOST_BYTES_OF_A_DOCUMENT:
        raise InvalidValueError("The file is larger than 64 MB; export less at a time.")
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"The file is not JSON: {error}.") from error


def read_lines(stream: IO[bytes]) -> Iterator[JsonLine | RowError]:
    """The documents of a file with one on each line; lines end in "\\n" and in nothing else.

    A line that is cut off, as the last one of a broken download is, is a broken row.
    """
    number = 0
    while True:
        try:
            raw = stream.readline(_LONGEST_LINE)
        except (EOFError, OSError, BadZipFile, zlib.error) as error:
            raise InvalidValueError(
                f"The file breaks off after line {number} ({error}). Download it again."
            ) from error
        if not raw:
            return
        number += 1
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            yield RowError(number, RowProblem.LINE_TOO_LONG, "")
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_LONGEST_LINE)
            continue
        if not raw.strip(b"\r\n\0 \xef\xbb\xbf"):
            continue
        try:
            yield JsonLine(number, json.loads(raw.decode("utf-8-sig")))
        except (ValueError, RecursionError):
            excerpt = raw[:80].decode("utf-8", "replace").strip()
            yield RowError(number, RowProblem.NOT_JSON, excerpt)
