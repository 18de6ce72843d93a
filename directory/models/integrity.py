"""What was noticed about how reviews came about, and the fingerprints that find like texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.domain.integrity import RiskBand
from directory.models.base import Base, JSONList


class ReviewAssessment(Base):
    """The integrity assessment of a review; `signals` are dicts of kind, strength and reason.

    `mailbox_hash` is that of the mailbox which the author's address leads into, "" without one.
    """

    __tablename__ = "review_assessment"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("review.id", ondelete="CASCADE"), primary_key=True
    )
    band: Mapped[RiskBand] = mapped_column(String(16), index=True)
    risk: Mapped[float]
    signals: Mapped[JSONList]
    mailbox_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    computed_at: Mapped[datetime]


class TextFingerprint(Base):
    """One of the hashes of a review's text; texts that share one are likely alike."""

    __tablename__ = "text_fingerprint"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    review_id: Mapped[int] = mapped_column(
        ForeignKey("review.id", ondelete="CASCADE"), primary_key=True, index=True
    )
