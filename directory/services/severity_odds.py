"""How severity changes the odds: grades of all verified outcomes by concern and severity.

Counted as reported, not adjusted for who treated whom; small groups are hidden all together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.messages import N_
from directory.domain.outcomes import (
    SEVERITY_LABELS,
    GradeDistribution,
    distribute_counts,
)
from directory.domain.small_cells import list_shown_cells
from directory.domain.vocabulary import Vocabulary
from directory.models import Outcome, Practitioner, PractitionerStatus, Review
from directory.services.kept_figures import Figures
from directory.services.outcome_tables import NOT_TOLD, OutcomeGroup, code_of
from directory.services.verified_reports import is_verified_report

Severity = int | None
SEVERITIES: dict[Severity, str] = {
    **dict[Severity, str](SEVERITY_LABELS.items()),
    None: NOT_TOLD,
}


@dataclass(frozen=True, slots=True)
class CountedGrades:
    """How many outcomes there are of each concern, severity and grade; since when."""

    rows: tuple[tuple[str, int | None, int, int], ...] = ()
    since: date | None = None


_Grades = Mapping[tuple[str, Severity], Counter[int]]


@dataclass(frozen=True, slots=True)
class SeverityOdds:
    """What patients with a concern reported, by severity; `concern_key` is empty for all concerns.

    `hidden` names the severities that too few reported, or that would give such a one away.
    """

    concern_key: str
    concern_name: str
    everybody: GradeDistribution
    groups: tuple[OutcomeGroup, ...]
    hidden: tuple[str, ...]

    def find_group(self, label: str) -> OutcomeGroup | None:
        """The group of this name, if it may be shown."""
        return next((group for group in self.groups if group.label == label), None)


@dataclass(frozen=True, slots=True)
class SeverityTable:
    """All concerns together, then each of which enough was reported; since when.

    `severities` are the names of those told, mildest first; `hidden` are the concerns of which
    too few patients reported.
    """

    together: SeverityOdds
    concerns: tuple[SeverityOdds, ...]
    hidden: tuple[str, ...]
    since: date | None
    severities: tuple[str, ...] = tuple(SEVERITY_LABELS.values())

    def find_concern(self, key: str) -> SeverityOdds | None:
        """The odds of one concern, if enough reported on it."""
        return next((odds for odds in self.concerns if odds.concern_key == key), None)


def make_severity_table(counted: CountedGrades, vocabulary: Vocabulary) -> SeverityTable:
    """Put the counts in groups, those of few patients hidden."""
    grades: dict[tuple[str, Severity], Counter[int]] = defaultdict(Counter)
    for concern_key, severity, grade, count in counted.rows:
        grades[concern_key, severity][grade] += count
    cells = {cell: counts.total() for cell, counts in grades.items()}
    by_concern: dict[str, list[tuple[str, Severity]]] = defaultdict(list)
    by_severity: dict[Severity, list[tuple[str, Severity]]] = defaultdict(list)
    for cell in cells:
        by_concern[cell[0]].append(cell)
        by_severity[cell[1]].append(cell)
    shown = set(list_shown_cells(cells, [*by_concern.values(), *by_severity.values()]))
    sums = {
        concern.key: sum(cells[cell] for cell in by_concern[concern.key])
        for concern in vocabulary.concerns
        if concern.key in by_concern
    }
    shown_concerns = list_shown_cells(sums)
    severity_sums = {
        severity: sum(cells[cell] for cell in by_severity[severity]) for severity in SEVERITIES
    }
    shown_severities = {("", severity) for severity in list_shown_cells(severity_sums)}
    together = {
        ("", severity): _add(grades[cell] for cell in by_severity[severity])
        for severity in SEVERITIES
    }
    names = {concern.key: concern.name for concern in vocabulary.concerns}
    return SeverityTable(
        together=_make_odds("", N_("All concerns"), together, shown_severities),
        concerns=tuple(_make_odds(key, names[key], grades, shown) for key in shown_concerns),
        hidden=tuple(names[key] for key in sums if key not in shown_concerns),
        since=counted.since,
    )


def count_grades(session: Session) -> CountedGrades:
    """Count the published, verified outcomes of all practitioners who can be found."""
    rows = session.execute(
        select(
            Outcome.concern_key,
            Outcome.severity,
            Outcome.gais,
            func.count(),
            func.min(Review.reported_on),
        )
        .join(Review, Review.id == Outcome.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            Practitioner.status == PractitionerStatus.ACTIVE,
            is_verified_report(),
        )
        .group_by(Outcome.concern_key, Outcome.severity, Outcome.gais)
    ).all()
    return CountedGrades(
        rows=tuple((row[0], row[1], row[2], row[3]) for row in rows),
        since=min((row[4] for row in rows), default=None),
    )


GRADES_BY_SEVERITY = Figures(
    "grades_by_severity", CountedGrades, lambda session, _: count_grades(session)
)


def _make_odds(
    key: str, name: str, grades: _Grades, shown: set[tuple[str, Severity]]
) -> SeverityOdds:
    told = {severity: counts for severity in SEVERITIES if (counts := grades.get((key, severity)))}
    return SeverityOdds(
        concern_key=key,
        concern_name=name,
        everybody=distribute_counts(_add(told.values())),
        groups=tuple(
            OutcomeGroup(code_of(severity), SEVERITIES[severity], distribute_counts(counts))
            for severity, counts in told.items()
            if (key, severity) in shown
        ),
        hidden=tuple(
            words
            for severity, words in SEVERITIES.items()
            if (severity in told or severity is not None) and (key, severity) not in shown
        ),
    )


def _add(counted: Iterable[Counter[int]]) -> Counter[int]:
    added = Counter[int]()
    for counts in counted:
        added.update(counts)
    return added
