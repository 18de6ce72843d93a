"""Stored skill in words: an estimate, its interval, and the parts that sum to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
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


def get_middle_points(session: Session) -> dict[str, float]:
    """The directory's median points for each concern by the newest model; empty before any."""
    newest = select(SkillModel.middle_points).order_by(SkillModel.id.desc()).limit(1)
    return dict(session.scalar(newest) or {})


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
    estimates: dict[int, dict[str, SkillEstimate]] = defaultdict(dict)
    wanted = select(PractitionerSkill).where(
        PractitionerSkill.practitioner_id.in_(practitioner_ids)
    )
    if concern_keys is not None:
        wanted = wanted.where(PractitionerSkill.concern_key.in_({OVERALL, *concern_keys}))
    rows = session.scalars(wanted).all()
    all_counts = {
        row.practitioner_id: row.verified_outcome_count
        for row in rows
        if row.concern_key == OVERALL
    }
    for row in rows:
        concern = vocabulary.find_concern(row.concern_key)
        estimates[row.practitioner_id][row.concern_key] = SkillEstimate(
            concern_key=row.concern_key,
            concern_name=concern.name if concern else "",
            points=row.points,
            lo90=row.lo90,
            hi90=row.hi90,
            middle=middle.get(row.concern_key),
            verified_outcome_count=row.verified_outcome_count,
            all_outcome_count=all_counts.get(row.practitioner_id, row.verified_outcome_count),
            effective_outcomes=row.effective_outcomes,
            top_tenth_probability=row.top_tenth_probability,
            parts=parts_in_words(row.parts, vocabulary),
        )
    return estimates


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
        label, detail = PART_LABELS[kind]
        concern = vocabulary.find_concern(concern_key)
        if concern:
            label = N_("%(label)s: %(concern)s", label=label, concern=concern.name)
        named.append(Part(label, detail, points))
    return tuple(named)
