"""What proves a claim and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.claim_proofs import (
    CODE_DIGITS,
    ClaimEvidence,
    NumberCheck,
    check_mail_domain,
    check_number,
    has_no_licence_in_force,
    make_claim_code,
    read_claim_code,
)
from directory.domain.errors import InvalidValueError

NPI, OTHER_NPI = "1234567893", "1245319599"


@pytest.mark.parametrize(
    ("text", "held", "found"),
    [
        ("", [NPI], NumberCheck.MISSING),
        (" 1234567893 ", [NPI], NumberCheck.MATCHES),
        ("md-44.102", ["MD 44102"], NumberCheck.MATCHES),
        ("1234567890", [NPI], NumberCheck.INVALID),
        (OTHER_NPI, [NPI, ""], NumberCheck.OTHER),
        ("MD 44102", ["", ""], NumberCheck.UNKNOWN),
    ],
)
def test_a_number_is_compared_as_people_type_it(
    text: str, held: list[str], found: NumberCheck
) -> None:
    assert check_number(text, held) is found


@pytest.mark.parametrize("check", list(NumberCheck))
def test_no_number_is_enough_alone(check: NumberCheck) -> None:
    assert not ClaimEvidence(check, False, 0).is_enough_to_submit
    assert ClaimEvidence(check, True, 0).is_enough_to_submit
    assert ClaimEvidence(check, False, 1).is_enough_to_submit


@given(st.lists(st.integers(0, 9), min_size=CODE_DIGITS, max_size=CODE_DIGITS))
def test_a_code_is_read_back_however_it_is_spaced(digits: list[int]) -> None:
    left = iter(digits)
    code = make_claim_code(lambda _bound: next(left))
    assert read_claim_code(f" {code[:4]} {code[4:6]}-{code[6:]} ") == code


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567x", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="8 digits"):
        read_claim_code(text)


@pytest.mark.parametrize("email", ["a@aurora.example", "a@mail.Aurora.example"])
def test_an_address_at_the_practice_is_taken(email: str) -> None:
    check_mail_domain(email, ["www.aurora.example"])


@pytest.mark.parametrize(
    ("email", "hosts", "answer"),
    [
        ("a@gmail.com", ["gmail.com"], "Anybody can have an address at gmail.com"),
        ("a@notaurora.example", ["aurora.example"], "not at aurora.example"),
        ("a@aurora.example.evil.test", ["aurora.example"], "not at aurora.example"),
        ("a@aurora.example", ["", ""], "No domain of the practice"),
    ],
)
def test_an_address_elsewhere_is_refused_with_the_reason(
    email: str, hosts: list[str], answer: str
) -> None:
    with pytest.raises(InvalidValueError, match=answer):
        check_mail_domain(email, hosts)


@pytest.mark.parametrize(
    ("states", "is_trouble"),
    [
        ([], False),
        (["active"], False),
        (["unknown"], False),
        (["revoked"], True),
        (["Suspended", "revoked"], True),
        (["revoked", "active"], False),
    ],
)
def test_a_licence_elsewhere_in_force_is_enough(states: list[str], is_trouble: bool) -> None:
    assert has_no_licence_in_force(states) is is_trouble
