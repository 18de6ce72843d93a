"""The rows of a spreadsheet (.xlsx) as text, streaming, in the shape of those of a text table."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from shutil import copyfileobj
from typing import IO

from directory.domain.errors import InvalidValueError
from directory.sources.csv_rows import Row
from directory.sources.files import ZIP_MAGIC
from directory.sources.records import RowError, RowProblem

MOST_BYTES_UNPACKED = 1 << 29
"""A spreadsheet may hold so much; a million rows of two columns are a tenth of it."""

_TITLE_ROWS_AT_MOST = 10


class WorkbookRows:
    """The rows under the header of a workbook's first sheet.

    The header is the first row with more than one filled cell: above it publishers write titles.
    Raises InvalidValueError for a file that is no workbook, or a damaged one.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._rows = _numbered_rows(stream)
        self.header: list[str] = []
        for _, values in islice(self._rows, _TITLE_ROWS_AT_MOST):
            if sum(map(bool, values)) > 1:
                self.header = values
                break
        if not self.header:
            raise InvalidValueError("The spreadsheet’s first sheet has no row of column names.")

    def __iter__(self) -> Iterator[Row | RowError]:
        width = len(self.header)
        for line, values in self._rows:
            if not any(values):
                continue
            if any(values[width:]):
                count = f"{len(values)} values, {width} columns"
                yield RowError(line, RowProblem.WRONG_COLUMN_COUNT, count)
            else:
                yield Row(line, values[:width] + [""] * (width - len(values)))


def is_workbook(stream: IO[bytes]) -> bool:
    """Whether a stream at its beginning is packed as workbooks are, and no plain text."""
    magic = stream.read(len(ZIP_MAGIC))
    stream.seek(0)
    return magic == ZIP_MAGIC


def _numbered_rows(stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    # Loaded by those who read a workbook: every start of the site would pay for it.
    from openpyxl import load_workbook  # noqa: PLC0415

    with _seekable(stream) as file, _telling_damage():
        _check_size(file)
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size may be wrong
        for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield line, _as_texts(values)


@contextmanager
def _seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """A copy on disk: a workbook is an archive, read to and fro, and may lie in another one."""
    with tempfile.TemporaryFile() as file, _telling_damage():
        copyfileobj(stream, file)
        file.seek(0)
        yield file


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except InvalidValueError:
        raise
    except Exception as error:  # a damaged archive of damaged XML fails in every way there is
        raise InvalidValueError(
            f"The spreadsheet cannot be read to its end ({error}). Download it again, or save it "
            "as comma-separated text."
        ) from error


def _check_size(file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MOST_BYTES_UNPACKED:
        raise InvalidValueError("The spreadsheet unpacks to more than 512 MB; is it the right one?")


def _as_texts(values: Iterable[object]) -> list[str]:
    return [_as_text(value) for value in values]


def _as_text(value: object) -> str:
    """A cell as text: numbers without a fraction they do not have, instants as days."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
