"""A row of the moderator's queue: what waits, since when and until when, and why to doubt it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from directory.domain.integrity import RiskBand
from directory.domain.moderation import CaseKind, LinkedKind
from directory.models import Practitioner, Review
from directory.services.case_leases import case_key


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A row of the queue. `is_second` asks for a second moderator."""

    kind: CaseKind | LinkedKind
    subject_id: int
    review: Review
    practitioner: Practitioner
    waiting_since: datetime
    due_at: datetime
    band: RiskBand
    reasons: tuple[str, ...]
    is_plain: bool = False
    is_second: bool = False
    decision_id: int | None = None

    @property
    def key(self) -> str:
        """The name of the case among the leases."""
        return case_key(self.kind, self.subject_id)

    @property
    def is_linked(self) -> bool:
        """Whether it is decided on a page of its own."""
        return isinstance(self.kind, LinkedKind)
