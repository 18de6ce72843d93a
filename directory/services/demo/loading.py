"""Loads the fictional directory into an empty place, in bulk and once only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.domain.vocabulary import Vocabulary
from directory.models import (
    Outcome,
    Practitioner,
    PractitionerOrigin,
    Review,
    ReviewSource,
    ReviewState,
)
from directory.services.demo.accounts import (
    DemoAccount,
    choose_patient_reports,
    list_demo_logins,
    store_accounts,
)
from directory.services.demo.claims import store_claims
from directory.services.demo.fact_checks import store_fact_checks
from directory.services.demo.files import DemoFiles, read_demo_files
from directory.services.demo.generation import GeneratedDirectory, generate_directory
from directory.services.demo.moderation import store_moderation
from directory.services.demo.page_counts import store_page_counts
from directory.services.demo.publications import (
    FirstDecision,
    is_rejected,
    sent_before,
    store_decisions,
)
from directory.services.demo.replies import store_replies
from directory.services.demo.reports import Report
from directory.services.demo.visit_rows import list_code_entries, store_visits
from directory.services.demo.world import World
from directory.services.inserting import insert_many
from directory.services.status_links import StatusLinks

BATCH = 3000
PUBLISHED_FROM_HOUR = 8
PUBLISHED_WITHIN_HOURS = 48

Progress = Callable[[str], None]
Row = dict[str, Any]
StoredReport = tuple[Row, Row | None, datetime]
"""A review, its outcome if it has one, and when it was decided on."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demonstration holds, and whether it was loaded just now."""

    practitioner_count: int
    review_count: int
    accounts: tuple[DemoAccount, ...]
    is_new: bool

    def __str__(self) -> str:
        counts = f"{self.practitioner_count:,} practitioners, {self.review_count:,} reviews"
        return counts if self.is_new else f"{counts} were there already; nothing was changed"


def has_demo(session: Session) -> bool:
    """Whether fictional people are in the directory."""
    return _count_demo_people(session) > 0


def seed_demo(
    session: Session,
    today: date,
    vocabulary: Vocabulary,
    progress: Progress | None = None,
    files: DemoFiles | None = None,
    *,
    links: StatusLinks,
) -> DemoReport:
    """Fill the directory with fictional people as of the day `today`; once only.

    `links` stand in the mail of its past, and their secret seals the second factors of its
    accounts. `files` say what to draw from; without them, those of `seed_data/demo` do.
    Writes no skill, and into the index's outbox only what moderators decided: who calls fits the
    model and rebuilds the index afterwards. Raises DomainError where there is no vocabulary.
    """
    if has_demo(session):
        return _describe(session, is_new=False)
    if not (vocabulary.concerns and vocabulary.treatments):
        raise DomainError(
            "The demo data needs the vocabulary, and none is loaded. "
            "Run: flask --app wsgi vocabulary load"
        )
    tell = progress or (lambda _message: None)
    files = files or read_demo_files()
    tell("Inventing people and reviews …")
    generated = generate_directory(files, vocabulary, today)
    tell(f"Storing {len(generated.practitioners):,} practitioners …")
    _store_practitioners(session, generated)
    _store_sources(session, files.world)
    patient_id = store_accounts(session, files.logins, generated, today, links.secret_key)
    rows = _make_rows(files.world, generated, patient_id, today)
    review_ids = _store_reviews(session, rows, tell)
    store_visits(session, generated, review_ids)
    store_decisions(session, _list_decisions(rows, review_ids), list_code_entries(generated))
    store_replies(session, files.replies, today)
    store_claims(session, generated, today)
    store_page_counts(session, today)
    store_moderation(session, files.moderation, today, links)
    store_fact_checks(session, today)
    return _describe(session, is_new=True)


def _describe(session: Session, is_new: bool) -> DemoReport:
    review_count = session.scalar(
        select(func.count())
        .select_from(Review)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Practitioner.origin == PractitionerOrigin.DEMO)
    )
    return DemoReport(
        practitioner_count=_count_demo_people(session),
        review_count=review_count or 0,
        accounts=list_demo_logins(session),
        is_new=is_new,
    )


def _count_demo_people(session: Session) -> int:
    statement = (
        select(func.count())
        .select_from(Practitioner)
        .where(Practitioner.origin == PractitionerOrigin.DEMO)
    )
    return session.scalar(statement) or 0


def _store_practitioners(session: Session, generated: GeneratedDirectory) -> None:
    session.add_all(generated.practitioners)
    session.flush()
    for practitioner, listing in zip(generated.practitioners, generated.listings, strict=True):
        if listing is not None:
            listing.practitioner_id = practitioner.id
            session.add(listing)
    session.flush()


def _store_sources(session: Session, world: World) -> None:
    """The sites that reviews come from; `own` may be there before."""
    present = set(session.scalars(select(ReviewSource.key)))
    session.add_all(
        ReviewSource(
            key=source.key,
            name=source.name,
            rating_min=source.rating_min,
            rating_max=source.rating_max,
        )
        for source in world.sources
        if source.key not in present
    )
    session.flush()


def _store_reviews(session: Session, rows: list[StoredReport], tell: Progress) -> list[int]:
    """Insert reviews batch by batch, then their outcomes; gives the reviews' ids in their order.

    Ids are read back rather than RETURNed with each batch: that took psycopg three times as long.
    """
    for start in range(0, len(rows), BATCH):
        batch = [review for review, _outcome, _at in rows[start : start + BATCH]]
        insert_many(session, Review, batch)
        tell(f"Stored {start + len(batch):,} of {len(rows):,} reviews …")
    stored = session.execute(
        select(Review.external_id, Review.id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Practitioner.origin == PractitionerOrigin.DEMO)
    )
    review_ids = {row.external_id: row.id for row in stored}
    outcomes = [
        {**outcome, "review_id": review_ids[review["external_id"]]}
        for review, outcome, _decided_at in rows
        if outcome is not None
    ]
    insert_many(session, Outcome, outcomes)
    return [review_ids[review["external_id"]] for review, _outcome, _decided_at in rows]


def _list_decisions(rows: list[StoredReport], review_ids: Sequence[int]) -> Iterator[FirstDecision]:
    """What was decided on the site's own reports."""
    for number, (review, outcome, decided_at) in enumerate(rows):
        if outcome is not None:
            yield FirstDecision(
                decided_at,
                review_ids[number],
                review["practitioner_id"],
                review["verification_level"],
                number,
            )


def _make_rows(
    world: World, generated: GeneratedDirectory, patient_id: int, today: date
) -> list[StoredReport]:
    """The rows of each report; reports on other sites bring no structured outcome."""
    patient_reports = choose_patient_reports(generated)
    patient_key = generated.reports[patient_reports[0]].reviewer_key
    rows: list[StoredReport] = []
    for number, (report, text) in enumerate(zip(generated.reports, generated.texts, strict=True)):
        is_patients = number in patient_reports
        is_own = report.source == world.own_source
        decided_at = _decided_at(report, number, today)
        sent_at = sent_before(decided_at, report.level, number) if is_own else None
        is_public = not (is_own and is_rejected(report.level, number))
        review = {
            "practitioner_id": generated.practitioners[report.practitioner].id,
            "source_key": report.source.key,
            "external_id": f"demo-{number + 1:06d}",
            "author_account_id": patient_id if is_patients else None,
            "reviewer_key": patient_key if is_patients else report.reviewer_key,
            "state": ReviewState.PUBLISHED if is_public else ReviewState.REJECTED,
            "verification_level": report.level,
            "is_invited": report.is_invited,
            "rating": report.rating,
            "text": text,
            "reported_on": report.reported_on,
            "published_at": decided_at if is_public else None,
            "submitted_at": sent_at,
            "email_confirmed_at": sent_at if report.level else None,
            "integrity": 1.0,
        }
        rows.append((review, _outcome_row(report) if is_own else None, decided_at))
    return rows


def _outcome_row(report: Report) -> Row:
    return {
        "concern_key": report.concern.key,
        "treatment_key": report.treatment.key if report.treatment else None,
        "gais": report.gais,
        "severity": report.severity,
        "fitzpatrick": report.skin_type,
        "session_count": report.session_count,
        "work_downtime_days": report.work_days,
        "redness_downtime_days": report.redness_days,
        "adverse_event": report.adverse_event,
        "is_worth_it": report.is_worth_it,
    }


def _decided_at(report: Report, number: int, today: date) -> datetime:
    """Within two days of the report, never after the day `today` begins."""
    earliest = datetime.combine(report.reported_on, time(PUBLISHED_FROM_HOUR), UTC)
    delay = timedelta(hours=number % PUBLISHED_WITHIN_HOURS)
    return min(earliest + delay, datetime.combine(today, time(), UTC))
