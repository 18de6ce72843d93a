"""What is logged holds no address, no secret and nothing that a database repeats of a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.redaction import redact
from directory.domain.tokens import new_token

WORDS = st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=30)
NAMES = st.from_regex(r"[a-z0-9][a-z0-9.+_-]{0,20}", fullmatch=True)


@given(before=WORDS, name=NAMES, after=WORDS)
def test_no_address_of_mail_stays(before: str, name: str, after: str) -> None:
    address = f"{name}@patients.example.org"
    assert "patients.example" not in redact(f"{before} {address} {after}")
    assert address not in redact(f"{before} <{address}> {after}")


@pytest.mark.parametrize("form", ["/report/status/{}", "token={}", "({})", "Cookie: session={}."])
def test_no_secret_of_a_link_stays(form: str) -> None:
    for _ in range(300):
        token = new_token()
        assert token not in redact(form.format(token))


@given(text=WORDS)
def test_redacting_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (
            "duplicate key\nDETAIL:  Key (email)=(paula@example.org) already exists.",
            "duplicate key\nDETAIL: [left out]",
        ),
        ("[parameters: ('Paula', 5)]", "[parameters left out]"),
        ("postgresql://me:hunter2@db/name", "postgresql://[account]@db/name"),
        ("GET /search?q=my+scars&near=Denver HTTP", "GET /search?[query] HTTP"),
        (
            "in test_killed_while_sending_it_loses_nothing_and_the_next_one_sends_the_rest",
            "in test_killed_while_sending_it_loses_nothing_and_the_next_one_sends_the_rest",
        ),
        (
            'File "directory/services/worker.py", line 12, in delete_claim_documents',
            'File "directory/services/worker.py", line 12, in delete_claim_documents',
        ),
        ("421 try again in 5 minutes?", "421 try again in 5 minutes?"),
    ],
)
def test_what_is_left_out_and_what_stays(text: str, redacted: str) -> None:
    assert redact(text) == redacted
