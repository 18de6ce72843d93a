"""Finds what stands in quotation marks, to be looked for as it is written.

A mark opens only where a word could begin, so that inches (`a 5" scar`) open nothing, and one that
is never closed is read as nothing: nobody can tell where it was to end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from directory.domain.wording import split_words

MOST_PHRASES = 8

_CLOSING = {
    '"': '"”“＂',
    "“": '”"“',
    "”": '”"',  # opens in Swedish and Finnish
    "„": '“”"',
    "«": "»",
    "»": "«",
    "＂": '＂"',
}
_ANY_MARK = re.compile(f"[{''.join(_CLOSING)}]")


@dataclass(frozen=True, slots=True)
class Quotations:
    """A text taken apart: `phrases` in order, each once and without its marks, and the `rest`."""

    phrases: tuple[str, ...]
    rest: str


def read_quotations(text: str) -> Quotations:
    """Take a text apart. Marks around no words at all are left out."""
    phrases: list[str] = []
    rest = ""
    position = 0
    while position < len(text):
        end = _find_end(text, position) if len(phrases) < MOST_PHRASES else None
        if end is None:
            rest += text[position]
            position += 1
            continue
        phrases.append(without_marks(text[position + 1 : end]))
        rest += " "
        position = end + 1
    if not phrases:
        return Quotations((), text)
    telling = dict.fromkeys(phrase for phrase in phrases if split_words(phrase))
    return Quotations(tuple(telling), without_marks(rest))


def with_phrases(text: str, phrases: Iterable[str]) -> str:
    """A text with phrases behind it, in marks."""
    return " ".join([text, *(f'"{phrase}"' for phrase in phrases)]).strip()


def without_marks(text: str) -> str:
    """The text with its quotation marks read as nothing."""
    return " ".join(_ANY_MARK.sub(" ", text).split())


def _find_end(text: str, position: int) -> int | None:
    """Where the quotation closes that the mark at this position opens, if it opens one."""
    closing = _CLOSING.get(text[position])
    if closing is None or text[max(position - 1, 0) : position].isalnum():
        return None
    places = (text.find(mark, position + 1) for mark in closing)
    return min((place for place in places if place > 0), default=None)
