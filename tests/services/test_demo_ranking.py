"""The demonstration gives the ranking something real to find, and the model finds it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from directory.models import Practitioner, PractitionerSkill, SkillModel
from directory.models.skill import OVERALL
from directory.services.demo.generation import GeneratedDirectory
from tests.fixtures.demo_world import generate_shipped_directory

REVIEWED_FROM = 10


def _read_points(demo_folder: Path) -> tuple[dict[str, float], GeneratedDirectory]:
    """Points by slug as the site stored them, and the hidden truth of that day."""
    engine = create_engine(f"sqlite:///{demo_folder / 'skilled_hand.sqlite3'}")
    with Session(engine) as session:
        snapshot_on = session.scalars(select(SkillModel.snapshot_on)).one()
        skills = session.execute(
            select(Practitioner.slug, PractitionerSkill)
            .join(PractitionerSkill, PractitionerSkill.practitioner_id == Practitioner.id)
            .where(PractitionerSkill.concern_key == OVERALL)
        )
        points = {slug: skill.points for slug, skill in skills}
    engine.dispose()
    return points, generate_shipped_directory(snapshot_on)


def test_the_model_finds_the_hidden_skill_and_stars_do_not(demo_folder: Path) -> None:
    points, generated = _read_points(demo_folder)
    stars = defaultdict(list)
    for report in generated.reports:
        span = report.source.rating_max - report.source.rating_min
        stars[report.practitioner].append((report.rating - report.source.rating_min) / span)
    reviewed = [number for number, given in stars.items() if len(given) >= REVIEWED_FROM]
    truth = generated.hidden_success[reviewed]
    by_model = [points[generated.practitioners[number].slug] for number in reviewed]
    by_stars = [float(np.mean(stars[number])) for number in reviewed]
    agreement = spearmanr(by_model, truth).statistic
    assert agreement > 0.65
    assert agreement > spearmanr(by_stars, truth).statistic + 0.1
