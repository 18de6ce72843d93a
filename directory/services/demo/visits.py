"""Visit codes and follow-ups of the fictional directory: what was given out, used, asked, answered.

Codes prove the reports that came by invitation; more were given out than used. Cherry-picked
practices give few codes beyond those they count on. Results that came late were answers to a
follow-up; early ones are those that were asked again in vain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from directory.domain.follow_ups import FollowUpKind, list_due_dates
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.services.demo.hands import Hands
from directory.services.demo.reports import Report
from directory.services.demo.slots import FINAL_LEVEL
from directory.services.demo.world import VisitParameters

REVOKED_AFTER_DAYS = 30
FIRST_REPORT_DAYS = (7, 40)
ANSWERED_AFTER_DAYS = (0, 14)
SECONDS_PER_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class DemoBlock:
    """A block of visit codes; `uses` are the numbers of the reports they proved, with the time."""

    practitioner: int
    number: int
    code_count: int
    issued_on: date
    revoked_on: date | None
    uses: tuple[tuple[int, datetime], ...]


@dataclass(frozen=True, slots=True)
class DemoFollowUp:
    """A follow-up that was mailed about a report, and the day it was answered, if it was."""

    report: int
    kind: FollowUpKind
    mailed_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class VisitWriter:
    """Draws what became of codes and follow-ups; `reports` are those of the whole directory."""

    rng: np.random.Generator
    parameters: VisitParameters
    reports: Sequence[Report]
    today: date

    def draw_blocks(self, hands: Hands) -> list[DemoBlock]:
        """The blocks in order of practitioner and month: one for each month with such patients."""
        months: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for number, report in enumerate(self.reports):
            if report.level >= VERIFIED_LEVEL and report.is_invited:
                day = report.last_session_on
                months[report.practitioner, day.year, day.month].append(number)
        blocks: list[DemoBlock] = []
        for (practitioner, _year, _month), numbers in sorted(months.items()):
            is_next = blocks and blocks[-1].practitioner == practitioner
            number = blocks[-1].number + 1 if is_next else 1
            is_picked = bool(hands.is_cherry_picker[practitioner])
            blocks.append(self._draw_block(practitioner, number, numbers, is_picked))
        return blocks

    def draw_follow_ups(self) -> list[DemoFollowUp]:
        """Every follow-up that was mailed until today, in order of the reports."""
        return [
            follow_up
            for number, report in enumerate(self.reports)
            if report.level >= VERIFIED_LEVEL
            for follow_up in self._ask_again(number, report)
        ]

    def _draw_block(
        self, practitioner: int, number: int, reports: Sequence[int], is_picked: bool
    ) -> DemoBlock:
        rng, parameters = self.rng, self.parameters
        share = parameters.cherry_picked_used_share if is_picked else parameters.used_share
        unused = int(rng.poisson(len(reports) * (1 / share - 1)))
        issued_on = min(self.reports[report].last_session_on for report in reports)
        revoked_on = None
        if unused and rng.random() < parameters.revoked_share:
            latest = max(self.reports[report].reported_on for report in reports)
            revoked_on = latest + timedelta(days=REVOKED_AFTER_DAYS)
        return DemoBlock(
            practitioner,
            number,
            len(reports) + unused,
            issued_on,
            revoked_on if revoked_on and revoked_on < self.today else None,
            tuple(
                (report, self._draw_time(self.reports[report].reported_on)) for report in reports
            ),
        )

    def _draw_time(self, day: date) -> datetime:
        seconds = int(self.rng.integers(SECONDS_PER_DAY))
        return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)

    def _ask_again(self, number: int, report: Report) -> Iterator[DemoFollowUp]:
        """What was asked after the first, early report of a patient."""
        is_final = report.level == FINAL_LEVEL
        if is_final and self.rng.random() >= self.parameters.final_by_follow_up_share:
            first_on = report.reported_on
        else:
            first_on = report.last_session_on + timedelta(
                days=int(self.rng.integers(*FIRST_REPORT_DAYS))
            )
        for kind, due_on in list_due_dates(
            report.last_session_on, first_on, report.concern.maturation_weeks
        ):
            if due_on < self.today:
                answered_on = self._draw_answer(kind, due_on, report.reported_on, is_final)
                yield DemoFollowUp(number, kind, due_on, answered_on)

    def _draw_answer(
        self, kind: FollowUpKind, due_on: date, reported_on: date, is_final: bool
    ) -> date | None:
        """A final result came by its follow-up; an early one shows that it was not answered."""
        if kind is FollowUpKind.RESULT:
            return reported_on if is_final else None
        share = self.parameters.answered_shares[kind]
        answered_on = due_on + timedelta(days=int(self.rng.integers(*ANSWERED_AFTER_DAYS)))
        return answered_on if self.rng.random() < share and answered_on < self.today else None
