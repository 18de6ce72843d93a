"""Letters after a name: one person's "M.D., PH.D." and another's "MD PhD" become the same.

Which credentials are known is data (`seed_data/vocabulary/credentials.toml`); what is not known is
kept as it was written, because dropping a person's credential is worse than showing an odd one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from directory.domain.vocabulary_entries import CredentialKind

SEPARATORS = re.compile(r"[,;/|&()\n]+|\band\b", re.IGNORECASE)
PIECE_BORDERS = re.compile(r"[.\-]+")
NOT_LETTERS = re.compile(r"[^a-z0-9]")
PLACEHOLDERS = frozenset({"", "none", "na", "unavail", "unknown", "null", "xx", "xxx"})
MOST_WORDS_OF_A_SPELLING = 4
LONGEST_TEXT = 200


def credential_spellings(kinds: Iterable[CredentialKind]) -> dict[str, str]:
    """Every known spelling, bare of dots, hyphens, spaces and case, to its normal form.

    Where two kinds share a spelling, the normal form of one goes before a variant of another, and
    the earlier kind before the later.
    """
    listed = list(kinds)
    spellings = {_bare(kind.key): kind.key for kind in listed}
    for kind in listed:
        for word in kind.words:
            spellings.setdefault(_bare(word), kind.key)
    return spellings


def parse_credentials(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The credentials in a registry's or a person's own text, in order, each once.

    Known spellings come back in normal form, the rest as written. `known` is what
    `credential_spellings` gives.

    >>> parse_credentials("M.D., PH.D.", {"md": "MD", "phd": "PhD"})
    ('MD', 'PhD')
    """
    if _bare(text) in PLACEHOLDERS:
        return ()
    found: list[str] = []
    for part in SEPARATORS.split(text[:LONGEST_TEXT]):
        found.extend(_read_part(part.split(), known))
    return tuple(dict.fromkeys(found))


def _read_part(words: list[str], known: Mapping[str, str]) -> list[str]:
    """Reads the longest known run of words first: "PA C" is one credential, "MD FAAD" two."""
    found: list[str] = []
    position = 0
    while position < len(words):
        length = _longest_known_run(words[position:], known)
        if length:
            found.append(known[_bare("".join(words[position : position + length]))])
        else:
            found.extend(_read_unknown(words[position], known))
        position += max(length, 1)
    return found


def _longest_known_run(words: list[str], known: Mapping[str, str]) -> int:
    for length in range(min(len(words), MOST_WORDS_OF_A_SPELLING), 0, -1):
        if _bare("".join(words[:length])) in known:
            return length
    return 0


def _read_unknown(word: str, known: Mapping[str, str]) -> list[str]:
    """Reads "M.D.PH.D." and "MD-PHD" as two; anything else stays as it is."""
    if _bare(word) in PLACEHOLDERS:
        return []
    pieces = [piece for piece in PIECE_BORDERS.split(word) if piece]
    return _join_pieces(pieces, known) or [word.strip("., ")]


def _join_pieces(pieces: list[str], known: Mapping[str, str]) -> list[str]:
    """Known credentials that use up all pieces in order, longest first; empty if there are none."""
    for length in range(len(pieces), 0, -1):
        credential = known.get(_bare("".join(pieces[:length])))
        if credential is None:
            continue
        if length == len(pieces):
            return [credential]
        following = _join_pieces(pieces[length:], known)
        if following:
            return [credential, *following]
    return []


def _bare(text: str) -> str:
    return NOT_LETTERS.sub("", text.casefold())
