"""What changed between two texts, word by word, for whoever has to decide on the change."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words next to each other that share one fate."""

    change: Change
    text: str


def list_differences(before: str, after: str) -> tuple[Run, ...]:
    """The runs that make up both texts: same and removed give `before`, same and added `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    runs: list[Run] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run(Change.SAME, "".join(old[old_start:old_end])))
            continue
        if old_end > old_start:
            runs.append(Run(Change.REMOVED, "".join(old[old_start:old_end])))
        if new_end > new_start:
            runs.append(Run(Change.ADDED, "".join(new[new_start:new_end])))
    return tuple(runs)
