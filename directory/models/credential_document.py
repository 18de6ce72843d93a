"""Documents that show a credential, and what a registrar found; the row outlives the file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, PrimaryKey

_WAITING = text("decided_at IS NULL")


class CredentialDocument(Base):
    """One document of one credential; one waits for a decision at a time."""

    __tablename__ = "credential_document"
    __table_args__ = (
        Index(
            "uq_credential_document_one_waiting",
            "credential_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[PrimaryKey]
    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credential.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str] = mapped_column(String(80), unique=True)
    content_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    uploaded_at: Mapped[datetime]
    is_accepted: Mapped[bool | None]
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    deleted_at: Mapped[datetime | None]
