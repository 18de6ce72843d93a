"""Follow-ups by mail: sending what is due, and taking answers into the report they belong to.

When they are due and what they ask is `directory.domain.follow_ups`. Counting them, and addresses
that want none, stand in `follow_up_counts` and `mail_refusals`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session, selectinload

from directory.domain.errors import NotFoundError
from directory.domain.follow_ups import (
    PLANS,
    SCHEDULE,
    CourseAnswers,
    FollowUpKind,
    FollowUpPlan,
    combine_answers,
)
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.domain.reports import worst_adverse_event
from directory.domain.reviews import LIVE_STATES, Act, Actor
from directory.domain.tokens import hash_token, new_token
from directory.models import (
    AdverseEvent,
    FollowUp,
    Outcome,
    Practitioner,
    Review,
)
from directory.services import publication
from directory.services.mail import queue_mail
from directory.services.mail_refusals import has_refused
from directory.services.verification_levels import refresh_level

MakeLink = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FollowUpLinks:
    """Make the absolute addresses, from a follow-up's secret, to answer it and to get no more."""

    answer: MakeLink
    refuse: MakeLink


@dataclass(frozen=True, slots=True)
class OpenFollowUp:
    """A follow-up that can be answered, with the report and the practitioner it is about."""

    follow_up: FollowUp
    review: Review
    practitioner: Practitioner

    @property
    def plan(self) -> FollowUpPlan:
        """What is asked."""
        return PLANS[FollowUpKind(self.follow_up.kind)]

    @property
    def answers(self) -> CourseAnswers | None:
        """What was answered before, None where nothing was."""
        stored = self.follow_up.answers
        return CourseAnswers.from_stored(stored) if stored else None


def queue_due_follow_up(session: Session, links: FollowUpLinks, now: datetime) -> bool:
    """Queue the mail of the follow-up that has been due longest; False when none is.

    The mail and the note that it was sent are of one transaction, and only one of two workers gets
    to write the note.
    """
    due = session.execute(
        select(FollowUp, Review, Practitioner)
        .join(Review, FollowUp.review_id == Review.id)
        .join(Practitioner, Review.practitioner_id == Practitioner.id)
        .where(
            FollowUp.mailed_at.is_(None),
            or_(*(_is_due(plan, now.date()) for plan in SCHEDULE)),
            Review.state.in_(LIVE_STATES),
            Review.author_email.is_not(None),
            ~has_refused(Review.reviewer_key),
        )
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(1)
    ).one_or_none()
    if due is None:
        return False
    follow_up, review, practitioner = due
    token = new_token()
    claimed = session.scalar(
        update(FollowUp)
        .where(FollowUp.id == follow_up.id, FollowUp.mailed_at.is_(None))
        .values(mailed_at=now, token_hash=hash_token(token))
        .returning(FollowUp.id),
        execution_options={"synchronize_session": False},
    )
    if claimed is None:  # another worker was faster
        return True
    session.refresh(follow_up)
    plan = PLANS[FollowUpKind(follow_up.kind)]
    refuse_link = PageLink(links.refuse(token))
    queue_mail(
        session,
        unique_key=f"follow-up:{follow_up.id}",
        kind="follow_up",
        to_address=review.author_email or "",
        language=review.mail_language,
        subject=plan.question,
        paragraphs=(
            N_(
                "%(question)s You reported to Skilled Hand on your treatment by %(practitioner)s. "
                "Telling us takes two taps, and you need no account:",
                question=plan.question,
                practitioner=practitioner.full_name,
            ),
            PageLink(links.answer(token)),
            N_(
                "Later results count most: they show what lasts. You can answer again to correct "
                "an answer."
            ),
            N_("To get no more of these questions, about any report:"),
            refuse_link,
        ),
        now=now,
        unsubscribe_link=refuse_link,
    )
    return True


def get_follow_up(session: Session, token: str) -> OpenFollowUp:
    """The follow-up of this secret, while its report stands. Raises NotFoundError."""
    found = session.execute(
        select(FollowUp, Review, Practitioner)
        .join(Review, FollowUp.review_id == Review.id)
        .join(Practitioner, Review.practitioner_id == Practitioner.id)
        .where(FollowUp.token_hash == hash_token(token), Review.state.in_(LIVE_STATES))
        .options(selectinload(Review.outcome))
    ).one_or_none()
    if found is None:
        raise NotFoundError(
            N_(
                "This link leads to no report any more. It may have been withdrawn, or the "
                "address was "
                "not copied whole."
            )
        )
    return OpenFollowUp(*found)


def get_address_hash(session: Session, token: str) -> str:
    """The hash of the address that a follow-up went to, also of a withdrawn report.

    Raises NotFoundError.
    """
    address_hash = session.scalar(
        select(Review.reviewer_key)
        .join(FollowUp, FollowUp.review_id == Review.id)
        .where(FollowUp.token_hash == hash_token(token))
    )
    if address_hash is None:
        raise NotFoundError(
            N_("This link belongs to a report that was erased. Nothing is sent about it any more.")
        )
    return address_hash


def answer_follow_up(
    session: Session, opened: OpenFollowUp, answers: CourseAnswers, now: datetime
) -> None:
    """Take an answer into the report; a later answer to the same follow-up takes its place.

    A result that is asked for again makes the report one of today, and lifts its level when it is
    final. The same answer once more changes nothing.
    """
    follow_up, review = opened.follow_up, opened.review
    outcome = _outcome_of(review)
    _hold(session, opened, outcome)
    if opened.answers == answers:
        return
    if not outcome.first_answers:
        outcome.first_answers = course_of(outcome).to_stored()
    follow_up.answers = answers.to_stored()
    follow_up.answered_at = now
    session.flush()
    _write_course(
        review,
        combine_answers(
            CourseAnswers.from_stored(outcome.first_answers), _list_answers(session, review.id)
        ),
    )
    if answers.gais is not None:
        review.reported_on = now.date()
    publication.act_on(
        session, review, Act.ANSWER_FOLLOW_UP, Actor.AUTHOR, now, reason_code=follow_up.kind
    )
    refresh_level(session, review, now)


def correct_answers(
    session: Session, review: Review, answers: CourseAnswers, now: datetime
) -> None:
    """Put other answers in place of all that the author gave so far on healing and result.

    The day of the report stays, and with it its level: a correction is no newer result.
    """
    outcome = _outcome_of(review)
    if course_of(outcome) == answers:
        return
    session.execute(
        update(FollowUp)
        .where(FollowUp.review_id == review.id)
        .values(answers={})
        .execution_options(synchronize_session="fetch")
    )
    outcome.first_answers = {}
    _write_course(review, answers)
    publication.act_on(session, review, Act.CORRECT, Actor.AUTHOR, now)


def course_of(outcome: Outcome) -> CourseAnswers:
    """The answers on healing and result that hold now."""
    return CourseAnswers(
        gais=outcome.gais,
        work_downtime_days=outcome.work_downtime_days,
        redness_downtime_days=outcome.redness_downtime_days,
        adverse_event_kinds=tuple(outcome.adverse_event_kinds),
        adverse_event_handling=outcome.adverse_event_handling,
        is_worth_it=outcome.is_worth_it,
    )


def _hold(session: Session, opened: OpenFollowUp, outcome: Outcome) -> None:
    """Let a second click wait for the first and see what it did. Raises NotFoundError."""
    held = session.scalar(
        update(FollowUp)
        .where(FollowUp.id == opened.follow_up.id)
        .values(kind=FollowUp.kind)
        .returning(FollowUp.id),
        execution_options={"synchronize_session": False},
    )
    if held is None:
        raise NotFoundError(
            N_("This report was erased meanwhile. There is nothing left to answer.")
        )
    for row in (opened.follow_up, opened.review, outcome):
        session.refresh(row)


def _is_due(plan: FollowUpPlan, today: date) -> ColumnElement[bool]:
    return and_(
        FollowUp.kind == plan.kind,
        FollowUp.due_on <= today,
        FollowUp.due_on >= today - plan.window,
    )


def _outcome_of(review: Review) -> Outcome:
    if review.outcome is None:
        raise NotFoundError(N_("This report has no answers that could be changed."))
    return review.outcome


def _list_answers(session: Session, review_id: int) -> list[CourseAnswers]:
    stored = dict(
        session.execute(
            select(FollowUp.kind, FollowUp.answers).where(FollowUp.review_id == review_id)
        ).all()
    )
    return [
        CourseAnswers.from_stored(stored[plan.kind]) for plan in SCHEDULE if stored.get(plan.kind)
    ]


def _write_course(review: Review, answers: CourseAnswers) -> None:
    outcome = _outcome_of(review)
    if answers.gais is not None:
        outcome.gais = answers.gais
        review.rating = float(answers.gais)
    outcome.work_downtime_days = answers.work_downtime_days
    outcome.redness_downtime_days = answers.redness_downtime_days
    outcome.adverse_event_kinds = list(answers.adverse_event_kinds)
    outcome.adverse_event_handling = answers.adverse_event_handling
    outcome.adverse_event = AdverseEvent(worst_adverse_event(answers.adverse_event_kinds))
    outcome.is_worth_it = answers.is_worth_it
