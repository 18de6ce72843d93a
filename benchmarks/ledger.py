"""How long the moderation ledger takes to append to and to verify, beside the bare SHA-256 of the
same bytes in the same run. Processor time, so that a busy machine measures the same."""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from directory.domain.ledger import FIRST_PREVIOUS_HASH, as_json
from directory.models import Base, LedgerHead
from directory.services.ledger import NewEntry, append_entries, append_entry
from directory.services.ledger_entries import iterate_entries
from directory.services.ledger_verification import verify_ledger

BATCH = 20_000
SINGLE_COUNT = 500
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    count = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'ledger.sqlite3'}")
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            session.add(LedgerHead(id=1, entry_count=0, hash=FIRST_PREVIOUS_HASH))
            fill(session, count)
            started_at = time.process_time()
            check = verify_ledger(session)
            verify_s = time.process_time() - started_at
            lines = [as_json(entry).encode() for entry in iterate_entries(session)]
            started_at = time.process_time()
            for line in lines:
                hashlib.sha256(line).hexdigest()
            hash_s = time.process_time() - started_at
            started_at = time.process_time()
            for number in range(SINGLE_COUNT):
                append_entry(session, "codes.issued", now=BEGINNING, facts={"block": number})
                session.commit()
            append_ms = 1e3 * (time.process_time() - started_at) / SINGLE_COUNT
        engine.dispose()
    print("| what | processor time | bare SHA-256 of the lines | ratio |")
    print("|---|---|---|---|")
    entries = check.verdict.entry_count
    print(f"| verify {entries:,} | {verify_s:.1f} s | {hash_s:.2f} s | {verify_s / hash_s:.0f} |")
    print(f"| append and commit one | {append_ms:.2f} ms | | |")
    print(f"\nEntries as lines: {sum(map(len, lines)) / 1e6:.0f} MB.")


def fill(session: Session, count: int) -> None:
    """Append entries as the publication of reports makes them."""
    for start in range(0, count, BATCH):
        append_entries(session, make_entries(start, min(start + BATCH, count)))
        session.commit()


def make_entries(start: int, end: int) -> Iterator[NewEntry]:
    for number in range(start, end):
        at = BEGINNING + timedelta(minutes=number)
        facts = {"review": number + 1, "actor": "moderator", "level": number % 4}
        yield NewEntry("review.published", at, number % 20_000, facts)


if __name__ == "__main__":
    main()
