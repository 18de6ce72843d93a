"""Stored skill in words: an estimate, its interval, and the parts that sum to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary
from directory.models import PractitionerSkill, SkillModel
from directory.models.skill import OVERALL
from directory.services.outcome_statistics import VerifiedReport
from directory.services.search_results import Part, SkillEstimate

PART_LABELS: dict[str, tuple[str, str]] = {
    "start": (N_("Where everybody starts"), N_("the typical result of this directory")),
    "experience": (N_("Experience"), N_("years with evidence, compared with none known")),
    "volume": (N_("Audited volume"), N_("cases a year that an audit confirmed")),
    "results": (N_("Verified results"), N_("what proven patients reported, at their difficulty")),
    "unverified": (N_("Unverified ratings"), N_("other sources, capped at a few patients' worth")),
}


_skill = PractitionerSkill.__table__.c

_ESTIMATES = select(
    _skill.practitioner_id,
    _skill.concern_key,
    _skill.points,
    _skill.lo90,
    _skill.hi90,
    _skill.verified_outcome_count,
    _skill.effective_outcomes,
    _skill.top_tenth_probability,
    _skill.parts,
).where(_skill.practitioner_id.in_(bindparam("keys", expanding=True)))

_ESTIMATES_OF_CONCERNS = _ESTIMATES.where(
    _skill.concern_key.in_(bindparam("concern_keys", expanding=True))
)

_model = SkillModel.__table__.c

_NEWEST_MIDDLE_POINTS = select(_model.middle_points).order_by(_model.id.desc()).limit(1)

EstimateRow: TypeAlias = "Row[*tuple[Any, ...]]"

MOST_PART_NAMES = 500


def get_middle_points(session: Session) -> dict[str, float]:
    """The directory's median points for each concern by the newest model; empty before any."""
    return dict(session.connection().scalar(_NEWEST_MIDDLE_POINTS) or {})


def list_estimates(
    session: Session,
    vocabulary: Vocabulary,
    practitioner_ids: Sequence[int],
    concern_keys: Collection[str] | None = None,
) -> dict[int, dict[str, SkillEstimate]]:
    """Stored estimates of these practitioners: by practitioner, then by concern.

    All there are or, with `concern_keys`, those of these concerns and the overall one.
    """
    middle = get_middle_points(session)
    return {
        key: {
            concern_key: _estimate(row, rows.get(OVERALL, row), middle, vocabulary)
            for concern_key, row in rows.items()
        }
        for key, rows in _read_rows(session, practitioner_ids, concern_keys).items()
    }


def list_ranking_estimates(
    session: Session, vocabulary: Vocabulary, concern_keys: Mapping[int, str]
) -> dict[int, SkillEstimate]:
    """The estimate that ranked each practitioner: for the concern named, or the overall one."""
    middle = get_middle_points(session)
    estimates: dict[int, SkillEstimate] = {}
    found = _read_rows(session, concern_keys, set(concern_keys.values()))
    for key, rows in found.items():
        overall = rows.get(OVERALL)
        row = rows.get(concern_keys[key], overall)
        if row is not None:
            estimates[key] = _estimate(row, overall or row, middle, vocabulary)
    return estimates


def _read_rows(
    session: Session, practitioner_ids: Collection[int], concern_keys: Collection[str] | None
) -> dict[int, dict[str, EstimateRow]]:
    keys: dict[str, Collection[object]] = {"keys": practitioner_ids}
    wanted = _ESTIMATES
    if concern_keys is not None:
        keys["concern_keys"] = {OVERALL, *concern_keys}
        wanted = _ESTIMATES_OF_CONCERNS
    rows: dict[int, dict[str, EstimateRow]] = defaultdict(dict)
    for row in session.connection().execute(wanted, keys):
        rows[row.practitioner_id][row.concern_key] = row
    return rows


def _estimate(
    row: EstimateRow, overall: EstimateRow, middle: Mapping[str, float], vocabulary: Vocabulary
) -> SkillEstimate:
    concern = vocabulary.find_concern(row.concern_key)
    return SkillEstimate(
        concern_key=row.concern_key,
        concern_name=concern.name if concern else "",
        points=row.points,
        lo90=row.lo90,
        hi90=row.hi90,
        middle=middle.get(row.concern_key),
        verified_outcome_count=row.verified_outcome_count,
        all_outcome_count=overall.verified_outcome_count,
        effective_outcomes=row.effective_outcomes,
        top_tenth_probability=row.top_tenth_probability,
        parts=parts_in_words(row.parts, vocabulary),
    )


def list_treated_skills(
    concern_keys: Collection[str],
    estimates: Mapping[str, SkillEstimate],
    reports: Sequence[VerifiedReport],
    vocabulary: Vocabulary,
) -> tuple[SkillEstimate, ...]:
    """One practitioner's skill in the concerns treated or reported on, the most proven first."""
    counts = Counter(report.concern_key for report in reports)
    return tuple(
        estimates[key]
        for key in sorted({*concern_keys, *counts}, key=lambda key: (-counts[key], key))
        if key in estimates and vocabulary.find_concern(key)
    )


def parts_in_words(parts: dict[str, float], vocabulary: Vocabulary) -> tuple[Part, ...]:
    """The model's parts with their names; results for one concern carry the concern's name."""
    named = []
    for key, points in parts.items():
        kind, _, concern_key = key.partition(":")
        concern = vocabulary.find_concern(concern_key)
        named.append(Part(*_name_part(kind, concern.name if concern else ""), points))
    return tuple(named)


@lru_cache(MOST_PART_NAMES, typed=True)
def _name_part(kind: str, concern_name: str) -> tuple[str, str]:
    """Label and detail of a part; made once, as every card has some ten of them.

    Typed: a name that can be translated is equal to the same text that cannot.
    """
    label, detail = PART_LABELS[kind]
    if concern_name:
        label = N_("%(label)s: %(concern)s", label=label, concern=concern_name)
    return label, detail
