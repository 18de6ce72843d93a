"""The demonstration shows its fake campaigns as what they are, and lets honest patients be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.integrity_worlds import DRAWN
from directory.domain.integrity import RiskBand
from directory.models import Review, ReviewAssessment, SkillModel
from tests.fixtures.demo_world import generate_shipped_directory


def test_bought_reviews_are_told_from_honest_ones(demo_folder: Path) -> None:
    engine = create_engine(f"sqlite:///{demo_folder / 'skilled_hand.sqlite3'}")
    with Session(engine) as session:
        snapshot_on = session.scalars(select(SkillModel.snapshot_on)).one()
        bands = session.scalars(
            select(ReviewAssessment.band)
            .join(Review, Review.id == ReviewAssessment.review_id)
            .where(Review.external_id.like(DRAWN))
            .order_by(Review.external_id)
        ).all()
    engine.dispose()
    counts = Counter(
        ("naive" if report.wording else "smart" if report.is_bought else "honest", band)
        for report, band in zip(generate_shipped_directory(snapshot_on).reports, bands, strict=True)
    )
    naive, honest = (
        {band: counts[kind, band] for band in RiskBand} for kind in ("naive", "honest")
    )
    assert naive[RiskBand.HIGH] >= 0.95 * sum(naive.values())
    assert honest[RiskBand.LOW] >= 0.97 * sum(honest.values())
    assert honest[RiskBand.HIGH] <= 0.2 * naive[RiskBand.HIGH]
