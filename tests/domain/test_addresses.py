"""Addresses and telephone numbers: from a registry's capitals to how people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.addresses import (
    normalise_address_line,
    normalise_city,
    normalise_country,
    normalise_phone,
    normalise_region,
)


@pytest.mark.parametrize(
    ("registry", "shown"),
    [
        ("114 WOODLAND ST", "114 Woodland St"),
        ("12 NW 1ST ST STE B2", "12 NW 1st St Ste B2"),
        ("2ND FLOOR", "2nd Floor"),
        ("PO BOX 12", "PO Box 12"),
        ("300C FAUNCE CORNER RD", "300C Faunce Corner Rd"),
        ("100 AVENUE OF THE AMERICAS", "100 Avenue of the Americas"),
        ("7 MCKINLEY WAY # H2606", "7 McKinley Way # H2606"),
        ("55 Lake Ave n", "55 Lake Ave n"),
    ],
)
def test_a_street_is_written_as_people_write_it(registry: str, shown: str) -> None:
    assert normalise_address_line(registry) == shown


@pytest.mark.parametrize(
    ("registry", "shown"),
    [
        ("ISLE OF PALMS", "Isle of Palms"),
        ("MCALLEN", "McAllen"),
        ("WINSTON-SALEM", "Winston-Salem"),
        ("O'FALLON", "O'Fallon"),
        ("THE WOODLANDS", "The Woodlands"),
        ("N DARTMOUTH", "N Dartmouth"),
    ],
)
def test_a_city_is_written_as_people_write_it(registry: str, shown: str) -> None:
    assert normalise_city(registry) == shown


def test_a_state_is_a_code_and_a_province_a_name() -> None:
    assert normalise_region("ct") == "CT"
    assert normalise_region("NOVA SCOTIA") == "Nova Scotia"


@pytest.mark.parametrize("country", ["", "US", "us", "USA", "UM", "PR", "GU"])
def test_what_registries_write_for_the_united_states_is_the_united_states(country: str) -> None:
    assert normalise_country(country) == "US"


def test_another_country_stays() -> None:
    assert normalise_country(" ca ") == "CA"


@pytest.mark.parametrize("text", ["8607144820", "1-860-714-4820", "(860) 714 4820"])
def test_a_us_telephone_number_has_one_spelling(text: str) -> None:
    assert normalise_phone(text, "US") == "(860) 714-4820"


@pytest.mark.parametrize("text", ["", "0000000000", "9999999999", "7144820"])
def test_a_us_telephone_number_that_cannot_be_one_is_none(text: str) -> None:
    assert normalise_phone(text, "US") == ""


def test_a_foreign_telephone_number_stays_as_written() -> None:
    assert normalise_phone("+49 89  1234", "DE") == "+49 89 1234"


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    for normalise in (normalise_address_line, normalise_city, normalise_region):
        assert normalise(normalise(text)) == normalise(text)
