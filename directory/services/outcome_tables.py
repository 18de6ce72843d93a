"""The tables of a profile: verified outcomes by concern, severity, skin type, time and invitation.

Small groups are not shown, and neither is a group that would give one away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from directory.domain.half_years import HalfYear, half_year_of
from directory.domain.messages import N_
from directory.domain.outcomes import (
    FITZPATRICK_WORDS,
    SEVERITY_LABELS,
    DowntimeDistribution,
    GradeDistribution,
    distribute_downtime,
    distribute_grades,
)
from directory.domain.small_cells import list_shown_cells
from directory.domain.vocabulary import Vocabulary
from directory.services.outcome_statistics import (
    AdverseEventCount,
    VerifiedReport,
    count_adverse_events,
    days_of_redness,
    days_until_work,
)

Key = TypeVar("Key", bound=Hashable)

NOT_TOLD = N_("Not told")
NOT_TOLD_CODE = "not_told"
INVITATION_WORDS: dict[bool, str] = {
    True: N_("Invited by a visit code"),
    False: N_("On the patient’s own initiative"),
}


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """The grades of one group that may be shown; `code` is its name for programs."""

    code: str
    label: str
    grades: GradeDistribution


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """Groups that make up all verified outcomes: those shown, and the names of those that are not.

    A hidden group may also be one that nobody reported on.
    """

    groups: tuple[OutcomeGroup, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreatmentDowntime:
    """Days until work and until no redness after one treatment; None where too few told them."""

    label: str
    work: DowntimeDistribution | None
    redness: DowntimeDistribution | None


@dataclass(frozen=True, slots=True)
class DowntimeTable:
    """Downtime by treatment, and the treatments of which too few told it."""

    treatments: tuple[TreatmentDowntime, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeStatistics:
    """Everything that is counted of a practitioner's verified outcomes, `since` the first one."""

    grades: GradeDistribution
    since: date | None
    by_concern: OutcomeTable
    by_severity: OutcomeTable
    by_skin_type: OutcomeTable
    by_half_year: OutcomeTable
    by_invitation: OutcomeTable
    downtime: DowntimeDistribution | None
    downtime_by_treatment: DowntimeTable
    adverse_events: tuple[AdverseEventCount, ...]

    @property
    def is_small(self) -> bool:
        """Whether there are too few reports for any figure."""
        return self.grades.is_small


def make_outcome_statistics(
    reports: Sequence[VerifiedReport], vocabulary: Vocabulary
) -> OutcomeStatistics:
    """Count the verified outcomes of one practitioner."""
    concerns = {one.key: one.name for one in vocabulary.concerns}
    half_years = sorted({half_year_of(report.reported_on) for report in reports})
    return OutcomeStatistics(
        grades=distribute_grades(report.gais for report in reports),
        since=min((report.reported_on for report in reports), default=None),
        by_concern=_tabulate(
            reports, lambda report: report.concern_key, _by_size(reports, concerns)
        ),
        by_severity=_tabulate(
            reports,
            lambda report: report.severity,
            SEVERITY_LABELS,
        ),
        by_skin_type=_tabulate(reports, lambda report: report.skin_type, FITZPATRICK_WORDS),
        by_half_year=_tabulate(
            reports,
            lambda report: half_year_of(report.reported_on),
            {half_year: half_year.label for half_year in half_years},
        ),
        by_invitation=_tabulate(reports, lambda report: report.is_invited, INVITATION_WORDS),
        downtime=distribute_downtime(days_until_work(reports)),
        downtime_by_treatment=_tabulate_downtime(
            reports, {one.key: one.name for one in vocabulary.treatments}
        ),
        adverse_events=count_adverse_events(reports),
    )


def code_of(key: Hashable) -> str:
    """The name of a group for programs, by what its reports have in common."""
    if isinstance(key, HalfYear):
        return f"{key.year}-{key.half}"
    if isinstance(key, bool):
        return "yes" if key else "no"
    return NOT_TOLD_CODE if key is None else str(key)


def _by_size(reports: Iterable[VerifiedReport], names: Mapping[str, str]) -> dict[str, str]:
    """The concerns reported on, the most frequent first, with their names."""
    counts = Counter(report.concern_key for report in reports)
    return {key: names.get(key, key) for key in sorted(counts, key=lambda key: (-counts[key], key))}


def _tabulate(
    reports: Sequence[VerifiedReport],
    key_of: Callable[[VerifiedReport], Key | None],
    labels: Mapping[Key, str],
) -> OutcomeTable:
    groups = _group(reports, key_of)
    words = {
        key: NOT_TOLD if key is None else labels.get(key, NOT_TOLD) for key in [*labels, *groups]
    }
    shown = list_shown_cells({key: len(groups[key]) for key in words})
    return OutcomeTable(
        groups=tuple(
            OutcomeGroup(
                code_of(key), words[key], distribute_grades(report.gais for report in groups[key])
            )
            for key in shown
        ),
        hidden=tuple(words[key] for key in words if key not in shown),
    )


def _tabulate_downtime(
    reports: Sequence[VerifiedReport], names: Mapping[str | None, str]
) -> DowntimeTable:
    groups = _group(reports, lambda report: report.treatment_key)
    labels = {key: names.get(key, NOT_TOLD) for key in sorted(groups, key=str)}
    work = _distribute_shown({key: days_until_work(groups[key]) for key in labels})
    redness = _distribute_shown({key: days_of_redness(groups[key]) for key in labels})
    return DowntimeTable(
        treatments=tuple(
            TreatmentDowntime(words, work.get(key), redness.get(key))
            for key, words in labels.items()
            if key in work or key in redness
        ),
        hidden=tuple(
            words for key, words in labels.items() if key not in work and key not in redness
        ),
    )


def _distribute_shown(days: Mapping[Key, Sequence[int]]) -> dict[Key, DowntimeDistribution]:
    return {
        key: distribution
        for key in list_shown_cells({key: len(one) for key, one in days.items()})
        if (distribution := distribute_downtime(days[key]))
    }


def _group(
    reports: Iterable[VerifiedReport], key_of: Callable[[VerifiedReport], Key]
) -> dict[Key, list[VerifiedReport]]:
    groups: dict[Key, list[VerifiedReport]] = defaultdict(list)
    for report in reports:
        groups[key_of(report)].append(report)
    return groups
