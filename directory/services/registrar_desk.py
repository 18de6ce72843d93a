"""How much waits on each of the registrars' lists, for the page from which they go there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from directory.domain.photos import PhotoState
from directory.domain.profile_fields import EditState
from directory.domain.treatment_logs import LogState
from directory.models import CredentialDocument, FactCheck, FactReport, ProfileEdit, TreatmentLog
from directory.models.photo import ProfilePhoto
from directory.services.claim_decisions import count_waiting_claims
from directory.services.match_cases import count_open_cases


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many wait of each."""

    claims: int
    edits: int
    credentials: int
    treatment_logs: int
    photos: int
    facts: int
    matches: int


def count_waiting(session: Session) -> WaitingCounts:
    """Count what waits for a registrar."""

    def count(is_waiting: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).where(is_waiting)) or 0

    return WaitingCounts(
        claims=count_waiting_claims(session),
        edits=count(ProfileEdit.state == EditState.WAITING),
        credentials=count(CredentialDocument.decided_at.is_(None)),
        treatment_logs=count(TreatmentLog.state == LogState.SENT),
        photos=count(ProfilePhoto.state == PhotoState.WAITING),
        facts=count(FactReport.settled_at.is_(None)) + count(FactCheck.result.is_(None)),
        matches=count_open_cases(session),
    )
