"""States' lists of licences, each read by its column map.

`docs/sources/licences.md` says where the files come from and what is never inferred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import IO

from directory.domain.addresses import normalise_city, normalise_region
from directory.domain.experience import find_placeholder_dates
from directory.domain.geography import normalise_zip
from directory.domain.licences import LicenceStatus, NoticeGrade, grade_discipline
from directory.domain.names import normalise_person_name
from directory.sources.columns import Columns
from directory.sources.csv_rows import CsvRows
from directory.sources.dates import read_date
from directory.sources.files import OpenFile, open_table
from directory.sources.licence_maps import LicenceMap
from directory.sources.person_records import (
    Fact,
    Identity,
    LicenceFact,
    LicenceNumber,
    NoticeFact,
    PersonEntry,
    PersonRecord,
)
from directory.sources.records import RowError, RowProblem, SkippedRow, SkipReason

_DECIDED_STATUSES = frozenset(
    {
        LicenceStatus.LIMITED,
        LicenceStatus.SUSPENDED,
        LicenceStatus.REVOKED,
        LicenceStatus.SURRENDERED,
    }
)


def open_licences(path: Path) -> AbstractContextManager[OpenFile]:
    """Open a list of licences itself, gzipped, or as the only table of a zip archive."""
    return open_table(path, r".*\.(csv|txt|tsv)")


def count_issue_dates(stream: IO[bytes], layout: LicenceMap) -> Counter[date]:
    """How many licences of a file bear each day of issue: the first of two readings.

    Raises InvalidValueError for another kind of file.
    """
    counts: Counter[date] = Counter()
    rows, columns = _read_header(stream, layout)
    for row in rows:
        if isinstance(row, RowError):
            continue
        try:
            issued_on = read_date(columns.read(row.values)["issued_on"], layout.date_styles)
        except ValueError:
            continue
        if issued_on is not None:
            counts[issued_on] += 1
    return counts


def read_licences(
    stream: IO[bytes], layout: LicenceMap, issue_dates: Mapping[date, int]
) -> Iterator[PersonEntry]:
    """One entry for each row: a licence of a profession of interest, a skipped row or a row error.

    `issue_dates` is what `count_issue_dates` gave for the file: days that stand in for unknown
    ones are left out. Raises InvalidValueError for another kind of file, and when it breaks off.
    """
    rows, columns = _read_header(stream, layout)
    placeholders = find_placeholder_dates(issue_dates)
    return (
        row if isinstance(row, RowError) else _read_row(row.line, cells, layout, placeholders)
        for row in rows
        for cells in [
            {} if isinstance(row, RowError) else {**layout.constants, **columns.read(row.values)}
        ]
    )


def _read_header(stream: IO[bytes], layout: LicenceMap) -> tuple[CsvRows, Columns]:
    rows = CsvRows(stream, delimiter=layout.delimiter)
    return rows, Columns(rows.header, layout.description, layout.required, layout.optional)


def _read_row(
    line: int, cells: Mapping[str, str], layout: LicenceMap, placeholders: frozenset[date]
) -> PersonEntry:
    if layout.organisation and cells["person_or_organisation"].casefold() == layout.organisation:
        return SkippedRow(line, SkipReason.ORGANISATION)
    profession = layout.find_profession(cells["type"])
    if profession is None:
        return SkippedRow(line, SkipReason.OTHER_PROFESSION)
    if not any(map(str.isdigit, cells["number"])):
        return RowError(line, RowProblem.INVALID_NUMBER, cells["number"])
    if not (cells["given_name"] and cells["family_name"]):
        return RowError(line, RowProblem.MISSING_NAME, cells["number"])
    dates: dict[str, date | None] = {}
    for column in ("issued_on", "expires_on", "disciplined_on"):
        text = cells.get(column, "")
        try:
            dates[column] = read_date(text, layout.date_styles)
        except ValueError:
            return RowError(line, RowProblem.UNREADABLE_DATE, text)
    status_words = "/".join(filter(None, (cells["status"], cells.get("status_detail"))))
    status = layout.read_status(status_words)
    number = cells["number"].upper()
    issued_on = dates["issued_on"]
    licence = LicenceFact(
        name=cells["type"],
        issuer=cells.get("issuer") or layout.issuer,
        number=number,
        region=layout.region,
        issued_on=None if issued_on in placeholders else issued_on,
        expires_on=dates["expires_on"],
        status=status,
        is_temporary=bool(layout.temporary.search(cells["type"])),
    )
    return PersonRecord(
        line=line,
        source=layout.key,
        key=f"{profession}:{number}",
        identity=_read_identity(cells, layout, profession, number),
        facts=(licence, *_read_discipline(cells, layout, licence, dates["disciplined_on"])),
    )


def _read_identity(
    cells: Mapping[str, str], layout: LicenceMap, profession: str, number: str
) -> Identity:
    return Identity(
        name=normalise_person_name(
            cells["given_name"],
            cells["family_name"],
            cells.get("middle_name", ""),
            cells.get("name_suffix", ""),
        ),
        npi=cells.get("npi", ""),
        licence=LicenceNumber(layout.region, number),
        profession_keys=frozenset({profession}),
        city=normalise_city(cells.get("city", "")),
        region=normalise_region(cells.get("region", "")),
        postal_code=normalise_zip(cells.get("postal_code", "")) or "",
    )


def _read_discipline(
    cells: Mapping[str, str],
    layout: LicenceMap,
    licence: LicenceFact,
    decided_on: date | None,
) -> Iterator[Fact]:
    """What the list says against the holder: a status that only a decision gives, or a note."""
    if licence.status in _DECIDED_STATUSES:
        grade, words = NoticeGrade.DECIDED, cells["status"]
    else:
        words = cells.get("discipline", "")
        graded = grade_discipline(words)
        if graded is None:
            return
        grade = graded
    yield NoticeFact(
        reference=f"{layout.region} {licence.number}",
        grade=grade,
        words=words[:300],
        decided_on=decided_on,
    )
