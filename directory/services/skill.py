"""Fitting the skill model to the directory, scoring practitioners with it, and storing both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.skill import (
    Estimate,
    Evidence,
    Hint,
    Hyperparameters,
    Parts,
    Population,
    Rhythms,
    fit,
    hints,
    learn_rhythms,
    mark_waves,
    score_many,
    skill_row,
)
from directory.models import (
    Practitioner,
    PractitionerConcern,
    PractitionerSkill,
    PractitionerStatus,
    SkillModel,
)
from directory.models.skill import OVERALL
from directory.services.evidence import gather_evidence, iterate_evidence
from directory.services.inserting import insert_many
from directory.services.turns import Turn, take_turn
from directory.services.vocabulary import get_vocabulary

SCORING_BATCH = 1000

MOST_FOR_RHYTHMS = 10_000
"""Practitioners, as many as the rest of the model is fitted on (0013)."""


def fit_skill_model(session: Session, today: date, now: datetime) -> SkillModel:
    """Fit the model to everybody listed and store it as the newest; scores nobody."""
    keys = _list_active_ids(session)
    rhythms = _learn_rhythms(session, keys, today)
    population = Population.joined(
        [
            Population.from_evidence(mark_waves(one, rhythms) for one in evidence.values())
            for evidence in iterate_evidence(session, keys, today)
        ]
    )
    hyperparameters = fit(population, get_vocabulary(session).reference_mix(), rhythms)
    model = SkillModel(
        fitted_at=now,
        snapshot_on=today,
        hyperparameters=hyperparameters.to_dict(),
        middle_points={},
        practitioner_count=population.practitioner_count,
        outcome_count=population.outcome_count,
    )
    session.add(model)
    session.flush()
    return model


def _learn_rhythms(session: Session, keys: Sequence[int], today: date) -> Rhythms:
    """How often reports come in; in a large directory as an even sample of practitioners has it."""
    sample = keys[:: -(-len(keys) // MOST_FOR_RHYTHMS) or 1]
    batches = iterate_evidence(session, sample, today)
    return learn_rhythms(one for evidence in batches for one in evidence.values())


def fit_and_score(
    session: Session,
    today: date,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> SkillModel:
    """Fit the model, score everybody with it, and note the middle of each concern.

    `progress` is told how many more practitioners have been scored. The index must be rebuilt
    afterwards: every document has changed.
    """
    model = fit_skill_model(session, today, now)
    keys = _list_active_ids(session)
    for start in range(0, len(keys), SCORING_BATCH):
        batch = keys[start : start + SCORING_BATCH]
        score_practitioners(session, batch, today)
        if progress:
            progress(len(batch))
    model.middle_points = _middle_points(session)
    session.flush()
    return model


def score_practitioners(session: Session, keys: Sequence[int], today: date) -> None:
    """Score these practitioners with the newest model and replace what was stored of them.

    One process does so at a time: two that replaced the same rows would both put theirs in. Raises
    NotFoundError when the model was never fitted.
    """
    take_turn(session, Turn.SCORES)
    model = get_skill_model(session)
    evidence = gather_evidence(session, keys, today)
    hyperparameters = read_model(model)
    population = Population.from_evidence(
        mark_waves(one, hyperparameters.rhythms) for one in evidence.values()
    )
    table = score_many(population, hyperparameters)
    offered = _offered_concerns(session, keys)
    rows: list[dict[str, Any]] = []
    for row, key in enumerate(evidence):
        skill = skill_row(table, row)
        rows.append(_stored(key, OVERALL, model.id, skill.overall))
        rows.extend(
            _stored(key, concern, model.id, estimate)
            for concern, estimate in skill.concerns.items()
            if estimate.outcome_count or concern in offered.get(key, ())
        )
    session.execute(
        delete(PractitionerSkill).where(PractitionerSkill.practitioner_id.in_(keys)),
        execution_options={"synchronize_session": False},
    )
    insert_many(session, PractitionerSkill, rows)


def get_skill_model(session: Session) -> SkillModel:
    """The newest fitted model. Raises NotFoundError before the first fit."""
    model = session.scalar(select(SkillModel).order_by(SkillModel.id.desc()).limit(1))
    if model is None:
        raise NotFoundError("The skill model was never fitted; run: flask --app wsgi skill fit")
    return model


def read_model(model: SkillModel) -> Hyperparameters:
    """The stored numbers of a fitted model as the model reads them."""
    return Hyperparameters.from_dict(model.hyperparameters)


def list_hints(session: Session, practitioner_id: int, today: date) -> tuple[Hint, ...]:
    """What would honestly move this practitioner's score; nothing before the first fit."""
    evidence = gather_evidence(session, [practitioner_id], today).get(practitioner_id, Evidence())
    hyperparameters = read_model(get_skill_model(session))
    return tuple(hints(mark_waves(evidence, hyperparameters.rhythms), hyperparameters))


def _list_active_ids(session: Session) -> list[int]:
    return list(
        session.scalars(
            select(Practitioner.id)
            .where(Practitioner.status == PractitionerStatus.ACTIVE)
            .order_by(Practitioner.id)
        )
    )


def _offered_concerns(session: Session, keys: Iterable[int]) -> Mapping[int, set[str]]:
    offered: dict[int, set[str]] = {}
    rows = session.execute(
        select(PractitionerConcern.practitioner_id, PractitionerConcern.concern_key).where(
            PractitionerConcern.practitioner_id.in_(keys)
        )
    )
    for practitioner_id, concern_key in rows:
        offered.setdefault(practitioner_id, set()).add(concern_key)
    return offered


def _stored(key: int, concern_key: str, model_id: int, estimate: Estimate) -> dict[str, Any]:
    return {
        "practitioner_id": key,
        "concern_key": concern_key,
        "model_id": model_id,
        "points": estimate.points,
        "lo90": estimate.lo90,
        "hi90": estimate.hi90,
        "effective_outcomes": estimate.effective_outcomes,
        "verified_outcome_count": estimate.outcome_count,
        "top_tenth_probability": estimate.top_tenth_probability,
        "parts": _stored_parts(estimate.parts),
    }


def _stored_parts(parts: Parts) -> dict[str, float]:
    """The parts by kind, results by concern as `results:KEY`, in the order they are shown."""
    return {
        "start": parts.start,
        "experience": parts.experience,
        "volume": parts.volume,
        **{f"results:{concern}": points for concern, points in parts.results.items()},
        "unverified": parts.unverified,
    }


def _middle_points(session: Session) -> dict[str, float]:
    points: dict[str, list[float]] = {}
    for concern_key, value in session.execute(
        select(PractitionerSkill.concern_key, PractitionerSkill.points)
    ):
        points.setdefault(concern_key, []).append(value)
    return {key: float(np.median(values)) for key, values in sorted(points.items())}
