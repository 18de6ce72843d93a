"""What would move a practitioner's score: the score of edited evidence, less the score now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from directory.domain.skill.evidence import AdverseEvent, Evidence, VerifiedOutcome
from directory.domain.skill.hyperparameters import Hyperparameters
from directory.domain.skill.score import score

RESULTS_IN_A_HINT = 8
_LEAST_RESULTS_FOR_A_RATE = 3


class HintKind(StrEnum):
    """The edit of the evidence that a hint is about."""

    MORE_RESULTS_AT_THIS_RATE = "more_results_at_this_rate"
    MORE_RESULTS_ALL_BEST = "more_results_all_best"
    STRUCTURED_OUTCOMES = "structured_outcomes"
    EVIDENCE_FOR_YEARS = "evidence_for_years"


@dataclass(frozen=True, slots=True)
class Hint:
    """An edit, how many results or years it concerns, and the change of the overall points."""

    kind: HintKind
    amount: float
    change: float


def hints(evidence: Evidence, model: Hyperparameters) -> list[Hint]:
    """What would move the score and by how much, the largest gain first."""
    now = score(evidence, model).overall.points
    found = [
        Hint(kind, amount, score(edited, model).overall.points - now)
        for kind, amount, edited in _edits(evidence, model)
    ]
    return sorted(found, key=lambda hint: (-hint.change, hint.kind))


def _edits(
    evidence: Evidence, model: Hyperparameters
) -> Iterator[tuple[HintKind, float, Evidence]]:
    outcomes = evidence.outcomes
    if len(outcomes) >= _LEAST_RESULTS_FOR_A_RATE:
        yield (
            HintKind.MORE_RESULTS_AT_THIS_RATE,
            RESULTS_IN_A_HINT,
            replace(evidence, outcomes=outcomes + _typical_results(outcomes)),
        )
    best = VerifiedOutcome(
        concern=_main_concern(evidence, model),
        gais=5,
        severity=None,
        fitzpatrick=None,
        adverse_event=AdverseEvent.NONE,
        verification_level=3,
        age_years=0.0,
    )
    yield (
        HintKind.MORE_RESULTS_ALL_BEST,
        RESULTS_IN_A_HINT,
        replace(evidence, outcomes=outcomes + (best,) * RESULTS_IN_A_HINT),
    )
    unstructured = sum(one.verification_level == 2 for one in outcomes)
    if unstructured:
        yield (
            HintKind.STRUCTURED_OUTCOMES,
            unstructured,
            replace(
                evidence, outcomes=tuple(replace(one, verification_level=3) for one in outcomes)
            ),
        )
    years = evidence.experience
    if years.years_evidenced is None and years.years_claimed is not None:
        yield (
            HintKind.EVIDENCE_FOR_YEARS,
            years.years_claimed,
            replace(evidence, experience=replace(years, years_evidenced=years.years_claimed)),
        )


def _typical_results(outcomes: tuple[VerifiedOutcome, ...]) -> tuple[VerifiedOutcome, ...]:
    """Fresh copies of results picked evenly from worst to best."""
    ordered = sorted(outcomes, key=lambda one: (one.grade, one.concern, one.severity or 0))
    step = len(ordered) / RESULTS_IN_A_HINT
    picks = [ordered[int((pick + 0.5) * step)] for pick in range(RESULTS_IN_A_HINT)]
    return tuple(replace(one, age_years=0.0, verification_level=3) for one in picks)


def _main_concern(evidence: Evidence, model: Hyperparameters) -> str:
    """The concern with most of the results; if there are none, the one most asked for."""
    concerns = [one.concern for one in evidence.outcomes]
    if concerns:
        return max(sorted(set(concerns)), key=concerns.count)
    shares = model.reference.concern_shares
    return model.concerns[shares.index(max(shares))]
