"""Fictional directories whose bought reviews are known, assessed as the site assesses them.

Every world is the demonstration's, drawn from another seed and loaded into a database of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.app import create_app
from directory.config import PROJECT_FOLDER, Settings
from directory.database import db
from directory.domain.integrity import IntegrityAssessment
from directory.models import Review
from directory.schema import upgrade_schema
from directory.services.demo import seed_demo
from directory.services.demo.files import DemoFiles, read_demo_files
from directory.services.demo.generation import generate_directory
from directory.services.demo.reports import Report
from directory.services.integrity import list_assessments
from directory.services.integrity_assessing import assess_all
from directory.services.status_links import StatusLinks
from directory.services.vocabulary import get_vocabulary, load_vocabulary
from directory.sources.vocabulary_files import read_vocabulary

TODAY = date(2026, 11, 27)
HONEST = "honest"
SECRET_KEY = "of a benchmark, and seen by everybody"  # noqa: S105  # it seals nobody's secrets
LINKS = StatusLinks(SECRET_KEY, review_address=str, flag_address=str)

DRAWN = "demo-0%"
"""The reviews that were drawn, beside those written for the moderator's queue."""


@dataclass(frozen=True, slots=True)
class AssessedReview:
    """A review, what it is in truth, and what was noticed."""

    kind: str
    assessment: IntegrityAssessment


@contextmanager
def open_database() -> Iterator[Session]:
    """A database of its own with the tables and the vocabulary, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DATA_DIR": folder, "SECRET_KEY": SECRET_KEY, "DEMO": "0"}
        with create_app(Settings.from_environment(environment)).app_context():
            upgrade_schema()
            load_vocabulary(
                db.session, read_vocabulary(PROJECT_FOLDER / "seed_data" / "vocabulary")
            )
            db.session.commit()
            yield db.session
            db.session.rollback()
            db.engine.dispose()


def draw_files(seed: int | None) -> DemoFiles:
    """What the demonstration is drawn from; another world for another seed."""
    files = read_demo_files()
    if seed is None:
        return files
    return replace(files, world=replace(files.world, seed=seed))


def assess_world(seed: int | None) -> list[AssessedReview]:
    """Every review of a world with what it is and what was noticed."""
    files = draw_files(seed)
    with open_database() as session:
        vocabulary = get_vocabulary(session)
        seed_demo(session, TODAY, vocabulary, files=files, links=LINKS)
        session.commit()
        now = datetime.combine(TODAY, datetime.min.time(), UTC)
        assess_all(session, now, commit=session.commit)
        kinds = [_kind_of(one) for one in generate_directory(files, vocabulary, TODAY).reports]
        drawn = select(Review.id).where(Review.external_id.like(DRAWN))
        ids = session.scalars(drawn.order_by(Review.external_id)).all()
        assessments = list_assessments(session, ids)
        return [
            AssessedReview(kind, assessments[review_id])
            for kind, review_id in zip(kinds, ids, strict=True)
        ]


def _kind_of(report: Report) -> str:
    if not report.is_bought:
        return HONEST
    aim = "promotion" if report.is_worth_it else "smear"
    return f"{'naive' if report.wording else 'smart'} {aim}"
