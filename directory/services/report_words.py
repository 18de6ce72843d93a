"""Corrected words of a report: proposed by its author, read by a moderator, then public or not.

Until a moderator has decided the last words stay. Only the very text that was read goes public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.domain.report_words import (
    MOST_CORRECTIONS,
    WordsDecision,
    check_words,
    needs_reading,
)
from directory.domain.reviews import (
    NEED_CONFIRMATION,
    REJECTION_REASONS,
    Act,
    Actor,
    ReviewState,
)
from directory.models import Account, Practitioner, Review, WordsCorrection
from directory.services import publication
from directory.services.conflicts import check_may_decide
from directory.services.mail import queue_mail
from directory.services.status_links import StatusLinks
from directory.services.text_languages import find_language


@dataclass(frozen=True, slots=True)
class WaitingWords:
    """A correction that waits, the report it is of, and whom that is about."""

    correction: WordsCorrection
    review: Review
    practitioner: Practitioner


def find_waiting_words(session: Session, review: Review) -> WordsCorrection | None:
    """The correction of this report that waits for a moderator."""
    return session.scalar(
        select(WordsCorrection).where(
            WordsCorrection.review_id == review.id, WordsCorrection.decision.is_(None)
        )
    )


def find_last_refusal(session: Session, review: Review) -> str:
    """Why the latest correction was refused, in words; empty where it was not."""
    latest = session.scalar(
        select(WordsCorrection.reason_code)
        .where(WordsCorrection.review_id == review.id)
        .order_by(WordsCorrection.id.desc())
        .limit(1)
    )
    return REJECTION_REASONS.get(latest or "", "")


def propose_words(session: Session, review: Review, text: str, now: datetime) -> None:
    """Put other words in place of a report's, at once or after a moderator has read them.

    The same words once more change nothing, so a double click is one correction. Raises
    InvalidValueError for what cannot be words, and for too many corrections, and TransitionError
    for a report that is not shown any more.
    """
    check_words(text)
    _hold(session, review)
    waiting = find_waiting_words(session, review)
    if text == (waiting.text if waiting else review.text):
        return
    if text != review.text and needs_reading(text, ReviewState(review.state)):
        _check_count(session, review)
        publication.act_on(session, review, Act.PROPOSE_WORDS, Actor.AUTHOR, now)
        _replace_waiting(session, review, now)
        session.add(WordsCorrection(review_id=review.id, text=text, proposed_at=now))
    else:
        if text != review.text:
            publication.act_on(session, review, Act.CORRECT_WORDS, Actor.AUTHOR, now)
            _write(session, review, text, now)
        _replace_waiting(session, review, now)
    session.flush()


def list_waiting_words(session: Session, count: int) -> Sequence[WaitingWords]:
    """The corrections that have waited longest, at most so many."""
    rows = session.execute(
        select(WordsCorrection, Review, Practitioner)
        .join(Review, Review.id == WordsCorrection.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(WordsCorrection.decision.is_(None), Review.state.in_(NEED_CONFIRMATION))
        .order_by(WordsCorrection.proposed_at, WordsCorrection.id)
        .limit(count)
    ).all()
    return [WaitingWords(*row) for row in rows]


def accept_words(session: Session, correction_id: int, account_id: int, now: datetime) -> None:
    """Make the words public that this moderator has read, or keep them for the report's case.

    Raises InvalidValueError when the correction was decided or replaced meanwhile, and what
    `check_may_decide` raises.
    """
    correction, review = _decide(session, correction_id, account_id, WordsDecision.ACCEPTED, now)
    publication.act_on(
        session, review, Act.CORRECT_WORDS, Actor.MODERATOR, now, account_id=account_id
    )
    _write(session, review, correction.text, now)


def refuse_words(
    session: Session,
    correction_id: int,
    account_id: int,
    reason_code: str,
    now: datetime,
    *,
    links: StatusLinks,
) -> None:
    """Leave a report as it was, for a reason of `REJECTION_REASONS`, and tell its author.

    Raises InvalidValueError when the correction was decided or replaced meanwhile.
    """
    correction, review = _decide(session, correction_id, account_id, WordsDecision.REFUSED, now)
    publication.act_on(
        session,
        review,
        Act.REFUSE_WORDS,
        Actor.MODERATOR,
        now,
        account_id=account_id,
        reason_code=reason_code,
    )
    correction.reason_code = reason_code
    _mail_refusal(session, correction, review, links, now)
    session.flush()


def _hold(session: Session, review: Review) -> None:
    """Let a second click wait for the first and see what it did."""
    session.execute(
        update(Review)
        .where(Review.id == review.id)
        .values(state=Review.state)
        .execution_options(synchronize_session=False)
    )
    session.refresh(review)


def _check_count(session: Session, review: Review) -> None:
    count = session.scalar(select(func.count()).where(WordsCorrection.review_id == review.id))
    if (count or 0) >= MOST_CORRECTIONS:
        raise InvalidValueError(
            N_(
                "%(most_corrections)s corrections of this report were sent, the most there can "
                "be. You can take the report back and write a new one.",
                most_corrections=MOST_CORRECTIONS,
            ),
            "text",
        )


def _replace_waiting(session: Session, review: Review, now: datetime) -> None:
    session.execute(
        update(WordsCorrection)
        .where(WordsCorrection.review_id == review.id, WordsCorrection.decision.is_(None))
        .values(decision=WordsDecision.REPLACED, decided_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _decide(
    session: Session,
    correction_id: int,
    account_id: int,
    decision: WordsDecision,
    now: datetime,
) -> tuple[WordsCorrection, Review]:
    decided = session.scalar(
        update(WordsCorrection)
        .where(WordsCorrection.id == correction_id, WordsCorrection.decision.is_(None))
        .values(decision=decision, decided_at=now, decided_by_account_id=account_id)
        .returning(WordsCorrection.id)
        .execution_options(synchronize_session=False)
    )
    if decided is None:
        raise InvalidValueError(
            N_(
                "These words were decided on, or their author has sent others meanwhile. Look "
                "again."
            )
        )
    correction = session.get_one(WordsCorrection, correction_id)
    session.refresh(correction)
    review = session.get_one(Review, correction.review_id)
    check_may_decide(session, session.get_one(Account, account_id), review)
    return correction, review


def _write(session: Session, review: Review, text: str, now: datetime) -> None:
    review.text = text
    review.language = find_language(session, text)
    review.words_corrected_at = now
    review.needs_assessment = True
    session.flush()


def _mail_refusal(
    session: Session,
    correction: WordsCorrection,
    review: Review,
    links: StatusLinks,
    now: datetime,
) -> None:
    if not review.author_email:
        return
    practitioner = session.get_one(Practitioner, review.practitioner_id)
    queue_mail(
        session,
        unique_key=f"words-refused:{correction.id}",
        kind="words_refused",
        to_address=review.author_email,
        language=review.mail_language,
        subject=N_("The new words of your report"),
        paragraphs=(
            N_(
                "You sent new words for your report on %(practitioner)s. A moderator read them and "
                "did not put them in place of the earlier ones: %(reason)s",
                practitioner=practitioner.full_name,
                reason=REJECTION_REASONS[correction.reason_code],
            ),
            N_(
                "The report stays as it was. You can send other words, or take the report back, on "
                "its page:"
            ),
            PageLink(links.of_review(review.id)),
        ),
        now=now,
    )
