"""Medicare Physician & Other Practitioners by provider and service (CMS): laser services alone.

`docs/sources/medicare_volume.md` says where it comes from and why nothing is inferred from absence.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from directory.domain.names import PersonName
from directory.sources.code_lists import read_code_list
from directory.sources.columns import Columns, Names
from directory.sources.csv_rows import CsvRows
from directory.sources.files import OpenFile, open_table
from directory.sources.grouping import RowGroup, group_by_npi
from directory.sources.person_records import Identity, PersonEntry, PersonRecord, VolumeFact
from directory.sources.records import RowError, RowProblem
from directory.sources.signatures import MEDICARE_VOLUME

SOURCE = "medicare_volume"

_REQUIRED: Mapping[str, Names] = {
    "npi": ("Rndrng_NPI", "npi"),
    "code": ("HCPCS_Cd", "hcpcs_code"),
    "service_count": ("Tot_Srvcs", "line_srvc_cnt"),
}
_YEAR_IN_NAME = re.compile(r"(?:_D([0-9]{2})_|(20[0-9]{2}))")


def open_medicare_volume(path: Path) -> AbstractContextManager[OpenFile]:
    """Open the table itself, gzipped, or as the only table of a zip archive."""
    return open_table(path, r".*\.csv")


def find_year(file_name: str) -> int | None:
    """The year that a file's name says it is of: "…_D23_Prov_Svc.csv" or "…2023…"; else None."""
    found = _YEAR_IN_NAME.search(file_name)
    if found is None:
        return None
    return 2000 + int(found[1]) if found[1] else int(found[2])


def read_medicare_volume(
    stream: IO[bytes], wanted: Iterable[str], year: int
) -> Iterator[PersonEntry]:
    """One record for each person among `wanted` (NPIs) who has laser services; and the other rows.

    Raises InvalidValueError at once for another kind of file, and when it breaks off.
    """
    rows = CsvRows(stream)
    columns = Columns(rows.header, MEDICARE_VOLUME, _REQUIRED)
    codes = read_code_list("laser_codes").keys()
    groups = group_by_npi(
        rows,
        columns,
        wanted,
        is_of_interest=lambda values: columns.read_cell(values, "code").upper() in codes,
    )
    for entry in groups:
        if isinstance(entry, RowGroup):
            yield from _read_person(entry, year)
        else:
            yield entry


def _read_person(group: RowGroup, year: int) -> Iterator[PersonEntry]:
    sums: Counter[str] = Counter()
    for row in group.rows:
        count = _read_count(row.cells["service_count"])
        if count is None:
            yield RowError(row.line, RowProblem.UNREADABLE_AMOUNT, row.cells["service_count"])
        else:
            sums[row.cells["code"].upper()] += count  # type: ignore[assignment]  # may be halves
    if sums:
        yield PersonRecord(
            line=group.rows[0].line,
            source=SOURCE,
            key=f"{group.npi}|{year}",
            identity=Identity(name=PersonName("", ""), npi=group.npi),
            facts=tuple(VolumeFact(year, code, sums[code]) for code in sorted(sums)),
        )


def _read_count(text: str) -> float | None:
    try:
        count = float(text.replace(",", ""))
    except ValueError:
        return None
    return count if math.isfinite(count) and count > 0 else None
