"""Comma-separated text from bytes to rows, streaming, with the line in the file each row begins on.

A row may span lines inside quotation marks, and one broken row must not swallow the next. What
the columns mean is the readers' business.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import IO, NamedTuple
from zipfile import BadZipFile

from directory.domain.errors import InvalidValueError
from directory.sources.records import RowError, RowProblem

# A registry's row has a few kilobytes; a line without end is another kind of file.
_LONGEST_LINE = 1 << 20
_LONGEST_ROW_IN_LINES = 100
_LONGEST_ROW_IN_LINES_OF_UNKNOWN_START = 20
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """The values of one row and the line it begins on, counted from 1."""

    line: int
    values: list[str]


class CsvRows:
    """The rows under the header of a comma-separated file, or of one with another delimiter.

    `header` holds the column names as written, without blanks around them. `row_start` is how the
    first line of every row begins, where that is known. A quotation mark that is never closed
    costs one row and not those after it: they are read again. Files with another delimiter than
    the comma do not quote: a quotation mark in them is one.

    Raises InvalidValueError when the file is empty, not text, or ends before its archive does.
    """

    header: list[str]

    def __init__(
        self, stream: IO[bytes], row_start: re.Pattern[bytes] | None = None, delimiter: str = ","
    ) -> None:
        self._is_quoted = delimiter == ","
        self._stream = stream
        self._row_start = row_start
        self._delimiter = delimiter
        self._line = 0
        self._unread_lines: deque[bytes] = deque()
        first_line = self._read_line()
        if not first_line.strip():
            raise InvalidValueError("The file is empty.")
        if first_line.startswith(_UTF_16_MARKS):
            raise InvalidValueError("The file is UTF-16; save it as UTF-8 comma-separated text.")
        if len(first_line) >= _LONGEST_LINE:
            raise InvalidValueError("The file is not text in lines; is it the right one?")
        self._take_header(_decode(first_line).removeprefix("\ufeff"))

    def skip_title(self) -> None:
        """Take the second row for the header where the first holds a title in one cell alone."""
        if sum(map(bool, self.header)) == 1:
            self._take_header(_decode(self._read_line()))

    def _take_header(self, text: str) -> None:
        self.header = [" ".join(name.split()) for name in self._parse(text) or ()]

    def __iter__(self) -> Iterator[Row | RowError]:
        while first_line := self._read_line():
            start = self._line
            if not first_line.strip(b"\r\n\0 "):
                continue
            if len(first_line) >= _LONGEST_LINE:
                yield RowError(start, RowProblem.LINE_TOO_LONG, "")
                continue
            raw = self._read_row(first_line)
            if raw is None:
                yield RowError(start, RowProblem.UNCLOSED_QUOTE, _excerpt(first_line))
                continue
            values = self._parse(_decode(raw))
            if values is None:
                yield RowError(start, RowProblem.UNREADABLE, _excerpt(raw))
            elif len(values) != len(self.header):
                count = f"{len(values)} values, {len(self.header)} columns"
                yield RowError(start, RowProblem.WRONG_COLUMN_COUNT, count)
            else:
                yield Row(start, values)

    def _read_row(self, first_line: bytes) -> bytes | None:
        """The whole row, or None if its quotation never closes."""
        if not self._is_quoted or first_line.count(b'"') % 2 == 0:
            return first_line
        lines = [first_line]
        most = _LONGEST_ROW_IN_LINES if self._row_start else _LONGEST_ROW_IN_LINES_OF_UNKNOWN_START
        while len(lines) < most and (line := self._read_line()):
            if self._row_start and self._row_start.match(line):
                self._unread(line)
                return None
            lines.append(line)
            if line.count(b'"') % 2:
                return b"".join(lines)
        if self._row_start is None:
            self._unread(*lines[1:])
        return None

    def _unread(self, *lines: bytes) -> None:
        self._unread_lines.extendleft(reversed(lines))
        self._line -= len(lines)

    def _read_line(self) -> bytes:
        """The next line, cut off at the longest that can be one; empty at the end of the file."""
        if self._unread_lines:
            self._line += 1
            return self._unread_lines.popleft()
        try:
            line = piece = self._stream.readline(_LONGEST_LINE)
            while len(piece) == _LONGEST_LINE and not piece.endswith(b"\n"):
                piece = self._stream.readline(_LONGEST_LINE)
        except (EOFError, OSError, BadZipFile, zlib.error) as error:
            raise InvalidValueError(
                f"The file breaks off after line {self._line} ({error}). Download it again."
            ) from error
        self._line += bool(line)
        return line

    def _parse(self, text: str) -> list[str] | None:
        try:
            if not self._is_quoted:
                return text.rstrip("\r\n").split(self._delimiter)
            return next(csv.reader((text,), delimiter=self._delimiter), [])
        except csv.Error:
            return None


def _decode(raw: bytes) -> str:
    """UTF-8 where the bytes are; else Latin-1, which older files use and which always decodes."""
    raw = raw.replace(b"\0", b"")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _excerpt(raw: bytes) -> str:
    return _decode(raw[:80]).strip()
