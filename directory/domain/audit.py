"""How an act of staff is named on record: `source:subject:action`, each part a plain word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from directory.domain.errors import InvalidValueError

COMMAND_LINE = "command_line"
"""The source of an act that no account did."""

_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act was done to: the kind of thing, such as `review` or `claim`, and its number."""

    kind: str
    id: int


def make_tag(source: str, subject: Subject, action: str) -> str:
    """The tag of an act. Raises InvalidValueError for a part that is no plain word."""
    parts = (source, subject.kind, action)
    for part in parts:
        if not _WORD.fullmatch(part):
            raise InvalidValueError(f"{part!r} is no word for a tag of the audit.")
    return ":".join(parts)
