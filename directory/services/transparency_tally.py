"""What the transparency pages are made from: counts by code, before words and before hiding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session

from directory.domain.appeals import Appellant
from directory.domain.reviews import ReviewState
from directory.domain.transparency import Answer, SiteDecision
from directory.services import transparency_counts as counts
from directory.services import transparency_objections as objections
from directory.services.follow_up_counts import count_by_kind
from directory.services.kept_figures import Figures
from directory.services.visit_codes import CodeCounts, count_codes

FirstT = TypeVar("FirstT", bound=Hashable)
SecondT = TypeVar("SecondT", bound=Hashable)


class Waited(StrEnum):
    """Between which two moments somebody waited."""

    SENT_UNTIL_PUBLISHED = "sent_until_published"
    SENT_UNTIL_READ_AND_PUBLISHED = "sent_until_read_and_published"
    FLAGGED_UNTIL_DECIDED = "flagged_until_decided"
    PUBLISHED_UNTIL_REPLIED = "published_until_replied"


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything counted of one scope.

    Levels are by whether reports were sent to this site, grades by what was decided, flags by
    whether the practice raised them, appeals by who appealed. Waits are how many there were and
    the median of seconds, follow-ups how many were sent and answered.
    """

    states: Mapping[ReviewState, int]
    levels: Mapping[bool, Mapping[int, int]]
    grades: Mapping[SiteDecision, Mapping[int, int]]
    reasons: Mapping[ReviewState, Mapping[str, int]]
    automatic_refusal_count: int
    flags: Mapping[bool, Mapping[Answer, int]]
    appeals: Mapping[Appellant, Mapping[Answer, int]]
    waits: Mapping[Waited, tuple[int, float | None]]
    visit_codes: CodeCounts
    follow_ups: Mapping[str, tuple[int, int]]


def count_tally(session: Session, scope: counts.Scope, today: date) -> Tally:
    """Count everything in the rows as they are."""
    return Tally(
        states=counts.count_states(session, scope),
        levels=_by_first(counts.count_levels(session, scope)),
        grades=_by_first(counts.count_grades(session, scope)),
        reasons=counts.count_reasons(session, scope),
        automatic_refusal_count=counts.count_automatic_refusals(session, scope),
        flags=_by_first(objections.count_flags(session, scope)),
        appeals=_by_first(objections.count_appeals(session, scope)),
        waits={
            Waited.SENT_UNTIL_PUBLISHED: counts.measure_publication(session, scope),
            Waited.SENT_UNTIL_READ_AND_PUBLISHED: counts.measure_read_publication(session, scope),
            Waited.FLAGGED_UNTIL_DECIDED: objections.measure_flags(session, scope),
            Waited.PUBLISHED_UNTIL_REPLIED: objections.measure_replies(session, scope),
        },
        visit_codes=count_codes(session, scope.practitioner_id, today),
        follow_ups=count_by_kind(session, scope.practitioner_id),
    )


def _by_first(counts: Mapping[tuple[FirstT, SecondT], int]) -> Mapping[FirstT, dict[SecondT, int]]:
    nested: defaultdict[FirstT, dict[SecondT, int]] = defaultdict(dict)
    for (first, second), count in counts.items():
        nested[first][second] = count
    return nested


SITE_TALLY = Figures(
    "transparency", Tally, lambda session, today: count_tally(session, counts.Scope(), today)
)
