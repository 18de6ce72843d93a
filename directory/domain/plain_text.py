"""Text as people type it, made safe to keep: what cannot be seen is taken out, markup is noticed.

Pages escape every text as well; here is what must not even be stored.
"""

from __future__ import annotations

import re
import unicodedata

KEPT_CONTROLS = frozenset("\n\t")
JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
"""Format characters that scripts and emoji need; the others hide or reverse what follows."""

MARKUP = re.compile(r"<\s*[/!?]?\s*[a-z]", re.IGNORECASE)


def clean_text(text: str) -> str:
    """The text composed (NFC), with plain line ends, and without invisible control characters.

    NUL, which PostgreSQL refuses, goes as much as the characters that reverse the reading order.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if not _is_invisible(character)).strip()


def has_invisible(text: str) -> bool:
    """Whether `clean_text` would take characters out."""
    return any(_is_invisible(character) for character in text.replace("\r", "\n"))


def has_markup(text: str) -> bool:
    """Whether something in the text looks like a tag: "<script", "</b"; "<3" and "a < b" do not."""
    return MARKUP.search(text) is not None


def _is_invisible(character: str) -> bool:
    if character in KEPT_CONTROLS or character in JOINERS:
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"}
