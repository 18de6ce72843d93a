"""A patient's report: sending it, and confirming by e-mail that its author can be reached.

Writing it stands in `review_drafts`, coming back to it in `review_status`, what becomes of it in
`publication`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from directory.domain.email_addresses import read_email_address
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.locales import ENGLISH, PageLink
from directory.domain.messages import N_
from directory.domain.report_choices import Proof
from directory.domain.reports import Report, worst_adverse_event
from directory.domain.reviews import (
    CONFIRMATION_MAILS,
    Act,
    Actor,
    ReviewState,
    TransitionError,
)
from directory.domain.tokens import hash_token, new_token
from directory.models import (
    Account,
    AdverseEvent,
    Outcome,
    Review,
    ReviewDraft,
    ReviewEvent,
)
from directory.services import publication
from directory.services.follow_up_plans import plan_follow_ups
from directory.services.imported_reviews import note_claim
from directory.services.integrity_assessing import assess_review
from directory.services.mail import queue_mail
from directory.services.receipts import drop_draft_receipt, hand_over_receipt
from directory.services.review_drafts import hold_draft
from directory.services.text_languages import find_language
from directory.services.verification_levels import set_first_level
from directory.services.visit_codes import redeem

OWN_SOURCE = "own"

MakeLink = Callable[[str], str]
"""Makes the absolute address of a page, without a language, from its secret token."""

_NOTHING_SENT = N_("If you sent no report, do nothing. Nothing will be published.")


@dataclass(frozen=True, slots=True)
class SubmittedReport:
    """A sent report and the secret under which its author finds it again."""

    review: Review
    status_token: str


def status_token_of(draft_token: str) -> str:
    """The secret of the status page, made from the draft's, so that a second click finds the same.

    It tells nothing of the draft's token.
    """
    return hash_token(f"status of {draft_token}")


def submit_report(
    session: Session,
    draft_token: str,
    report: Report,
    now: datetime,
    *,
    confirm_link: MakeLink,
    status_link: MakeLink,
    author: Account | None = None,
    language: str = ENGLISH.key,
) -> SubmittedReport:
    """Send a report: store it, use up its visit code, and mail the link that confirms it.

    Its author is written to in `language`. A draft becomes one report, however often and from
    however many tabs it is sent. Raises
    NotFoundError for a draft that is gone, CodeError for a code that proves nothing, and
    InvalidValueError for practitioners who would report on themselves.
    """
    draft = hold_draft(session, draft_token, now)
    if author is not None and author.practitioner_id == draft.practitioner_id:
        raise InvalidValueError(N_("Nobody can report on themselves. Your draft was not sent."))
    status_token = status_token_of(draft_token)
    if draft.review_id is not None:
        return SubmittedReport(session.get_one(Review, draft.review_id), status_token)
    confirm_token = new_token()
    review = _new_review(draft, report, now)
    review.author_account_id = author.id if author else None
    review.language = find_language(session, report.text)
    review.mail_language = language
    review.status_token_hash = hash_token(status_token)
    review.confirm_token_hash = hash_token(confirm_token)
    with session.begin_nested():  # so that a code used up meanwhile leaves the draft and no report
        session.add(review)
        session.flush()
        _attach_proof(session, draft, report, review, now)
    publication.note_submission(session, review, now)
    if draft.imported_review_id is not None:
        note_claim(session, draft.imported_review_id, review)
    draft.review_id = review.id
    draft.answers = {}
    paragraphs = (
        N_("Somebody, we hope you, sent a report to Skilled Hand with this e-mail address."),
        N_("Confirm that the address is yours. The report is not published before that:"),
        PageLink(confirm_link(confirm_token)),
        N_("See where the report stands, or take it back, at any time:"),
        PageLink(status_link(status_token)),
        N_("Whoever has these links can do that, so keep this message to yourself."),
        _NOTHING_SENT,
    )
    _mail_confirmation(session, review, paragraphs, now)
    session.flush()
    return SubmittedReport(review, status_token)


def send_confirmation_again(
    session: Session, review: Review, email: str, now: datetime, *, confirm_link: MakeLink
) -> None:
    """Mail a new link, to a corrected address if need be; the earlier link stops working.

    Raises InvalidValueError for what is no address, and TransitionError when the address was
    confirmed or too many links were sent.
    """
    address = read_email_address(email)
    sent_count = session.scalar(
        select(func.count()).where(
            ReviewEvent.review_id == review.id,
            ReviewEvent.act.in_([Act.SUBMIT, Act.RESEND]),
        )
    )
    if (sent_count or 0) >= CONFIRMATION_MAILS:
        raise TransitionError(
            N_(
                "%(confirmation_mails)s links were sent for this report, which is the most "
                "there can be. Look in your spam folder for the last one.",
                confirmation_mails=CONFIRMATION_MAILS,
            ),
            "email",
        )
    if review.email_confirmed_at is not None:
        raise TransitionError(
            N_("The e-mail address of this report is confirmed already."), "email"
        )
    publication.act_on(session, review, Act.RESEND, Actor.AUTHOR, now)
    confirm_token = new_token()
    review.author_email = address
    review.reviewer_key = hash_token(address)
    review.confirm_token_hash = hash_token(confirm_token)
    paragraphs = (
        N_(
            "Confirm that this e-mail address is yours. Your report to Skilled Hand is not "
            "published before that:"
        ),
        PageLink(confirm_link(confirm_token)),
        _NOTHING_SENT,
    )
    _mail_confirmation(session, review, paragraphs, now)
    session.flush()


def get_review_to_confirm(session: Session, confirm_token: str) -> Review:
    """The report that this link confirms. Raises NotFoundError."""
    review = session.scalar(
        select(Review)
        .where(Review.confirm_token_hash == hash_token(confirm_token))
        .options(selectinload(Review.outcome))
    )
    if review is None:
        raise NotFoundError(
            N_(
                "This link does not work any more. Open the newest message, or ask for another "
                "link "
                "on the page of your report."
            )
        )
    return review


def confirm_email(session: Session, confirm_token: str, now: datetime) -> Review:
    """Confirm the e-mail address of a report, which then goes public or to a moderator.

    A second time changes nothing. Raises NotFoundError for a link that is not the newest.
    """
    review = get_review_to_confirm(session, confirm_token)
    if review.email_confirmed_at is None and review.state == ReviewState.SUBMITTED:
        publication.act_on(session, review, Act.CONFIRM, Actor.AUTHOR, now)
        review.email_confirmed_at = now
        set_first_level(session, review)
        assess_review(session, review, now)
        publication.publish_or_queue(session, review, now)
        plan_follow_ups(session, review)
    return review


def _attach_proof(
    session: Session, draft: ReviewDraft, report: Report, review: Review, now: datetime
) -> None:
    if report.proof is Proof.CODE:
        redeem(session, report.code, draft.practitioner_id, review.id, now)
    if report.proof is Proof.RECEIPT:
        hand_over_receipt(session, draft.id, review.id)
    else:
        drop_draft_receipt(session, draft.id, now)


def _mail_confirmation(
    session: Session, review: Review, paragraphs: Sequence[str], now: datetime
) -> None:
    queue_mail(
        session,
        unique_key=f"confirm-report:{review.confirm_token_hash}",
        kind="confirm_report",
        to_address=review.author_email or "",
        language=review.mail_language,
        subject=N_("Confirm your report"),
        paragraphs=paragraphs,
        now=now,
    )


def _new_review(draft: ReviewDraft, report: Report, now: datetime) -> Review:
    return Review(
        practitioner_id=draft.practitioner_id,
        source_key=OWN_SOURCE,
        external_id=draft.token_hash,
        reviewer_key=hash_token(report.email),
        state=ReviewState.SUBMITTED,
        verification_level=0,
        is_invited=report.proof is Proof.CODE,
        rating=float(report.gais),
        text=report.text,
        reported_on=now.date(),
        submitted_at=now,
        author_email=report.email,
        relation=report.relation,
        incentive=report.incentive,
        outcome=_new_outcome(report, now),
    )


def _new_outcome(report: Report, now: datetime) -> Outcome:
    return Outcome(
        concern_key=report.concern_key,
        treatment_key=report.treatment_key,
        gais=report.gais,
        severity=report.severity,
        fitzpatrick=report.fitzpatrick,
        skin_type_consent_at=now if report.fitzpatrick is not None else None,
        age_band=report.age_band,
        age_band_consent_at=now if report.age_band is not None else None,
        session_count=report.session_count,
        work_downtime_days=report.work_downtime_days,
        redness_downtime_days=report.redness_downtime_days,
        adverse_event=AdverseEvent(worst_adverse_event(report.adverse_event_kinds)),
        adverse_event_kinds=list(report.adverse_event_kinds),
        adverse_event_handling=report.adverse_event_handling,
        is_worth_it=report.is_worth_it,
        treated_on=report.first_session_on,
        last_session_on=report.last_session_on,
        had_enough_time=report.had_enough_time,
        were_risks_explained=report.were_risks_explained,
        felt_pressure_to_buy=report.felt_pressure_to_buy,
        laser_operator=report.laser_operator,
    )
