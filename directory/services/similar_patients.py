"""How it went for people like me: the reports of the closest group that may be shown, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directory.domain.messages import N_, listed
from directory.domain.outcomes import (
    SEVERITY_WORDS,
    DowntimeDistribution,
    GradeDistribution,
    distribute_downtime,
    distribute_grades,
)
from directory.domain.similar_patients import (
    Closeness,
    PatientCase,
    find_closeness,
    find_skin_type_group,
    group_of,
)
from directory.domain.vocabulary import Vocabulary
from directory.services.outcome_statistics import (
    AdverseEventCount,
    VerifiedReport,
    count_adverse_events,
    days_until_work,
)
from directory.services.search_chips import ROMAN_SKIN_TYPES


@dataclass(frozen=True, slots=True)
class SimilarPatients:
    """What the patients like the one who asks reported.

    `asked` and `answered_for` name the group asked about and the one that the figures are of;
    they differ where it `is_widened`. Too few for adverse events gives none of them.
    """

    asked: str
    answered_for: str
    is_widened: bool
    lacks_severity: bool
    grades: GradeDistribution
    since: date
    downtime: DowntimeDistribution | None
    adverse_events: tuple[AdverseEventCount, ...]


def find_similar_patients(
    reports: Sequence[VerifiedReport], asked: PatientCase, vocabulary: Vocabulary
) -> SimilarPatients | None:
    """Count the reports of patients like this one; None where there are too few of any."""
    cases = [_case_of(report) for report in reports]
    closeness = find_closeness(asked, cases)
    if closeness is None:
        return None
    group = group_of(asked, closeness)
    similar = [
        report
        for report, case in zip(reports, cases, strict=True)
        if group_of(case, closeness) == group
    ]
    return SimilarPatients(
        asked=describe_group(asked, asked.closeness, vocabulary),
        answered_for=describe_group(asked, closeness, vocabulary),
        is_widened=closeness < asked.closeness,
        lacks_severity=asked.severity is None and asked.skin_type is not None,
        grades=distribute_grades(report.gais for report in similar),
        since=min(report.reported_on for report in similar),
        downtime=distribute_downtime(days_until_work(similar)),
        adverse_events=count_adverse_events(similar),
    )


def describe_group(case: PatientCase, closeness: Closeness, vocabulary: Vocabulary) -> str:
    """The group in words: "Melasma, marked, skin types IV to VI"."""
    if closeness is Closeness.EVERYBODY:
        return N_("All concerns together")
    concern = vocabulary.find_concern(case.concern_key)
    words = [concern.name if concern else case.concern_key]
    if closeness >= Closeness.SEVERITY and case.severity is not None:
        words.append(SEVERITY_WORDS[case.severity])
    if closeness is Closeness.SKIN_TYPE_GROUP and case.skin_type is not None:
        group = find_skin_type_group(case.skin_type)
        words.append(
            N_(
                "skin types %(group)s to %(group_2)s",
                group=ROMAN_SKIN_TYPES[group[0]],
                group_2=ROMAN_SKIN_TYPES[group[-1]],
            )
        )
    if closeness is Closeness.SKIN_TYPE and case.skin_type is not None:
        words.append(N_("skin type %(skin_type)s", skin_type=ROMAN_SKIN_TYPES[case.skin_type]))
    return listed(words)


def _case_of(report: VerifiedReport) -> PatientCase:
    return PatientCase(report.concern_key, report.severity, report.skin_type)
