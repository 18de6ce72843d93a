"""What waits for the demonstration's moderators: reports, flags, a second look, and appeals.

Decisions are taken by the services that moderators use, so that events, audit and ledger are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.appeals import Appellant
from directory.domain.errors import NotFoundError
from directory.domain.flags import new_receipt_number
from directory.domain.moderation import UNDO_WINDOW, CaseKind
from directory.domain.permissions import Role
from directory.domain.reviews import Act, Actor, ReviewState, deserved_level
from directory.domain.tokens import hash_token
from directory.models import Account, Flag, Outcome, Practitioner, Review
from directory.models.practitioner import PractitionerOrigin
from directory.services import publication
from directory.services.appeals import make_appeal
from directory.services.cases import get_case
from directory.services.decisions import carry_out_next, decide
from directory.services.demo.files import Table
from directory.services.reviews import OWN_SOURCE
from directory.services.status_links import StatusLinks


def store_moderation(session: Session, table: Table, today: date, links: StatusLinks) -> None:
    """Send, flag, decide on and appeal what the file tells of, in the order of time."""
    midnight = datetime.combine(today, time(), UTC)
    moderator = session.scalars(
        select(Account).where(Account.is_demo, Account.role == Role.MODERATOR).order_by(Account.id)
    ).first()
    if moderator is None:
        raise NotFoundError("The demonstration has no moderator; see accounts.toml.")
    entries = [*table["decided"], *table["flagged"], *table["queued"]]
    for model, entry in zip(_choose_reviews(session, len(entries)), entries, strict=True):
        if "days_ago" in entry:
            _store_decided(session, model, entry, moderator, midnight, links=links)
        elif "flags" in entry:
            for flag in entry["flags"]:
                _add_flag(session, model, flag, midnight - timedelta(hours=entry["hours_ago"]))
        else:
            send_report(session, model, entry, midnight - timedelta(hours=entry["hours_ago"]))
        if "decided_for" in entry:
            case = get_case(session, CaseKind.FLAGS, model.id)
            decide(session, case, entry["decided_for"], moderator, midnight, facts=entry["facts"])


def _choose_reviews(session: Session, count: int) -> Sequence[Review]:
    """Published, unproven reports of this site with words, one of each of so many practitioners."""
    reviews = session.scalars(
        select(Review)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            Practitioner.origin == PractitionerOrigin.DEMO,
            Review.source_key == OWN_SOURCE,
            Review.state == ReviewState.PUBLISHED,
            Review.verification_level == 1,
            Review.author_account_id.is_(None),
            Review.text != "",
        )
        .options(selectinload(Review.outcome))
        .order_by(Review.reported_on.desc(), Review.id)
        .limit(count * 4)
    )
    chosen: dict[int, Review] = {}
    for review in reviews:
        chosen.setdefault(review.practitioner_id, review)
    return list(chosen.values())[:count]


def send_report(session: Session, model: Review, entry: Table, at: datetime) -> Review:
    """A report in words of its own on the practitioner and the concern of a stored one."""
    email = f"author-{model.id}@example.org"
    like = model.outcome
    review = Review(
        practitioner_id=model.practitioner_id,
        source_key=OWN_SOURCE,
        external_id=f"demo-waiting-{model.id}",
        reviewer_key=hash_token(email),
        state=ReviewState.SUBMITTED,
        rating=float(entry["gais"]),
        text=entry["text"],
        reported_on=at.date(),
        submitted_at=at,
        author_email=email,
        relation=entry.get("relation", "none"),
        incentive=entry.get("incentive", "none"),
        outcome=Outcome(
            concern_key=like.concern_key if like else "redness",
            treatment_key=like.treatment_key if like else None,
            gais=entry["gais"],
        ),
    )
    session.add(review)
    session.flush()
    publication.note_submission(session, review, at)
    publication.act_on(session, review, Act.CONFIRM, Actor.AUTHOR, at)
    review.email_confirmed_at = at
    review.verification_level = deserved_level(
        is_email_confirmed=True, has_proof=False, is_final=False
    )
    publication.publish_or_queue(session, review, at)
    return review


def _store_decided(
    session: Session,
    model: Review,
    entry: Table,
    moderator: Account,
    midnight: datetime,
    *,
    links: StatusLinks,
) -> None:
    """A decision of some days ago, carried out, and the appeal against it, if there was one."""
    at = midnight - timedelta(days=entry["days_ago"])
    kind = CaseKind(entry["kind"])
    review, flag = model, None
    if kind is CaseKind.REVIEW:
        review = send_report(session, model, entry, at - timedelta(hours=20))
    else:
        review.author_email = f"author-{review.id}@example.org"
        flag = _add_flag(session, review, entry["flag"], at - timedelta(hours=30))
    case, facts = get_case(session, kind, review.id), entry.get("facts", "")
    decision = decide(session, case, entry["reason"], moderator, at, facts=facts)
    carry_out_next(session, links, at + UNDO_WINDOW)
    if entry.get("appeal"):
        is_flaggers = entry.get("by") == Appellant.FLAGGER
        make_appeal(
            session,
            decision,
            review,
            appellant=Appellant.FLAGGER if is_flaggers else Appellant.AUTHOR,
            text=entry["appeal"],
            now=midnight - timedelta(days=entry["appealed_days_ago"]),
            flag_id=flag.id if is_flaggers and flag else None,
        )


def _add_flag(session: Session, review: Review, entry: Table, at: datetime) -> Flag:
    number = new_receipt_number()
    flag = Flag(
        receipt_number=number,
        status_token_hash=hash_token(f"demo {number}"),
        review_id=review.id,
        reason_code=entry["reason"],
        text=entry["text"],
        email=entry.get("email"),
        is_from_practice=entry.get("is_from_practice", False),
        created_at=at,
    )
    session.add(flag)
    session.flush()
    return flag
