"""The rows of outcomes of everybody together: by concern and severity, and also by treatment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.outcomes import distribute_counts
from directory.domain.small_cells import list_shown_cells
from directory.domain.vocabulary import Vocabulary
from directory.exports.open_data.data_files import Row
from directory.exports.open_data.result_tables import OUTCOMES, TREATMENT_OUTCOMES
from directory.models import Outcome, Practitioner, PractitionerStatus, Review
from directory.services.open_data.result_rows import grade_columns
from directory.services.outcome_tables import NOT_TOLD_CODE
from directory.services.severity_odds import count_grades, make_severity_table
from directory.services.verified_reports import is_verified_report

Severity = int | None
Cell = tuple[str, str | None, Severity]
"""A concern, a treatment and a severity; None: not told."""


def iterate_outcomes(session: Session, vocabulary: Vocabulary) -> Iterator[tuple[str, Row]]:
    """The groups of outcomes that may be shown, each with the name of its table.

    By concern and severity they are those of the pages. By treatment as well, nothing is shown
    within a group that is hidden there.
    """
    shown_above: set[tuple[str, Severity]] = set()
    for odds in make_severity_table(count_grades(session), vocabulary).concerns:
        for group in odds.groups:
            severity = None if group.code == NOT_TOLD_CODE else int(group.code)
            shown_above.add((odds.concern_key, severity))
            named: Row = {"concern": odds.concern_key, "severity": severity}
            yield OUTCOMES.name, {**named, **grade_columns(group.grades)}
    grades = _count_grades(session)
    for cell in list_shown_treatment_cells(
        {cell: counts.total() for cell, counts in grades.items()}, shown_above
    ):
        concern, treatment, severity = cell
        named = {"concern": concern, "treatment": treatment, "severity": severity}
        distribution = distribute_counts(grades[cell])
        yield TREATMENT_OUTCOMES.name, {**named, **grade_columns(distribution)}


def list_shown_treatment_cells(
    counts: Mapping[Cell, int], shown_above: Collection[tuple[str, Severity]]
) -> list[Cell]:
    """The cells that may be shown, where these groups of concern and severity are.

    The sum of whatever a cell shares with others, in one respect or two, counts as known.
    """
    lines: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
    for cell in counts:
        for size in range(len(cell)):
            for places in combinations(range(len(cell)), size):
                lines[(places, *(cell[place] for place in places))].append(cell)
    hidden = {cell for cell in counts if (cell[0], cell[2]) not in shown_above}
    return list_shown_cells(counts, lines.values(), hidden)


def _count_grades(session: Session) -> dict[Cell, Counter[int]]:
    rows = session.execute(
        select(
            Outcome.concern_key, Outcome.treatment_key, Outcome.severity, Outcome.gais, func.count()
        )
        .join(Review, Review.id == Outcome.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Practitioner.status == PractitionerStatus.ACTIVE, is_verified_report())
        .group_by(Outcome.concern_key, Outcome.treatment_key, Outcome.severity, Outcome.gais)
    ).all()
    grades: dict[Cell, Counter[int]] = defaultdict(Counter)
    for concern, treatment, severity, gais, count in rows:
        grades[concern, treatment, severity][gais] += count
    return dict(sorted(grades.items(), key=lambda counted: str(counted[0])))
