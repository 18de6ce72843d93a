"""The list of excluded individuals and entities (LEIE) of the Office of Inspector General.

`docs/sources/exclusions.md` says where it comes from and what is never inferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import IO

from directory.domain.addresses import normalise_city, normalise_region
from directory.domain.geography import normalise_zip
from directory.domain.licences import NoticeGrade
from directory.domain.names import normalise_person_name
from directory.domain.npi import is_valid_npi
from directory.sources.code_lists import read_code_list
from directory.sources.columns import Columns, Names
from directory.sources.csv_rows import CsvRows
from directory.sources.dates import read_date
from directory.sources.files import OpenFile, open_table
from directory.sources.person_records import Identity, NoticeFact, PersonEntry, PersonRecord
from directory.sources.records import RowError, RowProblem, SkippedRow, SkipReason
from directory.sources.signatures import EXCLUSIONS

SOURCE = "exclusions"

_REQUIRED: Mapping[str, Names] = {
    "family_name": "LASTNAME",
    "given_name": "FIRSTNAME",
    "organisation": "BUSNAME",
    "npi": "NPI",
    "city": "CITY",
    "region": "STATE",
    "postal_code": "ZIP",
    "kind": "EXCLTYPE",
    "excluded_on": "EXCLDATE",
    "reinstated_on": "REINDATE",
}
_OPTIONAL: Mapping[str, Names] = {"middle_name": "MIDNAME", "waiver_region": "WVRSTATE"}
_NO_NPI = "0000000000"
_DATE_STYLE = ("20240513",)


def open_exclusions(path: Path) -> AbstractContextManager[OpenFile]:
    """Open UPDATED.csv or a monthly supplement itself, gzipped, or as the only table of a zip."""
    return open_table(path, r".*\.csv")


def is_whole_list(file_name: str) -> bool:
    """Whether a file is the whole list by its publisher's name for it, and no supplement."""
    return Path(file_name).name.upper().startswith("UPDATED")


def read_exclusions(stream: IO[bytes]) -> Iterator[PersonEntry]:
    """One entry for each row: an excluded person, a skipped organisation or a row error.

    Raises InvalidValueError at once for another kind of file, and when it breaks off.
    """
    rows = CsvRows(stream)
    columns = Columns(rows.header, EXCLUSIONS, _REQUIRED, _OPTIONAL)
    return (
        row if isinstance(row, RowError) else _read_row(row.line, columns.read(row.values))
        for row in rows
    )


def _read_row(line: int, cells: Mapping[str, str]) -> PersonEntry:
    if cells["organisation"] and not cells["family_name"]:
        return SkippedRow(line, SkipReason.ORGANISATION)
    if not (cells["family_name"] and cells["given_name"]):
        return RowError(line, RowProblem.MISSING_NAME, cells["family_name"])
    npi = "" if cells["npi"] == _NO_NPI else cells["npi"]
    if npi and not is_valid_npi(npi):
        return RowError(line, RowProblem.INVALID_NUMBER, npi)
    dates: dict[str, date | None] = {}
    for column in ("excluded_on", "reinstated_on"):
        try:
            dates[column] = read_date(cells[column], _DATE_STYLE)
        except ValueError:
            return RowError(line, RowProblem.UNREADABLE_DATE, cells[column])
    identity = Identity(
        name=normalise_person_name(cells["given_name"], cells["family_name"], cells["middle_name"]),
        npi=npi,
        city=normalise_city(cells["city"]),
        region=normalise_region(cells["region"]),
        postal_code=normalise_zip(cells["postal_code"]) or "",
    )
    reference = f"{cells['kind']} {cells['excluded_on']}"
    who = npi or "|".join((cells["family_name"], cells["given_name"], cells["postal_code"]))
    return PersonRecord(
        line=line,
        source=SOURCE,
        key=f"{who}|{reference}"[:200],
        identity=identity,
        facts=(
            NoticeFact(
                reference=reference[:120],
                grade=NoticeGrade.EXCLUDED,
                words=_describe(cells),
                decided_on=dates["excluded_on"],
                ended_on=dates["reinstated_on"],
            ),
        ),
    )


def _describe(cells: Mapping[str, str]) -> str:
    code = cells["kind"].replace(" ", "").lower()
    words = read_code_list("exclusion_types").get(code, f"Reason {cells['kind']} of the list")
    waiver = cells["waiver_region"]
    return f"{words}; waived in {waiver}" if waiver else words
