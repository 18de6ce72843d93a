"""Taking in reviews of other sites: whose they are, what changed, and which are one twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session, selectinload

from directory.domain.errors import InvalidValueError
from directory.domain.reviews import ReviewState
from directory.domain.tokens import hash_token
from directory.models import (
    ImportedReview,
    Practitioner,
    Review,
    ReviewSource,
    ReviewSubject,
)
from directory.services.import_journal import ImportJournal
from directory.services.import_report import ImportReport
from directory.services.inserting import insert_many
from directory.services.registry_import import Plan
from directory.services.review_sources import name_site
from directory.services.review_twins import TwinFinder, hash_text, trace_record
from directory.services.text_languages import detect_language
from directory.services.vocabulary import list_language_keys
from directory.sources.records import SkipReason
from directory.sources.review_records import ReviewRecord, SiteScale

LONGEST_KEY = 120


class ReviewIntake:
    """Decides for each review whether it is new, changed, as before, gone, or of nobody here.

    `practitioner_id` says whose all reviews of the file are; without it subjects must be linked,
    or name somebody by NPI or by the address of the profile. `is_complete` says that the file
    holds all reviews of its subjects, so that what it lacks is gone from the site.
    """

    def __init__(
        self, session: Session, now: datetime, *, practitioner_id: int | None, is_complete: bool
    ) -> None:
        self._session = session
        self._now = now
        self._practitioner_id = practitioner_id
        self._is_complete = is_complete
        self._languages = list_language_keys(session)
        self._only_subject: str | None = None
        self._seen: set[str] = set()
        self._owners: set[tuple[str, int]] = set()

    def plan(self, records: Sequence[ReviewRecord], report: ImportReport) -> Plan:
        """Sort a batch of reviews; the counts go into the report."""
        owners = self._find_owners(records)
        known = self._find_known(records)
        new: list[tuple[ReviewRecord, int]] = []
        changed: list[tuple[Review, ReviewRecord]] = []
        for record in records:
            key = _external_id(record)
            owner = owners.get((record.site, record.subject))
            if f"{record.site} {key}" in self._seen:
                report.skipped[SkipReason.REPEATED] += 1
                continue
            self._seen.add(f"{record.site} {key}")
            review = known.get((record.site, key))
            if owner is None and review is None:
                report.skipped[SkipReason.SUBJECT_NOT_LINKED] += 1
                report.note_unlinked(record.site, record.subject, record.subject_name)
                continue
            if owner is not None:
                self._owners.add((record.site, owner))
            if review is not None and _is_changed(review, record):
                report.updated_count += 1
                changed.append((review, record))
            elif review is not None or record.is_deleted:
                report.unchanged_count += 1
            elif owner is not None:
                report.created_count += 1
                new.append((record, owner))

        def carry_out(journal: ImportJournal) -> None:
            self._keep_sources(records)
            self._make(new, journal)
            for review, record in changed:
                _change(review, record, journal)

        return carry_out

    def plan_end(self, report: ImportReport) -> Plan:
        """Take down what a complete file does not hold any more."""
        if not self._is_complete:
            return lambda journal: None
        gone = [
            review
            for review in self._session.scalars(
                select(Review)
                .join(ImportedReview, ImportedReview.review_id == Review.id)
                .where(
                    tuple_(Review.source_key, Review.practitioner_id).in_(sorted(self._owners)),
                    Review.state == ReviewState.PUBLISHED,
                )
            )
            if f"{review.source_key} {review.external_id}" not in self._seen
        ]
        report.updated_count += len(gone)

        def carry_out(journal: ImportJournal) -> None:
            for review in gone:
                journal.write(review, {"state": ReviewState.WITHDRAWN})

        return carry_out

    def _find_owners(self, records: Sequence[ReviewRecord]) -> dict[tuple[str, str], int]:
        subjects = {(record.site, record.subject) for record in records}
        if self._practitioner_id is not None:
            for _, subject in sorted(subjects):
                self._check_only(subject)
            return dict.fromkeys(subjects, self._practitioner_id)
        names = {subject for _, subject in subjects}
        by_name: dict[str, int] = {}
        for key, slug, npi in self._session.execute(
            select(Practitioner.id, Practitioner.slug, Practitioner.npi).where(
                or_(Practitioner.slug.in_(names), Practitioner.npi.in_(names))
            )
        ):
            by_name |= {slug: key} | ({npi: key} if npi else {})
        owners = {one: by_name[one[1]] for one in subjects if one[1] in by_name}
        linked = self._session.scalars(
            select(ReviewSubject).where(
                tuple_(ReviewSubject.site, ReviewSubject.subject_key).in_(sorted(subjects))
            )
        )
        return owners | {(one.site, one.subject_key): one.practitioner_id for one in linked}

    def _check_only(self, subject: str) -> None:
        self._only_subject = self._only_subject or subject
        if subject != self._only_subject:
            raise InvalidValueError(
                f"The file holds reviews of {self._only_subject!r} and of {subject!r}, so they are "
                "not all of one person. Leave out --practitioner, and say whose each is: "
                "flask --app wsgi reviews link SITE SUBJECT PRACTITIONER"
            )

    def _find_known(self, records: Sequence[ReviewRecord]) -> dict[tuple[str, str], Review]:
        keys = [(record.site, _external_id(record)) for record in records]
        reviews = self._session.scalars(
            select(Review)
            .where(tuple_(Review.source_key, Review.external_id).in_(keys))
            .options(selectinload(Review.imported))
        )
        return {
            (review.source_key, review.external_id): review
            for review in reviews
            if review.imported is not None
        }

    def _keep_sources(self, records: Sequence[ReviewRecord]) -> None:
        scales: dict[str, SiteScale] = {record.site: record.scale for record in records}
        present = set(
            self._session.scalars(select(ReviewSource.key).where(ReviewSource.key.in_(scales)))
        )
        self._session.add_all(
            ReviewSource(
                key=site,
                name=name_site(site)[:120],
                rating_min=scale.lowest,
                rating_max=scale.highest,
            )
            for site, scale in scales.items()
            if site not in present
        )
        self._session.flush()

    def _make(self, new: Sequence[tuple[ReviewRecord, int]], journal: ImportJournal) -> None:
        traces = [trace_record(record, owner) for record, owner in new]
        known = TwinFinder(self._session, traces)
        ids = journal.make_many(Review, [self._new_review(record, owner) for record, owner in new])
        if not ids:
            return
        beside = [
            {"review_id": key, **_imported_values(record), "text_hash": trace.text_hash}
            for key, (record, _), trace in zip(ids, new, traces, strict=True)
        ]
        insert_many(self._session, ImportedReview, beside)
        known.merge(ids, traces)

    def _new_review(self, record: ReviewRecord, owner: int) -> dict[str, object]:
        author = record.author_key or _external_id(record)
        return {
            "practitioner_id": owner,
            "source_key": record.site,
            "external_id": _external_id(record),
            "reviewer_key": hash_token(f"{record.site} {author}"),
            "state": ReviewState.PUBLISHED,
            "verification_level": 0,
            **_values(record),
            "published_at": self._now,
            "language": record.language[:2] or detect_language(record.text, self._languages),
        }


def _external_id(record: ReviewRecord) -> str:
    """The site's own key of a review, or what stands for one that is too long to keep."""
    if len(record.external_id) <= LONGEST_KEY:
        return record.external_id
    return hashlib.sha256(record.external_id.encode()).hexdigest()


def _values(record: ReviewRecord) -> dict[str, object]:
    return {"rating": record.rating, "text": record.text, "reported_on": record.written_on}


def _imported_values(record: ReviewRecord) -> dict[str, object]:
    return {
        "link": record.link[:500],
        "reply": record.reply,
        "replied_on": record.replied_on,
    }


def _is_changed(review: Review, record: ReviewRecord) -> bool:
    if record.is_deleted:
        return review.state == ReviewState.PUBLISHED
    if review.state == ReviewState.WITHDRAWN:
        return True
    return any(getattr(review, name) != value for name, value in _values(record).items()) or any(
        getattr(review.imported, name) != value for name, value in _imported_values(record).items()
    )


def _change(review: Review, record: ReviewRecord, journal: ImportJournal) -> None:
    """Follow the site: an edit, a reply, or that the review is gone or back."""
    if record.is_deleted:
        journal.write(review, {"state": ReviewState.WITHDRAWN})
        return
    if review.state == ReviewState.WITHDRAWN:
        journal.write(review, {"state": ReviewState.PUBLISHED})
    journal.write(review, _values(record))
    if review.imported is not None:
        text_hash = hash_text(record.text)
        journal.write(review.imported, {**_imported_values(record), "text_hash": text_hash})
