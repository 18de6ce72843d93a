"""The NPPES side file of further practice locations (pl_pfile), by the NPI of whom they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from directory.domain.addresses import (
    normalise_address_line,
    normalise_city,
    normalise_country,
    normalise_phone,
    normalise_region,
)
from directory.domain.geography import normalise_zip
from directory.domain.names import PersonName
from directory.sources.columns import Columns, Names
from directory.sources.csv_rows import CsvRows
from directory.sources.files import OpenFile, open_table
from directory.sources.grouping import RowGroup, group_by_npi
from directory.sources.person_records import AddressFact, Identity, PersonEntry, PersonRecord
from directory.sources.records import RegistryAddress
from directory.sources.signatures import NPPES_LOCATIONS

SOURCE = "nppes_locations"

_ADDRESS = "Provider Secondary Practice Location Address"
_REQUIRED: Mapping[str, Names] = {
    "npi": "NPI",
    "street": f"{_ADDRESS} - Address Line 1",
    "city": f"{_ADDRESS} - City Name",
    "region": f"{_ADDRESS} - State Name",
    "postal_code": f"{_ADDRESS} - Postal Code",
    "country": f"{_ADDRESS} - Country Code (If outside U.S.)",
}
_OPTIONAL: Mapping[str, Names] = {
    "unit": f"{_ADDRESS} - Address Line 2",
    "phone": f"{_ADDRESS} - Telephone Number",
}
_ROW_START = re.compile(rb'"?[0-9]{10}"?,')


def open_nppes_locations(path: Path) -> AbstractContextManager[OpenFile]:
    """Open pl_pfile_*.csv itself, gzipped, or inside the monthly or weekly archive."""
    return open_table(path, r"pl_pfile_(?!.*fileheader).*\.csv")


def read_nppes_locations(stream: IO[bytes], wanted: Iterable[str]) -> Iterator[PersonEntry]:
    """One record for each person among `wanted` (NPIs) with all their further locations.

    Raises InvalidValueError at once for another kind of file, and when it breaks off.
    """
    rows = CsvRows(stream, _ROW_START)
    columns = Columns(rows.header, NPPES_LOCATIONS, _REQUIRED, _OPTIONAL)
    return (
        _read_person(entry) if isinstance(entry, RowGroup) else entry
        for entry in group_by_npi(rows, columns, wanted)
    )


def _read_person(group: RowGroup) -> PersonRecord:
    addresses = (_read_address(row.cells) for row in group.rows)
    return PersonRecord(
        line=group.rows[0].line,
        source=SOURCE,
        key=group.npi,
        identity=Identity(name=PersonName("", ""), npi=group.npi),
        facts=tuple(dict.fromkeys(address for address in addresses if address is not None)),
    )


def _read_address(cells: dict[str, str]) -> AddressFact | None:
    if not (cells["street"] and cells["city"]):
        return None
    country = normalise_country(cells["country"])
    postal_code = cells["postal_code"]
    if country == "US":
        postal_code = normalise_zip(postal_code) or ""
    lines = (normalise_address_line(cells["street"]), normalise_address_line(cells["unit"]))
    return AddressFact(
        RegistryAddress(
            street=", ".join(line for line in lines if line),
            city=normalise_city(cells["city"]),
            region=normalise_region(cells["region"]),
            postal_code=postal_code,
            country=country,
            phone=normalise_phone(cells["phone"], country),
        )
    )
