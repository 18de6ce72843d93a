"""The monthly and weekly files of the National Plan and Provider Enumeration System (CMS).

Reads layouts V1 and V2 and the draft of V3. `docs/sources/nppes.md` says where the file comes
from, what is taken from it and what is never inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
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
from directory.domain.names import normalise_person_name
from directory.domain.npi import is_valid_npi
from directory.domain.taxonomies import TaxonomyScope
from directory.sources.cells import parse_us_date
from directory.sources.csv_rows import CsvRows, Row
from directory.sources.files import OpenFile, open_table
from directory.sources.nppes_layout import NppesLayout, find_layout
from directory.sources.records import (
    RegistryAddress,
    RegistryEntry,
    RegistryPractitioner,
    RegistryStatus,
    RegistryTaxonomy,
    RowError,
    RowProblem,
    SkippedRow,
    SkipReason,
)

REGISTRY = "nppes"

# The archive also holds a table with nothing but the header, and the side tables.
_TABLE_IN_ARCHIVE = r"npidata_pfile_(?!.*fileheader).*\.csv"
_ROW_START = re.compile(rb'"?[0-9]{10}"?,')
_PERSON, _ORGANISATION = "1", "2"
_PROFESSIONAL_NAME = "2"


def open_nppes(path: Path) -> AbstractContextManager[OpenFile]:
    """Open npidata_pfile_*.csv itself, gzipped, or inside the monthly or weekly zip archive.

    Raises InvalidValueError when there is no such file or it cannot be unpacked.
    """
    return open_table(path, _TABLE_IN_ARCHIVE)


def read_nppes(stream: IO[bytes], taxonomies: TaxonomyScope) -> Iterator[RegistryEntry]:
    """One entry for each row: a person with one of `taxonomies`, a skipped row or a row error.

    Of several taxonomies the primary one counts if it is among `taxonomies`, else the first that
    is: physicians do dermatology beside another speciality, and some rows name no primary one.
    Deactivated people are given whatever their taxonomy, because NPPES blanks the rest of their
    row, and the directory may know them.

    Raises InvalidValueError at once when the header is not that of an NPPES file, and while
    reading when the file breaks off.
    """
    rows = CsvRows(stream, _ROW_START)
    return _read_rows(rows, find_layout(rows.header), taxonomies)


def _read_rows(
    rows: CsvRows, layout: NppesLayout, taxonomies: TaxonomyScope
) -> Iterator[RegistryEntry]:
    for row in rows:
        if isinstance(row, RowError):
            yield row
            continue
        # Nearly every row of nine million ends in these two tests, so they come before all else.
        entity_type = row.values[layout.entity_type].strip()
        if entity_type == _ORGANISATION:
            yield SkippedRow(row.line, SkipReason.ORGANISATION)
        elif (
            entity_type == _PERSON
            and not row.values[layout.deactivated_on]
            and not any(row.values[slot.code].strip() in taxonomies for slot in layout.slots)
        ):
            yield SkippedRow(row.line, SkipReason.OTHER_PROFESSION)
        else:
            yield _read_person(row, layout, taxonomies)


def _read_person(row: Row, layout: NppesLayout, taxonomies: TaxonomyScope) -> RegistryEntry:
    cells = layout.read_cells(row.values)
    if not is_valid_npi(cells["npi"]):
        return RowError(row.line, RowProblem.INVALID_NUMBER, cells["npi"])
    dates: dict[str, date | None] = {}
    for column in ("enumerated_on", "last_updated_on", "deactivated_on", "reactivated_on"):
        try:
            dates[column] = parse_us_date(cells[column])
        except ValueError:
            return RowError(row.line, RowProblem.UNREADABLE_DATE, cells[column])
    status = _status(dates["deactivated_on"], dates["reactivated_on"])
    is_active = status is RegistryStatus.ACTIVE
    if cells["entity_type"] != _PERSON and (cells["entity_type"] or is_active):
        return RowError(row.line, RowProblem.UNKNOWN_ENTITY_TYPE, cells["entity_type"])
    reported = layout.read_taxonomies(row.values)
    taxonomy = _choose_taxonomy(reported, taxonomies)
    if is_active and taxonomy is None:
        return SkippedRow(row.line, SkipReason.OTHER_PROFESSION)
    if is_active and not (cells["given_name"] and cells["family_name"]):
        return RowError(row.line, RowProblem.MISSING_NAME, cells["npi"])
    return RegistryPractitioner(
        line=row.line,
        registry=REGISTRY,
        registry_number=cells["npi"],
        status=status,
        name=normalise_person_name(
            cells["given_name"], cells["family_name"], cells["middle_name"], cells["name_suffix"]
        ),
        professional_name=_read_professional_name(cells),
        credentials_text=cells["credentials"],
        taxonomy=taxonomy,
        taxonomies=reported,
        address=_practice_address(cells),
        enumerated_on=dates["enumerated_on"],
        last_updated_on=dates["last_updated_on"],
        deactivated_on=dates["deactivated_on"],
        reactivated_on=dates["reactivated_on"],
    )


def _read_professional_name(cells: Mapping[str, str]) -> str:
    """The name somebody works under beside the legal one; former names are nobody's business."""
    if cells["other_name_kind"] != _PROFESSIONAL_NAME or not cells["other_family_name"]:
        return ""
    name = normalise_person_name(
        cells["other_given_name"] or cells["given_name"],
        cells["other_family_name"],
        cells["other_middle_name"],
    )
    return " ".join(part for part in (name.given_name, name.middle_name, name.family_name) if part)


def _status(deactivated_on: date | None, reactivated_on: date | None) -> RegistryStatus:
    if deactivated_on is None or (reactivated_on and reactivated_on >= deactivated_on):
        return RegistryStatus.ACTIVE
    return RegistryStatus.DEACTIVATED


def _choose_taxonomy(
    reported: Sequence[RegistryTaxonomy], taxonomies: TaxonomyScope
) -> RegistryTaxonomy | None:
    fitting = [taxonomy for taxonomy in reported if taxonomy.code in taxonomies]
    primary = [taxonomy for taxonomy in fitting if taxonomy.is_primary]
    return next(iter(primary + fitting), None)


def _practice_address(cells: Mapping[str, str]) -> RegistryAddress:
    country = normalise_country(cells["country"])
    postal_code = cells["postal_code"]
    if country == "US":
        postal_code = normalise_zip(postal_code) or postal_code
    lines = (normalise_address_line(cells["street"]), normalise_address_line(cells["unit"]))
    return RegistryAddress(
        street=", ".join(line for line in lines if line),
        city=normalise_city(cells["city"]),
        region=normalise_region(cells["region"]),
        postal_code=postal_code,
        country=country,
        phone=normalise_phone(cells["phone"], country),
    )
