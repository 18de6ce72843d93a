"""Verifying the moderation ledger: which entry was changed, moved, removed, replaced or cut off.

The chain by itself shows every change that leaves later hashes as they were. Whoever makes all
later hashes anew is found by a checkpoint that somebody else has kept.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum

from directory.domain.errors import InvalidValueError
from directory.domain.ledger import FIRST_PREVIOUS_HASH, LedgerEntry, compute_hash

MOST_DESCRIBED = 200
"""So many entries that do not fit their hashes are described; each is tried in each one's place."""


class FaultKind(StrEnum):
    """What is wrong with a ledger."""

    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"
    REPLACED = "replaced"
    CUT_OFF = "cut off"
    REWRITTEN = "rewritten"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and at which entry."""

    number: int
    kind: FaultKind
    words: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What outsiders keep of a ledger: how many entries it had at an instant, and the last hash."""

    site: str
    at: str
    entry_count: int
    hash: str

    def as_json(self) -> str:
        """The text of a checkpoint file."""
        return json.dumps(asdict(self), indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries were read, the hash of the last one, and what is wrong with them."""

    entry_count: int
    last_hash: str
    faults: tuple[Fault, ...]


def read_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint file. Raises InvalidValueError."""
    try:
        values = json.loads(text)
        checkpoint = Checkpoint(**{field.name: values[field.name] for field in fields(Checkpoint)})
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidValueError("This is not a checkpoint of a ledger.") from error
    if type(checkpoint.entry_count) is not int or not isinstance(checkpoint.hash, str):
        raise InvalidValueError("This is not a checkpoint of a ledger.")
    return checkpoint


def verify_entries(
    entries: Iterable[LedgerEntry], checkpoints: Sequence[Checkpoint] = ()
) -> Verdict:
    """Verify entries, which come in the order of their numbers, and compare with checkpoints."""
    kept: defaultdict[int, list[Checkpoint]] = defaultdict(list)
    for checkpoint in checkpoints:
        kept[checkpoint.entry_count].append(checkpoint)
    faults = _differing(kept[0], FIRST_PREVIOUS_HASH)
    unfit = _UnfitEntries()
    count, last_hash, is_last_fit = 0, FIRST_PREVIOUS_HASH, True
    for entry in entries:
        follows = entry.number == count + 1
        is_fit = compute_hash(entry) == entry.hash
        if not follows:
            faults.append(_removed(count + 1, entry.number - 1))
        if not is_fit:
            unfit.add(entry)
        elif follows and is_last_fit and entry.previous != last_hash:
            faults.append(_replaced(entry.number))
        count, last_hash, is_last_fit = entry.number, entry.hash, is_fit
        if count in kept:
            faults.extend(_differing(kept[count], last_hash))
    faults.extend(_cut_off(count, kept[kept_count]) for kept_count in kept if kept_count > count)
    faults.extend(unfit.describe())
    return Verdict(count, last_hash, tuple(sorted(faults, key=lambda fault: fault.number)))


def compare_with_count(verdict: Verdict, entry_count: int, last_hash: str) -> Verdict:
    """Compare with the count and last hash that the database keeps beside the entries."""
    number = min(verdict.entry_count, entry_count) + 1
    if verdict.entry_count < entry_count:
        words = f"The ledger ends before entry {number:,}, but {entry_count:,} were made."
        fault = Fault(number, FaultKind.CUT_OFF, f"{words} The end was cut off.")
    elif verdict.entry_count > entry_count:
        words = (
            f"From entry {number:,} on, entries were added past the site: it made {entry_count:,}."
        )
        fault = Fault(number, FaultKind.ADDED, words)
    elif verdict.last_hash != last_hash:
        words = f"The last entry, {entry_count:,}, is not the one that was made: it was replaced."
        fault = Fault(entry_count, FaultKind.REPLACED, words)
    else:
        return verdict
    return replace(verdict, faults=(*verdict.faults, fault))


class _UnfitEntries:
    """Entries that do not fit their hashes: the first ones are kept, the others counted."""

    def __init__(self) -> None:
        self._first: list[LedgerEntry] = []
        self._more_count = 0
        self._more_from = 0

    def add(self, entry: LedgerEntry) -> None:
        if len(self._first) < MOST_DESCRIBED:
            self._first.append(entry)
            return
        self._more_from = self._more_from or entry.number
        self._more_count += 1

    def describe(self) -> Iterable[Fault]:
        """Changed or moved? An entry that was moved fits its hash in one of the other places."""
        numbers = {entry.number + step for entry in self._first for step in (-1, 0, 1)}
        for entry in self._first:
            own_number = next(
                (n for n in numbers if compute_hash(replace(entry, number=n)) == entry.hash), None
            )
            if own_number is None:
                words = f"Entry {entry.number:,} does not fit its hash: it was changed."
                yield Fault(entry.number, FaultKind.CHANGED, words)
            else:
                words = f"In the place of entry {entry.number:,} stands entry {own_number:,}."
                yield Fault(entry.number, FaultKind.MOVED, words)
        if self._more_count:
            words = f"From entry {self._more_from:,} on, {self._more_count:,} more do not fit."
            yield Fault(self._more_from, FaultKind.CHANGED, words)


def _removed(first: int, last: int) -> Fault:
    words = f"Entry {first:,} is" if first == last else f"Entries {first:,} to {last:,} are"
    return Fault(first, FaultKind.REMOVED, f"{words} missing, though later ones are there.")


def _replaced(number: int) -> Fault:
    before = f"entry {number - 1:,}" if number > 1 else "the beginning"
    words = f"Entry {number:,} does not follow on {before}: one of the two was replaced."
    return Fault(number, FaultKind.REPLACED, words)


def _differing(checkpoints: Sequence[Checkpoint], last_hash: str) -> list[Fault]:
    return [
        Fault(
            kept.entry_count,
            FaultKind.REWRITTEN,
            f"Entry {kept.entry_count:,} is not the one that {_name(kept)} knows: it or entries "
            "before it were made anew.",
        )
        for kept in checkpoints
        if kept.hash != last_hash
    ]


def _cut_off(count: int, checkpoints: Sequence[Checkpoint]) -> Fault:
    kept = checkpoints[0]
    words = (
        f"The ledger ends with entry {count:,}, but {_name(kept)} knows {kept.entry_count:,} "
        "entries: the end was cut off."
    )
    return Fault(count + 1, FaultKind.CUT_OFF, words)


def _name(checkpoint: Checkpoint) -> str:
    return f"the checkpoint of {checkpoint.at}"
