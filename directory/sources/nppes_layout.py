"""Where each column of an NPPES file lies, found by its name.

What the columns mean is `directory.sources.nppes`' business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from directory.sources.cells import clean_cell
from directory.sources.records import RegistryTaxonomy
from directory.sources.signatures import NPPES_TABLE, column_key, refuse_header

_PRACTICE = "Provider Business Practice Location Address"
_REQUIRED_COLUMNS = {
    "npi": "NPI",
    "entity_type": "Entity Type Code",
    "family_name": "Provider Last Name (Legal Name)",
    "given_name": "Provider First Name",
    "street": "Provider First Line Business Practice Location Address",
    "city": f"{_PRACTICE} City Name",
    "region": f"{_PRACTICE} State Name",
    "postal_code": f"{_PRACTICE} Postal Code",
    "country": f"{_PRACTICE} Country Code (If outside U.S.)",
    "last_updated_on": "Last Update Date",
    "deactivated_on": "NPI Deactivation Date",
    "reactivated_on": "NPI Reactivation Date",
}
_OTHER_COLUMNS = {
    "middle_name": "Provider Middle Name",
    "name_suffix": "Provider Name Suffix Text",
    "credentials": "Provider Credential Text",
    "unit": "Provider Second Line Business Practice Location Address",
    "phone": f"{_PRACTICE} Telephone Number",
    "enumerated_on": "Provider Enumeration Date",
    "other_family_name": "Provider Other Last Name",
    "other_given_name": "Provider Other First Name",
    "other_middle_name": "Provider Other Middle Name",
    "other_name_kind": "Provider Other Last Name Type Code",
}
_TAXONOMY_CODE = "Healthcare Provider Taxonomy Code_{slot}"
_TAXONOMY_SWITCH = "Healthcare Provider Primary Taxonomy Switch_{slot}"
_LICENCE_NUMBER = "Provider License Number_{slot}"
_LICENCE_REGION = "Provider License Number State Code_{slot}"


@dataclass(frozen=True, slots=True)
class TaxonomySlot:
    """Where one of the taxonomies lies in a row; None where the file lacks the column."""

    code: int
    switch: int | None
    licence_number: int | None
    licence_region: int | None


@dataclass(frozen=True, slots=True)
class NppesLayout:
    """Where the columns that are taken lie in one file; None where the file lacks one."""

    columns: Mapping[str, int | None]
    entity_type: int
    deactivated_on: int
    slots: tuple[TaxonomySlot, ...]

    def read_cells(self, values: Sequence[str]) -> dict[str, str]:
        """The cleaned cells of a row by our names for the columns."""
        return {name: _read_cell(values, position) for name, position in self.columns.items()}

    def read_taxonomies(self, values: Sequence[str]) -> tuple[RegistryTaxonomy, ...]:
        """The taxonomies of a row in the order of their slots, without empty slots and repeats."""
        taxonomies = []
        for slot in self.slots:
            code = _read_cell(values, slot.code).upper()
            if code:
                taxonomy = RegistryTaxonomy(
                    code=code,
                    is_primary=_read_cell(values, slot.switch).upper() == "Y",
                    licence_number=_read_cell(values, slot.licence_number).upper(),
                    licence_region=_read_cell(values, slot.licence_region).upper(),
                )
                taxonomies.append(taxonomy)
        return tuple(dict.fromkeys(taxonomies))


def find_layout(header: Sequence[str]) -> NppesLayout:
    """The layout that a header describes.

    Raises InvalidValueError for another kind of file, naming it where it is known, and for a
    header that lacks columns, naming them.
    """
    positions = {column_key(name): position for position, name in enumerate(header)}
    required = (*_REQUIRED_COLUMNS.values(), _TAXONOMY_CODE.format(slot=1))
    missing = [name for name in required if column_key(name) not in positions]
    if missing:
        raise refuse_header(header, NPPES_TABLE, missing)

    def find(name: str) -> int | None:
        return positions.get(column_key(name))

    slots = []
    for slot in count(1):
        code = find(_TAXONOMY_CODE.format(slot=slot))
        if code is None:
            break
        others = (_TAXONOMY_SWITCH, _LICENCE_NUMBER, _LICENCE_REGION)
        slots.append(TaxonomySlot(code, *(find(name.format(slot=slot)) for name in others)))
    columns = _REQUIRED_COLUMNS | _OTHER_COLUMNS
    return NppesLayout(
        columns={name: find(column) for name, column in columns.items()},
        entity_type=positions[column_key(_REQUIRED_COLUMNS["entity_type"])],
        deactivated_on=positions[column_key(_REQUIRED_COLUMNS["deactivated_on"])],
        slots=tuple(slots),
    )


def _read_cell(values: Sequence[str], position: int | None) -> str:
    return "" if position is None else clean_cell(values[position])
