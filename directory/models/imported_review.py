"""Reviews of other sites: whom a site's subject is here, and what only imported reviews have."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import Base, Key, PrimaryKey
from directory.models.review import Review


class ReviewSubject(Base):
    """Whom or what a site reviews, by the site's own key, and which practitioner that is here."""

    __tablename__ = "review_subject"
    __table_args__ = (UniqueConstraint("site", "subject_key"),)

    id: Mapped[PrimaryKey]
    site: Mapped[Key]
    subject_key: Mapped[str] = mapped_column(String(300))
    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), index=True
    )


class ImportedReview(Base):
    """What an imported review has beside a review: link back, reply, and what it is one with.

    `same_as_id` is the review that it is shown as one with: the same review on another site, or the
    proven report of its author. `claimed_by_id` is the report whose author says to have written it.
    """

    __tablename__ = "imported_review"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("review.id", ondelete="CASCADE"), primary_key=True
    )
    link: Mapped[str] = mapped_column(String(500), default="")
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_on: Mapped[date | None]
    text_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("review.id", ondelete="SET NULL"), index=True
    )
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("review.id", ondelete="SET NULL"), index=True
    )

    review: Mapped[Review] = relationship(foreign_keys=review_id, back_populates="imported")
    same_as: Mapped[Review | None] = relationship(foreign_keys=same_as_id)

    @property
    def practitioner_id(self) -> int:
        """Whom the review is about."""
        return self.review.practitioner_id
