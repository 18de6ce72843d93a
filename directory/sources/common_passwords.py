"""Reads the list of passwords that are used most, from `seed_data/passwords`."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

COMMON_PASSWORDS_FILE = (
    Path(__file__).resolve().parents[2] / "seed_data" / "passwords" / "common_passwords.txt.gz"
)


@lru_cache(maxsize=1)
def read_common_passwords() -> frozenset[str]:
    """Read the list once for each process; all in lower case."""
    with gzip.open(COMMON_PASSWORDS_FILE, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip().lower() for line in lines)
