"""Reading an e-mail address as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.email_addresses import read_email_address
from directory.domain.errors import InvalidValueError


def test_space_and_capitals_do_not_matter() -> None:
    assert read_email_address("  Paula.Sample+skin@Example.ORG ") == "paula.sample+skin@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "paula",
        "paula@",
        "@example.org",
        "paula@example",
        "a b@example.org",
        "a@b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a\x00b@example.org",
        "a@example..org",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 250}.org",
        "<a@example.org>",
    ],
)
def test_what_cannot_be_an_address_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InvalidValueError, match=r"like name@example.org") as error:
        read_email_address(text)
    assert error.value.field == "email"


@given(st.text())
def test_no_text_gets_a_line_break_into_a_mail(text: str) -> None:
    try:
        address = read_email_address(text)
    except InvalidValueError:
        return
    assert address.isprintable()
    assert address.count("@") == 1
