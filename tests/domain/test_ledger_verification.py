"""A ledger that was tampered with is found broken, with what was done and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.ledger import FIRST_PREVIOUS_HASH, LedgerEntry, compute_hash, seal
from directory.domain.ledger_verification import (
    MOST_DESCRIBED,
    Checkpoint,
    FaultKind,
    compare_with_count,
    read_checkpoint,
    verify_entries,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LENGTH = 12

Entries = list[LedgerEntry]


def make_ledger(length: int = LENGTH, first_review: int = 1) -> Entries:
    entries: Entries = []
    for number in range(1, length + 1):
        entries.append(
            seal(
                number=number,
                at=NOON + timedelta(minutes=number),
                kind="review.published",
                practitioner=number % 3,
                facts={"review": first_review + number, "level": 2},
                previous=entries[-1].hash if entries else FIRST_PREVIOUS_HASH,
            )
        )
    return entries


LEDGER = make_ledger()


def renumber(entries: Entries) -> Entries:
    return [replace(entry, number=number) for number, entry in enumerate(entries, start=1)]


def reseal(entry: LedgerEntry, **changes: object) -> LedgerEntry:
    changed = replace(entry, **changes)  # type: ignore[arg-type]
    return replace(changed, hash=compute_hash(changed))


def checkpoint_of(entries: Entries) -> Checkpoint:
    return Checkpoint(
        "https://site.example", "2026-11-23T12:00:00Z", len(entries), entries[-1].hash
    )


def find_faults(entries: Entries, *checkpoints: Checkpoint) -> list[tuple[FaultKind, int]]:
    verdict = compare_with_count(verify_entries(entries, checkpoints), len(LEDGER), LEDGER[-1].hash)
    return [(fault.kind, fault.number) for fault in verdict.faults]


def test_a_whole_ledger_has_no_faults() -> None:
    verdict = verify_entries(LEDGER, [checkpoint_of(LEDGER[:n]) for n in (1, 5, LENGTH)])
    assert verdict.faults == ()
    assert (verdict.entry_count, verdict.last_hash) == (LENGTH, LEDGER[-1].hash)


def test_an_empty_ledger_is_whole_and_has_an_empty_checkpoint() -> None:
    empty = Checkpoint("https://site.example", "2026-11-23T12:00:00Z", 0, FIRST_PREVIOUS_HASH)
    assert verify_entries([], [empty]).faults == ()
    assert verify_entries(LEDGER, [empty]).faults == ()


@pytest.mark.parametrize("place", [0, 5, LENGTH - 1])
def test_an_edited_entry_is_named(place: int) -> None:
    entries = LEDGER.copy()
    entries[place] = replace(entries[place], facts={"review": 99, "level": 2})
    assert find_faults(entries) == [(FaultKind.CHANGED, place + 1)]


@pytest.mark.parametrize(
    ("first", "last"), [(1, 1), (5, 5), (5, 7)], ids=["the first", "one", "several"]
)
def test_removed_entries_are_named(first: int, last: int) -> None:
    verdict = verify_entries(LEDGER[: first - 1] + LEDGER[last:])
    (fault,) = verdict.faults
    assert (fault.kind, fault.number) == (FaultKind.REMOVED, first)
    assert str(first) in fault.words and str(last) in fault.words


def test_an_entry_removed_with_the_others_moved_up_is_found() -> None:
    faults = find_faults(renumber(LEDGER[:4] + LEDGER[5:]))
    assert faults[0] == (FaultKind.MOVED, 5)
    assert faults[-1] == (FaultKind.CUT_OFF, LENGTH)


def test_two_swapped_entries_are_both_named() -> None:
    entries = LEDGER.copy()
    entries[3], entries[8] = entries[8], entries[3]
    assert find_faults(renumber(entries)) == [(FaultKind.MOVED, 4), (FaultKind.MOVED, 9)]


def test_reordered_entries_are_all_named_with_where_they_belong() -> None:
    entries = [*LEDGER[:4], LEDGER[6], LEDGER[4], LEDGER[5], *LEDGER[7:]]
    verdict = verify_entries(renumber(entries))
    assert [(fault.kind, fault.number) for fault in verdict.faults] == [
        (FaultKind.MOVED, 5),
        (FaultKind.MOVED, 6),
        (FaultKind.MOVED, 7),
    ]
    assert "stands entry 7" in verdict.faults[0].words


def test_a_cut_off_end_is_found_by_the_count_beside_it() -> None:
    assert find_faults(LEDGER[:9]) == [(FaultKind.CUT_OFF, 10)]


def test_a_cut_off_end_is_found_by_a_checkpoint_when_the_count_was_changed_too() -> None:
    (fault,) = verify_entries(LEDGER[:9], [checkpoint_of(LEDGER)]).faults
    assert (fault.kind, fault.number) == (FaultKind.CUT_OFF, 10)
    assert "2026-11-23T12:00:00Z" in fault.words


def test_an_entry_replaced_with_a_fitting_hash_breaks_the_link_after_it() -> None:
    entries = LEDGER.copy()
    entries[5] = reseal(entries[5], kind="review.removed")
    assert find_faults(entries) == [(FaultKind.REPLACED, 7)]


def test_a_replaced_last_entry_is_found_by_the_count_beside_it() -> None:
    entries = [*LEDGER[:-1], reseal(LEDGER[-1], kind="review.removed")]
    assert find_faults(entries) == [(FaultKind.REPLACED, LENGTH)]


def test_an_entry_added_past_the_site_is_found() -> None:
    assert find_faults(make_ledger(LENGTH + 1)) == [(FaultKind.ADDED, LENGTH + 1)]


def test_a_ledger_made_anew_from_some_entry_on_is_found_by_a_checkpoint_only() -> None:
    entries = LEDGER[:5]
    for old in LEDGER[5:]:
        entries.append(reseal(old, kind="review.rejected", previous=entries[-1].hash))
    assert verify_entries(entries).faults == ()
    verdict = verify_entries(entries, [checkpoint_of(LEDGER[:5]), checkpoint_of(LEDGER[:8])])
    assert [(fault.kind, fault.number) for fault in verdict.faults] == [(FaultKind.REWRITTEN, 8)]


def test_a_ledger_of_wrong_entries_is_described_briefly() -> None:
    entries = [replace(entry, facts={"review": 0}) for entry in make_ledger(2 * MOST_DESCRIBED)]
    faults = verify_entries(entries).faults
    assert len(faults) == MOST_DESCRIBED + 1
    assert f"{MOST_DESCRIBED} more" in faults[-1].words


Tampering = Callable[[Entries, int, int], Entries]


def edit(entries: Entries, place: int, other: int) -> Entries:
    changed = replace(entries[place], practitioner=1000 + other)
    return [*entries[:place], changed, *entries[place + 1 :]]


def remove(entries: Entries, place: int, other: int) -> Entries:
    return [entry for number, entry in enumerate(entries) if number not in {place, other}]


def swap(entries: Entries, place: int, other: int) -> Entries:
    swapped = entries.copy()
    swapped[place], swapped[other] = entries[other], entries[place]
    return renumber(swapped)


def copy_over(entries: Entries, place: int, other: int) -> Entries:
    copied = entries.copy()
    copied[place] = entries[other]
    return renumber(copied)


def truncate(entries: Entries, place: int, other: int) -> Entries:
    return entries[: min(place, other)]


@given(
    st.sampled_from([edit, remove, swap, copy_over, truncate]),
    st.integers(0, LENGTH - 1),
    st.integers(0, LENGTH - 1),
)
def test_whatever_is_done_with_the_entries_is_found(
    tamper: Tampering, place: int, other: int
) -> None:
    entries = tamper(LEDGER, place, other)
    assert (find_faults(entries) == []) == (entries == LEDGER)


def test_a_checkpoint_file_is_read_as_it_was_written() -> None:
    checkpoint = checkpoint_of(LEDGER)
    assert read_checkpoint(checkpoint.as_json()) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{}",
        '{"site": "", "at": "", "entry_count": "7", "hash": "0"}',
        '{"site": "", "at": "", "entry_count": 7, "hash": null}',
    ],
)
def test_another_file_is_no_checkpoint(text: str) -> None:
    with pytest.raises(InvalidValueError):
        read_checkpoint(text)
