"""Reports being written: the answers so far, kept as typed for whoever holds the secret link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.report_steps import get_step
from directory.domain.tokens import hash_token, new_token
from directory.models import Practitioner, PractitionerStatus, ReviewDraft
from directory.services.evidence import experience_of

KEPT_FOR = timedelta(days=60)
"""A draft that nobody touched for so long is deleted: it tells of somebody's skin."""

Answers = Mapping[str, Sequence[str]]
"""What was typed on one page: by field, each value a browser sent."""

GONE = N_(
    "This draft is gone. Drafts are deleted %(days)s days after the last change. Check that the "
    "whole address was copied, or start a new report from the practitioner’s profile.",
    days=KEPT_FOR.days,
)


def start_draft(
    session: Session,
    practitioner_id: int,
    first_answers: Mapping[str, Answers],
    now: datetime,
    *,
    imported_review_id: int | None = None,
) -> str:
    """Start a report and give its secret token; `first_answers` are by page, may be empty.

    `imported_review_id` is the review on another site that its author says to have written.
    """
    token = new_token()
    session.add(
        ReviewDraft(
            token_hash=hash_token(token),
            practitioner_id=practitioner_id,
            imported_review_id=imported_review_id,
            answers={step: _as_stored(answers) for step, answers in first_answers.items()},
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    return token


def get_draft(session: Session, token: str) -> ReviewDraft:
    """The draft of this secret token. Raises NotFoundError when it is gone."""
    draft = session.scalar(select(ReviewDraft).where(ReviewDraft.token_hash == hash_token(token)))
    if draft is None:
        raise NotFoundError(GONE)
    return draft


def hold_draft(session: Session, token: str, now: datetime) -> ReviewDraft:
    """The draft, held until the transaction ends: of two tabs, the second waits and sees the first.

    The write comes before the read, because only then do both databases read what is committed.
    Raises NotFoundError.
    """
    session.execute(
        update(ReviewDraft)
        .where(ReviewDraft.token_hash == hash_token(token))
        .values(updated_at=now)
        .execution_options(synchronize_session=False)
    )
    draft = get_draft(session, token)
    session.refresh(draft)
    return draft


def get_practitioner_of(session: Session, draft: ReviewDraft) -> Practitioner:
    """Whom the report is about."""
    return session.get_one(Practitioner, draft.practitioner_id)


def get_reportable_practitioner(session: Session, slug: str) -> Practitioner:
    """The practitioner of this profile, if reports can be written. Raises NotFoundError."""
    practitioner = session.scalar(select(Practitioner).where(Practitioner.slug == slug))
    if practitioner is None or practitioner.status != PractitionerStatus.ACTIVE:
        raise NotFoundError(N_("There is no profile here. It may have been withdrawn."))
    return practitioner


def find_licensed_on(practitioner: Practitioner, today: date) -> date | None:
    """The day of the earliest evidenced licence or board certification; None without any."""
    basis = experience_of(practitioner, today).basis
    return basis.issued_on if basis else None


def save_answers(
    session: Session, token: str, step_key: str, answers: Answers, now: datetime
) -> ReviewDraft:
    """Keep what was typed on one page, right or wrong, so that nothing is lost.

    Raises NotFoundError for a draft or a page that there is not. A report that was sent stays as
    it was sent.
    """
    get_step(step_key)
    draft = hold_draft(session, token, now)
    if draft.review_id is None:
        draft.answers = {**draft.answers, step_key: _as_stored(answers)}
        session.flush()
    return draft


def delete_stale_drafts(session: Session, now: datetime) -> int:
    """Delete drafts that nobody touched for `KEPT_FOR`; returns how many."""
    deleted = session.scalars(
        delete(ReviewDraft)
        .where(ReviewDraft.updated_at < now - KEPT_FOR)
        .returning(ReviewDraft.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(deleted)


def _as_stored(answers: Answers) -> dict[str, list[str]]:
    return {field: list(values) for field, values in answers.items()}
