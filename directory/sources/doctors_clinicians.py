"""The Doctors & Clinicians national file (CMS): graduation years and places of practice.

`docs/sources/doctors_clinicians.md` says where it comes from and what is never inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from directory.domain.addresses import (
    normalise_address_line,
    normalise_city,
    normalise_phone,
    normalise_region,
)
from directory.domain.geography import normalise_zip
from directory.domain.names import normalise_person_name
from directory.sources.columns import Columns, Names
from directory.sources.csv_rows import CsvRows
from directory.sources.files import OpenFile, open_table
from directory.sources.grouping import RowGroup, group_by_npi
from directory.sources.person_records import (
    AddressFact,
    Fact,
    GraduationFact,
    Identity,
    PersonEntry,
    PersonRecord,
)
from directory.sources.records import RegistryAddress
from directory.sources.signatures import DOCTORS_CLINICIANS

SOURCE = "doctors_clinicians"

_REQUIRED: Mapping[str, Names] = {
    "npi": "NPI",
    "family_name": ("Provider Last Name", "lst_nm"),
    "given_name": ("Provider First Name", "frst_nm"),
    "graduated_in": "Grd_yr",
    "street": "adr_ln_1",
    "city": ("City/Town", "cty"),
    "region": ("State", "st"),
    "postal_code": ("ZIP Code", "zip"),
}
_OPTIONAL: Mapping[str, Names] = {
    "middle_name": ("Provider Middle Name", "mid_nm"),
    "name_suffix": "suff",
    "school": "Med_sch",
    "unit": "adr_ln_2",
    "is_second_line_suppressed": "ln_2_sprs",
    "clinic_name": ("Facility Name", "org_nm"),
    "phone": ("Telephone Number", "phn_numbr"),
}
_UNNAMED_SCHOOL = "OTHER"
_FIRST_YEAR, _LAST_YEAR = 1930, 2100


def open_doctors_clinicians(path: Path) -> AbstractContextManager[OpenFile]:
    """Open the national file itself, gzipped, or as the only table of a zip archive."""
    return open_table(path, r".*\.csv")


def read_doctors_clinicians(stream: IO[bytes], wanted: Iterable[str]) -> Iterator[PersonEntry]:
    """One record for each person among `wanted` (NPIs), of all their rows; and the other rows.

    Raises InvalidValueError at once for another kind of file, and when it breaks off.
    """
    rows = CsvRows(stream)
    columns = Columns(rows.header, DOCTORS_CLINICIANS, _REQUIRED, _OPTIONAL)
    return (
        _read_person(entry) if isinstance(entry, RowGroup) else entry
        for entry in group_by_npi(rows, columns, wanted)
    )


def _read_person(group: RowGroup) -> PersonRecord:
    first = group.rows[0].cells
    addresses = dict.fromkeys(_read_address(row.cells) for row in group.rows)
    facts: list[Fact] = [address for address in addresses if address is not None]
    graduation = _read_graduation([row.cells for row in group.rows])
    if graduation is not None:
        facts.append(graduation)
    return PersonRecord(
        line=group.rows[0].line,
        source=SOURCE,
        key=group.npi,
        identity=Identity(
            name=normalise_person_name(
                first["given_name"],
                first["family_name"],
                first["middle_name"],
                first["name_suffix"],
            ),
            npi=group.npi,
        ),
        facts=tuple(facts),
    )


def _read_graduation(rows: Sequence[dict[str, str]]) -> GraduationFact | None:
    """The year and school, if all rows that give a year give the same."""
    years = {
        int(cells["graduated_in"])
        for cells in rows
        if cells["graduated_in"].isdecimal()
        and _FIRST_YEAR <= int(cells["graduated_in"]) <= _LAST_YEAR
    }
    if len(years) != 1:
        return None
    schools = {cells["school"] for cells in rows} - {"", _UNNAMED_SCHOOL}
    return GraduationFact(years.pop(), normalise_city(min(schools, default="")))


def _read_address(cells: dict[str, str]) -> AddressFact | None:
    if not (cells["street"] and cells["city"]):
        return None
    unit = "" if cells["is_second_line_suppressed"] == "Y" else cells["unit"]
    lines = (normalise_address_line(cells["street"]), normalise_address_line(unit))
    return AddressFact(
        RegistryAddress(
            street=", ".join(line for line in lines if line),
            city=normalise_city(cells["city"]),
            region=normalise_region(cells["region"]),
            postal_code=normalise_zip(cells["postal_code"]) or "",
            country="US",
            phone=normalise_phone(cells["phone"], "US"),
        ),
        clinic_name=normalise_city(cells["clinic_name"]),
    )
