"""Importing reviews: whose they are, edits and deletions, one review twice, claims, undoing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.reviews import ReviewState
from directory.models import ImportRun, IndexOutbox, Practitioner, Review, ReviewSource
from directory.services.import_report import ImportReport
from directory.services.import_runs import start_import
from directory.services.import_undo import undo_import
from directory.services.imported_reviews import (
    follow_claim,
    get_claimable_review,
    link_subject,
    list_merged,
    note_claim,
)
from directory.services.registry_import import import_registry
from directory.services.review_intake import ReviewIntake
from directory.sources.records import SkipReason
from directory.sources.review_records import ReviewRecord, SiteScale
from tests.factories import load_the_vocabulary, make_practitioner, make_review

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = "She explained everything and my acne scars are much better after three sessions."


@pytest.fixture
def elspeth(session: Session) -> Practitioner:
    """The practitioner whom the reviews are about."""
    load_the_vocabulary(session)
    return make_practitioner(session, slug="elspeth")


def google(number: int = 1, **changes: object) -> ReviewRecord:
    record = ReviewRecord(
        line=number,
        site="google",
        external_id=f"accounts/1/locations/2/reviews/{number}",
        subject="accounts/1/locations/2",
        subject_name="",
        rating=4.0,
        text=f"{TEXT} {number}",
        written_on=date(2026, 5, 1),
        author_key=f"Author {number}",
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def yelp(number: int = 1, **changes: object) -> ReviewRecord:
    return google(
        number, **{"site": "yelp", "external_id": f"y{number}", "subject": "elspeth", **changes}
    )


def run_import(
    session: Session,
    *records: ReviewRecord,
    owner: Practitioner | None = None,
    is_complete: bool = False,
) -> ImportReport:
    intake = ReviewIntake(
        session, NOW, practitioner_id=owner.id if owner else None, is_complete=is_complete
    )
    run = start_import(session, "google_business", "reviews.json", {}, NOW)
    *_, report = import_registry(session, records, intake, run, clock=lambda: NOW)
    session.expire_all()
    return report


def get_only_review(session: Session) -> Review:
    return session.scalars(select(Review)).one()


def test_an_imported_review_is_public_unproven_and_linked(
    session: Session, elspeth: Practitioner
) -> None:
    record = google(link="https://maps.example/1", reply="Thank you.", scale=SiteScale(1, 5))
    report = run_import(session, record, owner=elspeth)
    review = get_only_review(session)
    assert (report.created_count, review.verification_level) == (1, 0)
    assert (review.state, review.source_key, review.language) == ("published", "google", "en")
    assert "Author" not in review.reviewer_key
    assert review.imported is not None
    assert (review.imported.link, review.imported.reply) == ("https://maps.example/1", "Thank you.")
    assert session.get_one(ReviewSource, "google").name == "Google"
    assert session.scalars(select(IndexOutbox.practitioner_id)).all() == [elspeth.id]


def test_importing_again_changes_nothing(session: Session, elspeth: Practitioner) -> None:
    run_import(session, google(1), google(2), owner=elspeth)
    again = run_import(session, google(1), google(2), google(2), owner=elspeth)
    assert (again.unchanged_count, again.created_count) == (2, 0)
    assert again.skipped == {SkipReason.REPEATED: 1}


def test_reviews_of_places_that_are_nobodys_are_told_and_come_in_once_linked(
    session: Session, elspeth: Practitioner
) -> None:
    assert run_import(session, google()).skipped == {SkipReason.SUBJECT_NOT_LINKED: 1}
    link_subject(session, "google", "accounts/1/locations/2", elspeth)
    assert run_import(session, google()).created_count == 1
    assert run_import(session, yelp(7)).created_count == 1


def test_one_person_for_a_file_of_two_places_is_refused(
    session: Session, elspeth: Practitioner
) -> None:
    with pytest.raises(InvalidValueError, match="not all of one person"):
        run_import(session, google(1), google(2, subject="accounts/1/locations/3"), owner=elspeth)


def test_an_edited_review_follows_its_site_and_a_removed_one_stays_removed(
    session: Session, elspeth: Practitioner
) -> None:
    run_import(session, google(), owner=elspeth)
    get_only_review(session).state = ReviewState.REMOVED
    report = run_import(session, google(rating=1.0, text="Worse now."), owner=elspeth)
    review = get_only_review(session)
    assert (report.updated_count, review.rating, review.text) == (1, 1.0, "Worse now.")
    assert review.state == ReviewState.REMOVED


def test_what_is_deleted_on_its_site_goes_and_comes_back(
    session: Session, elspeth: Practitioner
) -> None:
    run_import(session, google(1), google(2), owner=elspeth)
    run_import(session, google(1, is_deleted=True), owner=elspeth)
    states = session.scalars(select(Review.state).order_by(Review.id)).all()
    assert states == [ReviewState.WITHDRAWN, ReviewState.PUBLISHED]
    run_import(session, google(1), owner=elspeth, is_complete=True)
    states = session.scalars(select(Review.state).order_by(Review.id)).all()
    assert states == [ReviewState.PUBLISHED, ReviewState.WITHDRAWN]


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({}, True),
        ({"text": TEXT.upper() + "  1!"}, True),
        ({"text": "Another text that is long enough to tell one from the other."}, False),
        ({"written_on": date(2025, 1, 1)}, False),
    ],
)
def test_one_review_on_two_sites_is_shown_once(
    session: Session, elspeth: Practitioner, change: dict[str, object], is_same: bool
) -> None:
    run_import(session, google(), owner=elspeth)
    run_import(session, yelp(**change))
    first, second = session.scalars(select(Review).order_by(Review.id))
    assert (second.state == ReviewState.MERGED) is is_same
    merged = list_merged(session, [first.id])
    assert merged.get(first.id, []) == ([second] if is_same else [])


def test_one_review_on_three_sites_of_one_file_is_shown_once(
    session: Session, elspeth: Practitioner
) -> None:
    other = {"site": "elsewhere", "external_id": "e1", "subject": "elspeth"}
    run_import(
        session, yelp(1), google(1, **other), yelp(2), google(1, **other | {"site": "third"})
    )
    first, second, alone, third = session.scalars(select(Review).order_by(Review.id))
    assert list_merged(session, [first.id])[first.id] == [second, third]
    assert (alone.state, second.state) == (ReviewState.PUBLISHED, ReviewState.MERGED)


def test_short_texts_of_two_sites_are_two_reviews(session: Session, elspeth: Practitioner) -> None:
    run_import(session, google(text="Great!"), owner=elspeth)
    run_import(session, yelp(text="Great!"))
    assert set(session.scalars(select(Review.state))) == {ReviewState.PUBLISHED}


@pytest.mark.parametrize("level", [1, 2])
def test_a_claimed_review_joins_a_report_only_once_the_visit_is_proven(
    session: Session, elspeth: Practitioner, level: int
) -> None:
    run_import(session, google(), owner=elspeth)
    imported = get_claimable_review(session, elspeth.id, get_only_review(session).id)
    report = make_review(session, elspeth, level=level)
    note_claim(session, imported.id, report)
    follow_claim(session, report)
    assert (imported.state == ReviewState.MERGED) is (level == 2)
    report.state = ReviewState.WITHDRAWN
    follow_claim(session, report)
    assert imported.state == ReviewState.PUBLISHED


def test_what_is_no_imported_review_of_that_person_cannot_be_claimed(
    session: Session, elspeth: Practitioner
) -> None:
    own = make_review(session, elspeth)
    with pytest.raises(NotFoundError):
        get_claimable_review(session, elspeth.id, own.id)


def test_undoing_takes_reviews_away_and_lets_merged_ones_stand(
    session: Session, elspeth: Practitioner
) -> None:
    run_import(session, google(), owner=elspeth)
    first = session.scalars(select(func.max(ImportRun.id))).one()
    session.get_one(ImportRun, first).source = "earlier"
    run_import(session, yelp())
    for _ in undo_import(session, session.get_one(ImportRun, first), NOW):
        pass
    session.expire_all()
    left = get_only_review(session)
    assert (left.source_key, left.state) == ("yelp", ReviewState.PUBLISHED)
