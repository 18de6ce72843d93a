"""How the demonstration's own reports were decided on: when they were sent, who let them pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from directory.domain.ledger import Fact
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.reviews import REJECTION_REASONS, Act, Actor, ReviewState
from directory.models import ReviewEvent
from directory.services.inserting import insert_many
from directory.services.ledger import NewEntry, append_entries

READ_WITHIN_HOURS = 40
PASSED_WITHIN_MINUTES = 90
REJECTED_ONE_IN = 5
"""Of the reports that nobody checked, a moderator did not publish one in so many."""


@dataclass(frozen=True, slots=True, order=True)
class FirstDecision:
    """The decision by which a report became public, or did not; `number` is the demo's own."""

    at: datetime
    review_id: int
    practitioner_id: int
    level: int
    number: int

    @property
    def actor(self) -> Actor:
        """Who decided: nobody looks at a proven report."""
        return Actor.SCREENING if self.level >= VERIFIED_LEVEL else Actor.MODERATOR

    @property
    def reason_code(self) -> str:
        """Why a report was not published; empty for one that was."""
        if not is_rejected(self.level, self.number):
            return ""
        return list(REJECTION_REASONS)[self.number % len(REJECTION_REASONS)]


def is_rejected(level: int, number: int) -> bool:
    """Whether a moderator did not publish this report."""
    return level == 0 and number % REJECTED_ONE_IN == 0


def sent_before(decided_at: datetime, level: int, number: int) -> datetime:
    """When a report was sent: unproven ones waited for a moderator, others for their author."""
    if level < VERIFIED_LEVEL:
        return decided_at - timedelta(hours=1 + number % READ_WITHIN_HOURS)
    return decided_at - timedelta(minutes=1 + number % PASSED_WITHIN_MINUTES)


def store_decisions(
    session: Session, decisions: Iterable[FirstDecision], other_entries: Iterable[NewEntry]
) -> None:
    """Keep the act of every decision, and the ledger's entries of these and of all else by day."""
    in_order = sorted(decisions)
    insert_many(session, ReviewEvent, [_make_event(decision) for decision in in_order])
    entries = [*(_make_entry(decision) for decision in in_order), *other_entries]
    append_entries(session, sorted(entries, key=lambda entry: entry.at))


def _make_event(decision: FirstDecision) -> dict[str, object]:
    was_read = decision.actor is Actor.MODERATOR
    return {
        "review_id": decision.review_id,
        "act": Act.REJECT if decision.reason_code else Act.PUBLISH,
        "actor": decision.actor,
        "reason_code": decision.reason_code,
        "before": ReviewState.QUEUED if was_read else ReviewState.SUBMITTED,
        "after": ReviewState.REJECTED if decision.reason_code else ReviewState.PUBLISHED,
        "happened_at": decision.at,
    }


def _make_entry(decision: FirstDecision) -> NewEntry:
    facts: dict[str, Fact] = {
        "review": decision.review_id,
        "actor": decision.actor.value,
        "level": decision.level,
    }
    if decision.reason_code:
        facts["reason"] = decision.reason_code
    kind = "review.rejected" if decision.reason_code else "review.published"
    return NewEntry(kind, decision.at, decision.practitioner_id, facts)
