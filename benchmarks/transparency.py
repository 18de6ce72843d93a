"""How long the transparency figures of a large directory take to count. Processor time, so that a
busy machine measures the same; SQLite, which counts in the process that is measured."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from directory.domain.reviews import REJECTION_REASONS, ReviewState
from directory.models import Base, Outcome, Practitioner, Review, ReviewEvent, ReviewSource
from directory.services.transparency import get_practitioner_transparency
from directory.services.transparency_tally import SITE_TALLY

BATCH = 50_000
REPORTS_EACH = 50
STATES = [ReviewState.PUBLISHED, ReviewState.REJECTED, ReviewState.REMOVED, ReviewState.WITHDRAWN]
SHARES = [0.93, 0.04, 0.01, 0.02]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=1_000_000)
    count = parser.parse_args().reviews
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'reviews.sqlite3'}")
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            fill(session, count)
            site_s = measure(lambda: SITE_TALLY.count(session, NOW.date()))
            person_s = measure(lambda: get_practitioner_transparency(session, "person-1", NOW))
        engine.dispose()
    print(f"| figures of {count:,} reviews | processor time |")
    print("|---|---|")
    print(f"| the whole site | {site_s:.1f} s |")
    print(f"| one practitioner of {REPORTS_EACH} reports | {1e3 * person_s:.0f} ms |")


def measure(work: Callable[[], object]) -> float:
    started_at = time.process_time()
    work()
    return time.process_time() - started_at


def fill(session: Session, count: int) -> None:
    """Reports with outcomes, each sent, and published or decided on."""
    dice = np.random.default_rng(1)
    session.add(ReviewSource(key="own", name="own", rating_min=1, rating_max=5))
    session.flush()
    session.execute(
        insert(Practitioner),
        [
            {
                "id": number,
                "slug": f"person-{number}",
                "given_name": "A",
                "family_name": "B",
                "family_name_key": "b",
                "profession_key": "dermatologist",
                "credential_codes": [],
                "languages": [],
                "other_names": [],
                "edited_fields": [],
                "origin": "demo",
                "listed_on": NOW.date(),
            }
            for number in range(1, count // REPORTS_EACH + 1)
        ],
    )
    for start in range(0, count, BATCH):
        add_reports(session, dice, range(start + 1, min(start + BATCH, count) + 1))
        session.commit()


def add_reports(session: Session, dice: np.random.Generator, keys: range) -> None:
    states = dice.choice(len(STATES), len(keys), p=SHARES)
    waits = dice.integers(60, 300_000, len(keys))
    grades = dice.integers(1, 6, len(keys))
    reasons = list(REJECTION_REASONS)
    reviews, outcomes, events = [], [], []
    for key, state_number, wait, grade in zip(keys, states, waits, grades, strict=True):
        state, sent_at = STATES[state_number], NOW - timedelta(minutes=key)
        is_public = state == ReviewState.PUBLISHED
        reviews.append(
            {
                "id": key,
                "practitioner_id": 1 + (key - 1) // REPORTS_EACH,
                "source_key": "own",
                "external_id": str(key),
                "reviewer_key": str(key),
                "state": state,
                "verification_level": key % 4,
                "reported_on": date(2026, 1, 1),
                "submitted_at": sent_at,
                "published_at": sent_at + timedelta(seconds=int(wait)) if is_public else None,
            }
        )
        outcomes.append({"review_id": key, "concern_key": "acne_scars", "gais": int(grade)})
        is_read = key % 3 == 0 or not is_public
        events.append(make_event(key, "submit", "author", "", "submitted"))
        if is_read:
            events.append(make_event(key, "queue", "screening", "too_short", "queued"))
        reason = "" if is_public else reasons[key % len(reasons)]
        act, actor = "publish" if is_public else "reject", "moderator" if is_read else "screening"
        events.append(make_event(key, act, actor, reason, state))
    session.execute(insert(Review), reviews)
    session.execute(insert(Outcome), outcomes)
    session.execute(insert(ReviewEvent), events)


def make_event(key: int, act: str, actor: str, reason: str, after: str) -> dict[str, object]:
    return {
        "review_id": key,
        "act": act,
        "actor": actor,
        "reason_code": reason,
        "before": "",
        "after": after,
        "happened_at": NOW,
    }


if __name__ == "__main__":
    main()
