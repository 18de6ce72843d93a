"""Treatment logs: states and times, the sample that is to be proven, and what a proven log shows.

How a row of a log is read, and what in it names a patient, stands in `treatment_log_rows`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_

MOST_ENTRIES = 5000
FEWEST_ENTRIES = 20
"""Treatments by the practitioner's own hand; from fewer, no number a year is told."""

FEWEST_MONTHS = 3
MONTHS_PER_YEAR = 12

SAMPLE_SHARE = 0.05
SMALLEST_SAMPLE = 10
LARGEST_SAMPLE = 40
PROVEN_SHARE_NEEDED = 0.9
"""Of the sample; below it the log shows nothing."""

TIME_TO_PROVE = timedelta(days=60)
"""From the draw; a log that was not sent by then lapses."""

HOLDS_FOR = timedelta(days=730)
"""From the decision; then the log shows nothing any more, and another can be sent."""

REMIND_BEFORE_LAPSE = timedelta(days=60)
"""So long before a proven log lapses its keeper is reminded by mail, to prove another."""

AGAIN_AFTER = timedelta(days=90)
"""From one upload to the next: nobody draws again until the sample suits."""


class TreatmentLogError(DomainError):
    """A log, a document of it, or a decision on it, that cannot be taken as it stands."""


class LogState(StrEnum):
    """Where a log is."""

    DRAWN = "drawn"
    SENT = "sent"
    PROVEN = "proven"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


STATE_WORDS: Mapping[LogState, str] = {
    LogState.DRAWN: N_("The sample is drawn; its documents are awaited."),
    LogState.SENT: N_("It waits for a registrar."),
    LogState.PROVEN: N_("Proven by sample."),
    LogState.REFUSED: N_("Too little of the sample was proven, so it shows nothing."),
    LogState.WITHDRAWN: N_("Withdrawn."),
    LogState.LAPSED: N_("Its time has passed."),
}

TRANSITIONS: Mapping[LogState, frozenset[LogState]] = {
    LogState.DRAWN: frozenset({LogState.SENT, LogState.WITHDRAWN, LogState.LAPSED}),
    LogState.SENT: frozenset({LogState.PROVEN, LogState.REFUSED, LogState.WITHDRAWN}),
    LogState.PROVEN: frozenset({LogState.WITHDRAWN, LogState.LAPSED}),
    LogState.REFUSED: frozenset(),
    LogState.WITHDRAWN: frozenset(),
    LogState.LAPSED: frozenset(),
}
UNDECIDED_STATES = frozenset({LogState.DRAWN, LogState.SENT})

PROVEN_RESULTS: Mapping[str, str] = {
    "shows_it": N_("Shows this treatment, in this month, by this hand"),
}
UNPROVEN_RESULTS: Mapping[str, str] = {
    "other_treatment": N_("Shows another treatment or concern"),
    "other_month": N_("Shows another month"),
    "other_hand": N_("Shows that somebody else held the laser"),
    "unreadable": N_("Cannot be read"),
    "altered": N_("Appears to have been altered"),
    "names_patient": N_("Lets a patient be recognised; the file is deleted at once"),
    "no_document": N_("No document was sent"),
}
RESULTS: Mapping[str, str] = {**PROVEN_RESULTS, **UNPROVEN_RESULTS}
DELETED_AT_ONCE = "names_patient"
WITHOUT_DOCUMENT = "no_document"


@dataclass(frozen=True, slots=True)
class SampleFinding:
    """What the sample of a log shows: how many were drawn and proven, and the cases a year.

    `cases_per_year` counts treatments by the practitioner's own hand, times the share proven; None
    where too little was proven.
    """

    drawn_count: int
    proven_count: int
    cases_per_year: float | None

    @property
    def state(self) -> LogState:
        """What becomes of the log."""
        return LogState.REFUSED if self.cases_per_year is None else LogState.PROVEN


def can_become(state: LogState, wanted: LogState) -> bool:
    """Whether a log in this state may come into the wanted one."""
    return wanted in TRANSITIONS[state]


def list_states_before(wanted: LogState) -> tuple[LogState, ...]:
    """The states that a log may come from into this one."""
    return tuple(state for state in LogState if can_become(state, wanted))


def count_sample(entry_count: int) -> int:
    """How many of so many entries are to be proven."""
    wanted = max(SMALLEST_SAMPLE, math.ceil(SAMPLE_SHARE * entry_count))
    return min(entry_count, wanted, LARGEST_SAMPLE)


def draw_sample(numbers: Collection[str], seed: str) -> frozenset[str]:
    """The running numbers to prove; anybody with log and seed can draw the same again.

    Those with the lowest SHA-256 of "seed:number".
    """
    ordered = sorted(
        numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest()
    )
    return frozenset(ordered[: count_sample(len(numbers))])


def count_months(months: Iterable[date]) -> int:
    """The months from the first to the last, both included; 0 without any."""
    known = sorted(months)
    if not known:
        return 0
    first, last = known[0], known[-1]
    return MONTHS_PER_YEAR * (last.year - first.year) + last.month - first.month + 1


def check_extent(own_count: int, month_count: int) -> None:
    """Raises TreatmentLogError where a log is too small to tell a number of cases a year."""
    if own_count < FEWEST_ENTRIES:
        raise TreatmentLogError(
            N_(
                "The log has %(own_count)s treatments by your own hand that can be read; at least "
                "%(fewest_entries)s are needed.",
                own_count=own_count,
                fewest_entries=FEWEST_ENTRIES,
            ),
            "log",
        )
    if month_count < FEWEST_MONTHS:
        raise TreatmentLogError(
            N_(
                "The log covers %(month_count)s months; at least %(fewest_months)s are needed.",
                month_count=month_count,
                fewest_months=FEWEST_MONTHS,
            ),
            "log",
        )


def weigh_sample(results: Collection[str], own_count: int, month_count: int) -> SampleFinding:
    """What these results of a whole sample show of a log with so many treatments and months."""
    proven_count = sum(result in PROVEN_RESULTS for result in results)
    share = proven_count / len(results) if results else 0.0
    cases = own_count * share * MONTHS_PER_YEAR / month_count if month_count else 0.0
    return SampleFinding(
        len(results), proven_count, cases if share >= PROVEN_SHARE_NEEDED else None
    )
