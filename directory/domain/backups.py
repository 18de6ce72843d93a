"""What a backup says of itself: its manifest, the sums of its files, and which ones to keep."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from directory.domain.dated_names import read_moment_of
from directory.domain.errors import InvalidValueError

FORMAT = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
CHECKPOINT = "ledger-checkpoint.json"
UPLOADS = "uploads"

KEPT_FOR = timedelta(days=30)
"""Backups hold what people have erased since; so they are kept no longer than is needed."""
LEAST_KEPT = 3
"""However old they are: a timer that failed unseen must not cost the last good backup."""

_SUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of. `key_fingerprint` tells whether a SECRET_KEY is the one of that site."""

    made_at: str
    site_url: str
    database: str
    revision: str
    ledger_entries: int
    key_fingerprint: str
    format: int = FORMAT

    def as_json(self) -> str:
        """The manifest as it is written."""
        return json.dumps(asdict(self), indent=2) + "\n"


def read_manifest(text: str) -> Manifest:
    """Read a manifest. Raises InvalidValueError."""
    try:
        manifest = Manifest(**json.loads(text))
    except (TypeError, ValueError) as error:
        raise InvalidValueError(f"{MANIFEST} cannot be read.") from error
    if manifest.format != FORMAT:
        raise InvalidValueError(f"The backup has the unknown format {manifest.format}.")
    return manifest


def write_sums(sums: dict[str, str]) -> str:
    """SHA-256 by path, in the form that `sha256sum --check` reads."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))


def read_sums(text: str) -> dict[str, str]:
    """SHA-256 by path. Raises InvalidValueError."""
    sums = {}
    for line in text.splitlines():
        found = _SUM.fullmatch(line)
        if not found or found[2].startswith("/") or ".." in found[2].split("/"):
            raise InvalidValueError(f"{SUMS} cannot be read.")
        sums[found[2]] = found[1]
    return sums


def fingerprint_key(secret_key: str) -> str:
    """By which a SECRET_KEY is known again; nothing leads back from it."""
    return hmac.new(secret_key.encode(), b"Skilled Hand: backup", "sha256").hexdigest()[:16]


def list_outdated(names: Sequence[str], now: datetime) -> list[str]:
    """Which backups have had their time, the oldest first; the latest few stay in any case."""
    moments = sorted((moment, name) for name in names if (moment := read_moment_of(name)))
    return [name for moment, name in moments[:-LEAST_KEPT] if now - moment > KEPT_FOR]
