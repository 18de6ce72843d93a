"""Entries of the moderation ledger: how they are sealed, and what may not get in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.ledger import (
    FACT_WORDS,
    FIRST_PREVIOUS_HASH,
    KIND_WORDS,
    LedgerEntry,
    as_json,
    compute_hash,
    describe_facts,
    find_kind,
    seal,
)
from directory.domain.reviews import TRANSITIONS, Act, ReviewState

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def make_entry(**fields: object) -> LedgerEntry:
    values = {
        "number": 1,
        "at": NOON,
        "kind": "review.published",
        "practitioner": 7,
        "facts": {"review": 12, "actor": "screening", "level": 2},
        "previous": FIRST_PREVIOUS_HASH,
        **fields,
    }
    return seal(**values)  # type: ignore[arg-type]


def test_the_hash_is_that_of_these_very_bytes() -> None:
    written = (
        '{"at":"2026-11-23T12:00:00Z","facts":{"actor":"screening","level":2,"review":12},'
        '"kind":"review.published","number":1,"practitioner":7,"previous":"' + "0" * 64 + '"}'
    )
    assert make_entry().hash == hashlib.sha256(written.encode()).hexdigest()


def test_a_line_of_the_export_is_what_was_hashed_and_the_hash() -> None:
    entry = make_entry(practitioner=None)
    line = json.loads(as_json(entry))
    assert line.pop("hash") == entry.hash
    encoded = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(encoded.encode()).hexdigest() == entry.hash


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"at": NOON.replace(second=1)},
        {"kind": "review.removed"},
        {"practitioner": None},
        {"facts": {"review": 13, "actor": "screening", "level": 2}},
        {"facts": {"review": 12, "actor": "screening"}},
        {"previous": "1" * 64},
    ],
)
def test_whatever_is_changed_changes_the_hash(change: dict[str, object]) -> None:
    assert compute_hash(replace(make_entry(), **change)) != make_entry().hash  # type: ignore[arg-type]


def test_the_order_of_facts_does_not_matter() -> None:
    assert make_entry(facts={"level": 2, "actor": "screening", "review": 12}) == make_entry()


@given(st.text().filter(lambda text: not text.isidentifier()))
def test_no_words_get_in_as_a_fact(text: str) -> None:
    with pytest.raises(InvalidValueError):
        make_entry(facts={"reason": text})


@given(st.text().filter(lambda text: text not in FACT_WORDS))
def test_no_fact_gets_in_under_another_name(name: str) -> None:
    with pytest.raises(InvalidValueError):
        make_entry(facts={name: 1})


@pytest.mark.parametrize("value", [-1, True, 1.5, None, "Reason", "a" * 65, "a@example.org"])
def test_facts_are_whole_numbers_and_codes(value: object) -> None:
    with pytest.raises(InvalidValueError):
        make_entry(facts={"reason": value})


def test_what_a_number_names_is_written_by_its_digits_and_what_it_counts_by_thousands() -> None:
    entry = make_entry(facts={"review": 30685, "codes": 12000})
    assert describe_facts(entry) == ["report 30685", "12,000 codes"]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        make_entry(kind="review.praised")


def test_every_act_that_the_public_can_see_has_a_kind_with_words() -> None:
    for transition in TRANSITIONS:
        for before in transition.before:
            kind = find_kind(transition.act, before, transition.after or before)
            assert kind is None or kind in KIND_WORDS


@pytest.mark.parametrize(
    ("act", "before", "after", "kind"),
    [
        (Act.PUBLISH, ReviewState.QUEUED, ReviewState.PUBLISHED, "review.published"),
        (Act.REJECT, ReviewState.QUEUED, ReviewState.REJECTED, "review.rejected"),
        (Act.WITHDRAW, ReviewState.PUBLISHED, ReviewState.WITHDRAWN, "review.withdrawn"),
        (Act.WITHDRAW, ReviewState.QUEUED, ReviewState.WITHDRAWN, None),
        (Act.ERASE, ReviewState.PUBLISHED, ReviewState.ERASED, "review.erased"),
        (Act.ERASE, ReviewState.REJECTED, ReviewState.ERASED, None),
        (Act.RAISE_LEVEL, ReviewState.PUBLISHED, ReviewState.PUBLISHED, "review.raise_level"),
        (Act.RAISE_LEVEL, ReviewState.QUEUED, ReviewState.QUEUED, None),
        (Act.CONFIRM, ReviewState.SUBMITTED, ReviewState.SUBMITTED, None),
        (Act.WITHDRAW_CONSENT, ReviewState.PUBLISHED, ReviewState.PUBLISHED, None),
    ],
)
def test_what_the_public_sees_makes_an_entry(
    act: Act, before: ReviewState, after: ReviewState, kind: str | None
) -> None:
    assert find_kind(act, before, after) == kind
