"""Reviews and the structured outcomes in them, with the source each came from."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.domain.reviews import ReviewState
from directory.models.base import Base, JSONList, JSONObject, Key, PrimaryKey

if TYPE_CHECKING:
    from directory.models.imported_review import ImportedReview


class AdverseEvent(StrEnum):
    """What went wrong: nothing, something that passed, or lasting harm."""

    NONE = "none"
    TRANSIENT = "transient"
    SIGNIFICANT = "significant"


class ReviewSource(Base):
    """A site that reviews come from, this one among them (key `own`)."""

    __tablename__ = "review_source"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    rating_min: Mapped[float]
    rating_max: Mapped[float]


class Review(Base):
    """One review of one practitioner; levels 2 and 3 carry a verified outcome."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("source_key", "external_id"),
        CheckConstraint("verification_level BETWEEN 0 AND 3", "verification_level"),
        Index(None, "practitioner_id", "state", "verification_level"),
        Index(None, "reviewer_key"),
        Index(
            "ix_review_sent_published_at",
            "published_at",
            sqlite_where=text("submitted_at IS NOT NULL"),
            postgresql_where=text("submitted_at IS NOT NULL"),
        ),
        Index(None, "author_account_id"),
        Index(
            "ix_review_queued",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_review_to_assess",
            "id",
            sqlite_where=text("needs_assessment = 1"),
            postgresql_where=text("needs_assessment"),
        ),
    )

    id: Mapped[PrimaryKey]
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"))
    source_key: Mapped[str] = mapped_column(ForeignKey("review_source.key"))
    external_id: Mapped[str] = mapped_column(String(120))
    author_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewer_key: Mapped[Key]
    state: Mapped[ReviewState] = mapped_column(String(32), default=ReviewState.PUBLISHED)
    verification_level: Mapped[int] = mapped_column(default=0)
    is_invited: Mapped[bool] = mapped_column(default=False)
    rating: Mapped[float | None]
    text: Mapped[str] = mapped_column(Text, default="")
    reported_on: Mapped[date]
    published_at: Mapped[datetime | None]
    integrity: Mapped[float] = mapped_column(default=1.0)
    needs_assessment: Mapped[bool] = mapped_column(default=True)
    author_email: Mapped[str | None] = mapped_column(String(254), index=True)
    mail_language: Mapped[str] = mapped_column(String(8), default="en", server_default="en")
    status_token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    confirm_token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    submitted_at: Mapped[datetime | None]
    email_confirmed_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(8), default="")
    words_corrected_at: Mapped[datetime | None]
    relation: Mapped[str] = mapped_column(String(32), default="none")
    incentive: Mapped[str] = mapped_column(String(32), default="none")

    outcome: Mapped[Outcome | None] = relationship(cascade="all, delete-orphan")
    source: Mapped[ReviewSource] = relationship()
    imported: Mapped[ImportedReview | None] = relationship(
        foreign_keys="ImportedReview.review_id",
        back_populates="review",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class Outcome(Base):
    """The structured result a patient reported: what was treated, how hard, and how it went.

    `gais` is 5 (very much improved) to 1 (worse); `severity` 1–4; `fitzpatrick` 1–6, given only
    with the patient's consent. `first_answers` are those before the first follow-up was answered.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("gais BETWEEN 1 AND 5", "gais"),
        CheckConstraint("severity BETWEEN 1 AND 4", "severity"),
        CheckConstraint("fitzpatrick BETWEEN 1 AND 6", "fitzpatrick"),
    )

    review_id: Mapped[int] = mapped_column(
        ForeignKey("review.id", ondelete="CASCADE"), primary_key=True
    )
    concern_key: Mapped[Key]
    treatment_key: Mapped[str | None] = mapped_column(String(64))
    gais: Mapped[int]
    severity: Mapped[int | None]
    fitzpatrick: Mapped[int | None]
    session_count: Mapped[int | None]
    work_downtime_days: Mapped[int | None]
    redness_downtime_days: Mapped[int | None]
    adverse_event: Mapped[AdverseEvent] = mapped_column(String(16), default=AdverseEvent.NONE)
    is_worth_it: Mapped[bool | None]
    treated_on: Mapped[date | None]
    last_session_on: Mapped[date | None]
    adverse_event_kinds: Mapped[JSONList]
    adverse_event_handling: Mapped[str] = mapped_column(String(32), default="")
    age_band: Mapped[str | None] = mapped_column(String(16))
    skin_type_consent_at: Mapped[datetime | None]
    age_band_consent_at: Mapped[datetime | None]
    had_enough_time: Mapped[bool | None]
    were_risks_explained: Mapped[bool | None]
    felt_pressure_to_buy: Mapped[bool | None]
    laser_operator: Mapped[str] = mapped_column(String(32), default="practitioner")
    first_answers: Mapped[JSONObject]


class ReviewEvent(Base):
    """One act on a review: who did what, why, and from which state to which."""

    __tablename__ = "review_event"

    id: Mapped[PrimaryKey]
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(32))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    before: Mapped[str] = mapped_column(String(32))
    after: Mapped[str] = mapped_column(String(32))
    happened_at: Mapped[datetime]
