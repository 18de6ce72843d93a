"""Damaged bytes: every reader gives entries or refuses in a sentence, never with a traceback."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import IO, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.taxonomies import TaxonomyScope
from directory.sources.doctors_clinicians import read_doctors_clinicians
from directory.sources.exclusions import read_exclusions
from directory.sources.licences import read_licences
from directory.sources.medicare_volume import read_medicare_volume
from directory.sources.nppes import read_nppes
from directory.sources.open_payments import read_open_payments
from tests.fixtures import nppes_files
from tests.fixtures import registry_files as files

NPI = nppes_files.make_npi(1)
Read = Callable[[IO[bytes]], Iterator[Any]]

READERS: dict[str, tuple[Read, bytes]] = {
    "nppes": (
        lambda stream: read_nppes(stream, TaxonomyScope(frozenset({nppes_files.DERMATOLOGY}), ())),
        nppes_files.make_file([nppes_files.make_person(1), nppes_files.make_organisation(2)]),
    ),
    "licences": (
        lambda stream: read_licences(stream, files.get_licence_map("licences_washington"), {}),
        files.make_table(files.WASHINGTON, files.washington_row(), files.washington_row()),
    ),
    "doctors_clinicians": (
        lambda stream: read_doctors_clinicians(stream, [NPI]),
        files.make_table(files.CLINICIANS_2021, files.clinician_row(NPI)),
    ),
    "exclusions": (
        read_exclusions,
        files.make_table(files.EXCLUSIONS, files.exclusion_row(NPI=NPI)),
    ),
    "medicare_volume": (
        lambda stream: read_medicare_volume(stream, [NPI], 2023),
        files.make_table(files.VOLUMES, files.volume_row(NPI, "17106", "30")),
    ),
    "open_payments": (
        lambda stream: read_open_payments(stream, [NPI]),
        files.make_table(files.PAYMENTS, files.payment_row(NPI, "1", "12.50")),
    ),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 5_000), st.integers(0, 12), st.binary(max_size=12)), max_size=6
    )
)
def test_damaged_bytes_are_read_or_refused(
    name: str, damages: list[tuple[int, int, bytes]]
) -> None:
    read, table = READERS[name]
    for place, lost, inserted in damages:
        at = place % (len(table) + 1)
        table = table[:at] + inserted + table[at + lost :]
    try:
        entries = list(read(io.BytesIO(table)))
    except InvalidValueError as error:
        assert error.message
        return
    assert all(entry.line >= 1 for entry in entries)
