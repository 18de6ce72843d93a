"""What a backup says of itself can be read again, and old backups end, but never the last ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.backups import (
    KEPT_FOR,
    LEAST_KEPT,
    Manifest,
    fingerprint_key,
    list_outdated,
    read_manifest,
    read_sums,
    write_sums,
)
from directory.domain.dated_names import name_by_moment, read_moment_of
from directory.domain.errors import InvalidValueError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def is_inside(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/")


def test_a_manifest_is_read_as_it_was_written() -> None:
    manifest = Manifest(NOW.isoformat(), "https://a.example", "sqlite", "0027", 5, "abc")
    assert read_manifest(manifest.as_json()) == manifest


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"format": 1}', '{"made_at": 1, "x": 2}']
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        read_manifest(text)


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z.]{1,8}x)?", fullmatch=True), st.just("0" * 64))
)
def test_sums_are_read_as_they_were_written(sums: dict[str, str]) -> None:
    assert read_sums(write_sums(sums)) == sums


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "uploads/../../outside"])
def test_sums_lead_nowhere_else(path: str) -> None:
    with pytest.raises(InvalidValueError):
        read_sums(write_sums({path: "0" * 64}))


@given(ages=st.lists(st.integers(0, 400), unique=True))
def test_old_backups_end_and_the_latest_few_stay(ages: list[int]) -> None:
    names = [name_by_moment(NOW - timedelta(days=age)) for age in ages]
    outdated = list_outdated([*names, "a note.txt"], NOW)
    kept = sorted(set(names) - set(outdated))
    assert len(kept) >= min(LEAST_KEPT, len(names))
    assert sorted(names)[len(names) - len(kept) :] == kept
    assert len(kept) <= LEAST_KEPT or all(
        NOW - (read_moment_of(name) or NOW) <= KEPT_FOR for name in kept
    )


def test_a_key_is_known_again_by_its_fingerprint() -> None:
    assert fingerprint_key("a" * 40) == fingerprint_key("a" * 40) != fingerprint_key("b" * 40)
