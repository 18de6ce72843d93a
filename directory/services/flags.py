"""Raising flags against published reviews, and what becomes of them. Deciding is `decisions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.email_addresses import read_email_address
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.flags import (
    FLAG_REASONS,
    LONGEST_FLAG_TEXT,
    SHORTEST_FLAG_TEXT,
    new_receipt_number,
)
from directory.domain.locales import ENGLISH, PageLink
from directory.domain.messages import N_
from directory.domain.moderation import DecisionState
from directory.domain.reviews import ReviewState
from directory.domain.tokens import hash_token
from directory.models import Flag, ModerationDecision, Practitioner, Review
from directory.services.mail import queue_mail
from directory.services.status_links import StatusLinks


@dataclass(frozen=True, slots=True)
class FlagText:
    """What somebody says about a review, as typed; the address may be left empty."""

    reason_code: str
    text: str
    email: str
    is_from_practice: bool
    mail_language: str = ENGLISH.key


@dataclass(frozen=True, slots=True)
class FlagCase:
    """A flag, the review it is about, and the decision that was carried out on it, if any."""

    flag: Flag
    review: Review
    practitioner: Practitioner
    decision: ModerationDecision | None

    @property
    def is_overtaken(self) -> bool:
        """Whether the review is gone without a decision on this flag."""
        return self.decision is None and self.review.state != ReviewState.PUBLISHED


def get_published_review(session: Session, review_id: int) -> tuple[Review, Practitioner]:
    """A review that the public sees, and whom it is about. Raises NotFoundError."""
    row = session.execute(
        select(Review, Practitioner)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Review.id == review_id, Review.state == ReviewState.PUBLISHED)
    ).one_or_none()
    if row is None:
        raise NotFoundError(N_("There is no such review on this site, or no longer."))
    review, practitioner = row
    return review, practitioner


def raise_flag(
    session: Session,
    review_id: int,
    said: FlagText,
    now: datetime,
    *,
    form_token: str,
    links: StatusLinks,
) -> str:
    """Keep a flag and give the secret of its status page; a form sent twice is one flag.

    Raises InvalidValueError for what is missing, NotFoundError for a review that is not public.
    """
    review, practitioner = get_published_review(session, review_id)
    text = said.text.strip()
    if said.reason_code not in FLAG_REASONS:
        raise InvalidValueError(N_("Choose what is wrong with the review."), "reason_code")
    if not SHORTEST_FLAG_TEXT <= len(text) <= LONGEST_FLAG_TEXT:
        raise InvalidValueError(
            N_(
                "Say what is wrong in %(shortest_flag_text)s to %(longest_flag_text)s characters.",
                shortest_flag_text=SHORTEST_FLAG_TEXT,
                longest_flag_text=LONGEST_FLAG_TEXT,
            ),
            "text",
        )
    email = read_email_address(said.email) if said.email.strip() else None
    status_token = hash_token(f"flag of {form_token}")
    flag = Flag(
        receipt_number=new_receipt_number(),
        status_token_hash=hash_token(status_token),
        review_id=review.id,
        reason_code=said.reason_code,
        text=text,
        email=email,
        mail_language=said.mail_language,
        is_from_practice=said.is_from_practice,
        created_at=now,
    )
    if _find_flag(session, Flag.status_token_hash == flag.status_token_hash) is not None:
        return status_token
    try:
        with session.begin_nested():
            session.add(flag)
    except IntegrityError:
        return status_token
    if email:
        queue_mail(
            session,
            unique_key=f"flag-{flag.id}",
            kind="flag_received",
            to_address=email,
            language=flag.mail_language,
            subject=N_("Your flag %(receipt_number)s", receipt_number=flag.receipt_number),
            paragraphs=(
                N_(
                    "We have your flag against a review of %(name)s. Its number is %(number)s.",
                    name=practitioner.full_name,
                    number=flag.receipt_number,
                ),
                N_(
                    "A moderator reads it; you are told the decision and the reasons by mail. See "
                    "where it stands:"
                ),
                PageLink(links.of_flag(flag.id)),
            ),
            now=now,
        )
    return status_token


def get_flag_case(session: Session, status_token: str) -> FlagCase:
    """The flag of this status page. Raises NotFoundError."""
    return _get_case(session, Flag.status_token_hash == hash_token(status_token))


def get_flag_case_by_id(session: Session, flag_id: int) -> FlagCase:
    """The flag of this number, for whoever came by a link in a mail. Raises NotFoundError."""
    return _get_case(session, Flag.id == flag_id)


def list_open_flags(session: Session, review_id: int) -> Sequence[Flag]:
    """The flags against a review on which nobody has decided, the oldest first."""
    return session.scalars(
        select(Flag)
        .where(Flag.review_id == review_id, Flag.decision_id.is_(None))
        .order_by(Flag.id)
    ).all()


def _get_case(session: Session, condition: ColumnElement[bool]) -> FlagCase:
    row = session.execute(
        select(Flag, Review, Practitioner, ModerationDecision)
        .join(Review, Review.id == Flag.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .outerjoin(
            ModerationDecision,
            (ModerationDecision.id == Flag.decision_id)
            & (ModerationDecision.state == DecisionState.MADE),
        )
        .where(condition)
    ).one_or_none()
    if row is None:
        raise NotFoundError(N_("There is no flag here. Check that the whole address was copied."))
    flag, review, practitioner, decision = row
    return FlagCase(flag, review, practitioner, decision)


def _find_flag(session: Session, condition: ColumnElement[bool]) -> Flag | None:
    return session.scalar(select(Flag).where(condition))
