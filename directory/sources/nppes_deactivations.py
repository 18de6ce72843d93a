"""The NPPES report of deactivated NPIs: the spreadsheet, or the same as comma-separated text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from directory.domain.names import PersonName
from directory.domain.npi import is_valid_npi
from directory.sources.columns import Columns, Names
from directory.sources.csv_rows import CsvRows
from directory.sources.dates import read_date
from directory.sources.files import OpenFile, open_table
from directory.sources.person_records import (
    DeactivationFact,
    Identity,
    PersonEntry,
    PersonRecord,
)
from directory.sources.records import RowError, RowProblem, SkippedRow, SkipReason
from directory.sources.signatures import NPPES_DEACTIVATIONS
from directory.sources.workbook_rows import WorkbookRows, is_workbook

SOURCE = "nppes_deactivations"

_REQUIRED: Mapping[str, Names] = {"npi": "NPI", "deactivated_on": "NPPES Deactivation Date"}
_DATE_STYLES = ("05/13/2024", "2024-05-13")


def open_nppes_deactivations(path: Path) -> AbstractContextManager[OpenFile]:
    """Open the report: the archive of CMS, the spreadsheet in it, or that saved as CSV."""
    return open_table(path, r".*\.(csv|xlsx)")


def read_nppes_deactivations(stream: IO[bytes], wanted: Iterable[str]) -> Iterator[PersonEntry]:
    """One record for each person among `wanted` (NPIs) whose number was taken back.

    Raises InvalidValueError at once for another kind of file, and when it breaks off.
    """
    rows = _open_rows(stream)
    columns = Columns(rows.header, NPPES_DEACTIVATIONS, _REQUIRED)
    npis = frozenset(wanted)
    return (
        row if isinstance(row, RowError) else _read_row(row.line, columns.read(row.values), npis)
        for row in rows
    )


def _open_rows(stream: IO[bytes]) -> CsvRows | WorkbookRows:
    if is_workbook(stream):
        return WorkbookRows(stream)
    rows = CsvRows(stream)
    rows.skip_title()
    return rows


def _read_row(line: int, cells: dict[str, str], wanted: frozenset[str]) -> PersonEntry:
    npi = cells["npi"]
    if not is_valid_npi(npi):
        return RowError(line, RowProblem.INVALID_NUMBER, npi)
    if npi not in wanted:
        return SkippedRow(line, SkipReason.NOT_LISTED)
    try:
        deactivated_on = read_date(cells["deactivated_on"], _DATE_STYLES)
    except ValueError:
        return RowError(line, RowProblem.UNREADABLE_DATE, cells["deactivated_on"])
    if deactivated_on is None:
        return RowError(line, RowProblem.UNREADABLE_DATE, "")
    return PersonRecord(
        line=line,
        source=SOURCE,
        key=npi,
        identity=Identity(name=PersonName("", ""), npi=npi),
        facts=(DeactivationFact(deactivated_on),),
    )
