"""What a site costs as it grows: `make bench-growth`. Processor time, children included, and bytes.

Invented directories of so many reviews, thirty for each practitioner, with 40 words each and an
outcome, on SQLite. Each step is the product's own. The curve is drawn from two sizes on.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from flask import Flask
from sqlalchemy.orm import Session

from benchmarks.growth_plot import draw_growth
from directory.app import create_app
from directory.config import PROJECT_FOLDER, Settings
from directory.database import db
from directory.models import (
    Credential,
    Outcome,
    PracticeLocation,
    Practitioner,
    PractitionerConcern,
    Review,
)
from directory.schema import find_newest_revision, upgrade_schema
from directory.services.backups import BackedUpSite, create_backup, put_back, verify_backup
from directory.services.indexing import drain_outbox, note_changes, rebuild_index
from directory.services.inserting import insert_many
from directory.services.kept_figures import renew_figures
from directory.services.site_figures import SITE_FIGURES
from directory.services.skill import fit_and_score
from directory.services.vocabulary import load_vocabulary
from directory.sources.vocabulary_files import read_vocabulary

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REVIEWS_EACH = 30
SIZES = (10_000, 30_000, 100_000)
BATCH = 10_000
PAGES = 20
CONCERNS = ("acne_scars", "melasma", "wrinkles", "rosacea")
WORDS = np.array(
    (PROJECT_FOLDER / "docs" / "search.md").read_text("utf-8").lower().split(), dtype=object
)


@dataclass
class Costs:
    """What each step took, in seconds of the processor; and what lies on the disk, in bytes."""

    seconds: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def time(self, step: str, work: Callable[[], object]) -> None:
        """Do a step and note what it took."""
        began = _processor_seconds()
        work()
        self.seconds[step] = _processor_seconds() - began


def main() -> None:
    """Prints a Markdown table, a column for each size, and draws the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, nargs="+", default=SIZES)
    parser.add_argument("--out", type=Path, default=Path("docs/images/growth.svg"))
    options = parser.parse_args()
    sizes = sorted(options.reviews)
    costs = [measure(count) for count in sizes]
    print("| step | " + " | ".join(f"{count:,} reviews" for count in sizes) + " |")
    print("|---|" + "--:|" * len(sizes))
    for step in costs[0].seconds:
        print(
            f"| {step} | " + " | ".join(_say_seconds(cost.seconds[step]) for cost in costs) + " |"
        )
    for what in costs[0].sizes:
        print(
            f"| {what} | "
            + " | ".join(f"{cost.sizes[what] / 1e6:,.1f} MB" for cost in costs)
            + " |"
        )
    if len(sizes) > 1:
        times = {
            step: {
                count: 1000 * cost.seconds[step] for count, cost in zip(sizes, costs, strict=True)
            }
            for step in costs[0].seconds
        }
        title = "CPU time of each step by the number of reviews"
        options.out.write_text(draw_growth(times, title, "reviews"), encoding="utf-8")


def measure(count: int) -> Costs:
    """Make a site of so many reviews, and do everything once."""
    costs = Costs()
    with tempfile.TemporaryDirectory() as name, open_site(Path(name) / "data") as app:
        folder, session, index = Path(name), db.session, app.extensions["search_index"]
        load_vocabulary(session, read_vocabulary(PROJECT_FOLDER / "seed_data" / "vocabulary"))
        fill(session, count)
        session.commit()
        costs.time(
            "fit the model and score everybody", lambda: fit_and_score(session, NOW.date(), NOW)
        )
        session.commit()
        costs.time("make the index anew", lambda: rebuild_index(session, index, NOW.date()))
        session.commit()
        note_changes(session, [1], NOW)
        costs.time("bring one changed profile in", lambda: drain_outbox(session, index, NOW.date()))
        session.commit()
        client = app.test_client()
        for step, path in (
            ("a page of results", "/search?q=acne+scars"),
            ("a profile", "/practitioners/person-1"),
            ("readiness", "/health/ready"),
        ):
            client.get(path)
            costs.time(step, lambda path=path: [client.get(path) for _ in range(PAGES)])
            costs.seconds[step] /= PAGES
        costs.time("figures of the site", lambda: _count_site(session))
        session.commit()
        _measure_backup(costs, app, folder)
        [copy] = (folder / "backups").glob("*/database.sqlite3")
        costs.sizes["database"] = copy.stat().st_size
        index_files = (folder / "data" / "index").rglob("*")
        costs.sizes["index"] = sum(file.stat().st_size for file in index_files if file.is_file())
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # of this size, as sizes rise
        costs.sizes["memory at most"] = 1024 * most
    return costs


def _count_site(session: Session) -> None:
    for figures in SITE_FIGURES:
        renew_figures(session, figures, NOW)


def _measure_backup(costs: Costs, app: Flask, folder: Path) -> None:
    settings: Settings = app.config["SETTINGS"]
    site = BackedUpSite(
        settings.database_url, settings.upload_folder, settings.site_url, settings.secret_key
    )
    made = []
    revision = find_newest_revision()
    costs.time(
        "backup, verified",
        lambda: made.append(create_backup(db.session, site, folder / "backups", revision, NOW)),
    )
    elsewhere = BackedUpSite(
        f"sqlite:///{folder / 'back.sqlite3'}", folder / "back", site.site_url, site.secret_key
    )
    costs.time("restore, verified", lambda: put_back(verify_backup(made[0].folder), elsewhere))


@contextmanager
def open_site(folder: Path) -> Iterator[Flask]:
    """A site of its own with tables and nothing in them, inside its context."""
    settings = {"DATA_DIR": str(folder), "DEMO": "0", "SECRET_KEY": "only-for-this-bench-" * 3}
    app = create_app(Settings.from_environment(settings))
    app.config.update(CLOCK=lambda: NOW)
    with app.app_context():
        upgrade_schema()
        yield app
        db.session.close()
        db.engine.dispose()


def fill(session: Session, count: int) -> None:
    """Practitioners with a licence, a place and concerns, and their published reports."""
    dice = np.random.default_rng(1)
    people = range(1, count // REVIEWS_EACH + 1)
    for start in range(0, len(people), BATCH):
        _add_people(session, dice, people[start : start + BATCH])
    for start in range(1, count + 1, BATCH):
        _add_reviews(session, dice, range(start, min(start + BATCH, count + 1)), len(people))
        session.commit()


def _add_people(session: Session, dice: np.random.Generator, numbers: range) -> None:
    insert_many(session, Practitioner, [_make_person(number) for number in numbers])
    insert_many(
        session,
        Credential,
        [
            {
                "practitioner_id": number,
                "kind": "licence",
                "name": "Physician licence",
                "issuer": "State board",
                "issued_on": date(1995 + number % 28, 5, 1),
                "evidence_level": "registry",
            }
            for number in numbers
        ],
    )
    insert_many(
        session,
        PracticeLocation,
        [
            {
                "practitioner_id": number,
                "clinic_name": f"Clinic {number}",
                "city": "Denver",
                "region": "CO",
                "latitude": float(39.7 + dice.normal(0, 1)),
                "longitude": float(-105 + dice.normal(0, 1)),
                "point_source": "address",
                "hours": {},
            }
            for number in numbers
        ],
    )
    insert_many(
        session,
        PractitionerConcern,
        [{"practitioner_id": number, "concern_key": key} for number in numbers for key in CONCERNS],
    )


def _make_person(number: int) -> dict[str, object]:
    return {
        "slug": f"person-{number}",
        "given_name": WORDS[number % len(WORDS)].title(),
        "family_name": f"Family{number}",
        "family_name_key": f"family{number}",
        "profession_key": "dermatologist",
        "credential_codes": ["MD"],
        "languages": ["en"],
        "other_names": [],
        "edited_fields": [],
        "origin": "registry",
        "listed_on": NOW.date(),
    }


def _add_reviews(session: Session, dice: np.random.Generator, keys: range, people: int) -> None:
    grades = dice.integers(1, 6, len(keys))
    texts = dice.choice(WORDS, (len(keys), 40))
    reviews, outcomes = [], []
    for key, grade, words in zip(keys, grades, texts, strict=True):
        at = NOW - timedelta(minutes=key)
        reviews.append(
            {
                "id": key,
                "practitioner_id": 1 + key % people,
                "source_key": "own",
                "external_id": str(key),
                "reviewer_key": str(key),
                "verification_level": 2 + key % 2,
                "rating": float(grade),
                "text": " ".join(words),
                "language": "en",
                "reported_on": at.date(),
                "submitted_at": at,
                "published_at": at,
            }
        )
        outcomes.append(
            {
                "review_id": key,
                "concern_key": CONCERNS[key % len(CONCERNS)],
                "gais": int(grade),
                "severity": 1 + key % 4,
                "fitzpatrick": 1 + key % 6,
                "adverse_event_kinds": [],
                "first_answers": {},
            }
        )
    insert_many(session, Review, reviews)
    insert_many(session, Outcome, outcomes)


def _processor_seconds() -> float:
    """Of this process and of those that it waited for: rebuilding an index takes several."""
    return sum(os.times()[:4])


def _say_seconds(seconds: float) -> str:
    return f"{seconds:,.1f} s" if seconds >= 1 else f"{1000 * seconds:,.0f} ms"


if __name__ == "__main__":
    main()
