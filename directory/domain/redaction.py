"""What may not stand in a log: addresses of mail, secrets of links, passwords in URLs, and what the
database repeats of a refused row. Everything that is logged goes through `redact`."""

from __future__ import annotations

import re

_REPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = (
    # What databases say of a refused row: "DETAIL: Key (email)=(paula@example.org) exists".
    (re.compile(r"DETAIL:.*"), "DETAIL: [left out]"),
    (re.compile(r"\[parameters: .*"), "[parameters left out]"),
    # USER:PASSWORD@ in the URL of a database or a mail server.
    (re.compile(r"://[^/\s@]*@"), "://[account]@"),
    # What was asked, behind a path.
    (re.compile(r"\?[\w%.\[\]-]+=[^\s\"']*"), "?[query]"),
    (re.compile(r"(?:\"[^\"\n]*\"|[\w.+%'-]+)@[\w-]+(?:\.[\w-]+)*"), "[address]"),
    # Tokens of links and cookies: long, of mixed letters, as no word of the code is.
    (
        re.compile(
            r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])"
            r"(?:(?=[\w-]*\d)[A-Za-z0-9_-]{24,}|[A-Za-z0-9_-]{40,})={0,2}"
        ),
        "[secret]",
    ),
)


def redact(text: str) -> str:
    """The text without what tells of a person or opens a door. Redacting twice changes nothing."""
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    return text
