"""Licences, board certifications, degrees and courses, each with its issuer and its evidence."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey


class CredentialKind(StrEnum):
    """What sort of credential it is."""

    LICENCE = "licence"
    BOARD_CERTIFICATION = "board_certification"
    DEGREE = "degree"
    FELLOWSHIP = "fellowship"
    COURSE = "course"


class EvidenceLevel(StrEnum):
    """How a fact is known, from weakest to strongest."""

    CLAIMED = "claimed"
    DOCUMENT = "document"
    REGISTRY = "registry"
    TREATMENT_LOG = "treatment_log"


class Credential(Base):
    """One credential of one practitioner; one set aside by a registrar is no evidence of years."""

    __tablename__ = "credential"
    __table_args__ = (Index(None, "jurisdiction", "number"),)

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CredentialKind] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    jurisdiction: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(32), default="active")
    is_temporary: Mapped[bool] = mapped_column(default=False)
    evidence_level: Mapped[EvidenceLevel] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(64), default="")
    verified_on: Mapped[date | None]
    is_set_aside: Mapped[bool] = mapped_column(default=False)
