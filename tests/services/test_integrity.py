"""What moderators are told about how a review came about, and which texts are like it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.integrity import RiskBand, Signal, SignalKind
from directory.domain.integrity.texts import word_pairs
from directory.domain.report_choices import Proof
from directory.models import (
    IndexOutbox,
    Receipt,
    ReceiptDecision,
    Review,
    ReviewAssessment,
    ReviewState,
    Role,
)
from directory.services.integrity import (
    count_bands,
    find_assessment,
    list_assessments,
    list_similar_reviews,
)
from directory.services.integrity_assessing import assess_all, assess_waiting
from directory.services.publication import list_screening_reasons
from directory.services.reviews import confirm_email
from directory.services.text_fingerprints import store_texts
from directory.services.verification_levels import accept_proof
from directory.services.visit_codes import issue_block
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.people import make_account
from tests.fixtures.reports import find_confirm_token, send_report

TEMPLATE = (
    "If you are looking for {concern} treatment in {city}, {name} is number one. Five stars from "
    "me and my whole family, the team goes above and beyond for every single client!"
)
HONEST = (
    "I had put up with my scars since school. We did four sessions, six weeks apart, and my cheeks "
    "were red for nine days after each. The deep ones are still there, the shallow ones are gone."
)


def test_a_review_nobody_looked_at_has_no_assessment(session: Session) -> None:
    review = make_review(session, make_practitioner(session))
    assert find_assessment(session, review.id) is None


def test_assessments_are_read_as_they_were_stored(session: Session, now: datetime) -> None:
    seen, unseen = (make_review(session, make_practitioner(session)) for _ in range(2))
    reason = "Nearly the same text stands under three other reviews."
    session.add(
        ReviewAssessment(
            review_id=seen.id,
            band=RiskBand.HIGH,
            risk=0.8,
            signals=[{"kind": "near_duplicate", "strength": 1.0, "reason": reason}],
            computed_at=now,
        )
    )
    session.flush()
    found = list_assessments(session, [seen.id, unseen.id])
    assert list(found) == [seen.id]
    assert found[seen.id].signals == (Signal(SignalKind.NEAR_DUPLICATE, 1.0, reason),)
    assert found[seen.id].reasons == (reason,)
    assert found[seen.id].band is RiskBand.HIGH


def test_similar_texts_are_found_the_most_similar_first(session: Session) -> None:
    here, there = make_practitioner(session), make_practitioner(session, name="Noor Quist")
    review = make_review(
        session, here, text=TEMPLATE.format(concern="acne scar", city="Denver", name="Dr. Okafor")
    )
    same = make_review(session, there, text=review.text)
    other_names = make_review(
        session, there, text=TEMPLATE.format(concern="melasma", city="Boise", name="Noor Quist")
    )
    honest = make_review(session, here, text=HONEST)
    store_texts(session, {one.id: one.text for one in (review, same, other_names, honest)})
    found = list_similar_reviews(session, review.id, 5)
    assert [one.review_id for one in found] == [same.id, other_names.id]
    assert found[0].score == 1.0 > found[1].score > 0.5
    assert found[1].practitioner == there
    assert not found[0].is_same_author
    assert len(list_similar_reviews(session, review.id, 1)) == 1


def test_texts_that_say_next_to_nothing_are_like_no_other(session: Session) -> None:
    practitioner = make_practitioner(session)
    reviews = [make_review(session, practitioner, text="Great results!") for _ in range(3)]
    store_texts(session, {one.id: one.text for one in reviews})
    assert list_similar_reviews(session, reviews[0].id, 5) == []


def test_a_copied_text_weighs_less_and_the_first_keeps_its_weight(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    first, copy = (
        make_review(session, practitioner, level=0, gais=None, text=HONEST) for _ in range(2)
    )
    assert assess_waiting(session, now) == 2
    session.expire_all()
    assert first.integrity == 1.0
    assert copy.integrity < 0.2
    found = list_assessments(session, [first.id, copy.id])
    assert found[first.id].band is RiskBand.LOW
    assert found[copy.id].band is RiskBand.HIGH
    assert "much the same text" in found[copy.id].reasons[0]


def test_a_changed_weight_is_noted_for_the_index(session: Session, now: datetime) -> None:
    quiet, copied = make_practitioner(session), make_practitioner(session)
    make_review(session, quiet)
    for _ in range(2):
        make_review(session, copied, text=HONEST)
    assess_waiting(session, now)
    assert session.scalars(select(IndexOutbox.practitioner_id)).all() == [copied.id]


def test_the_same_author_on_many_practitioners_is_seen_in_earlier_reviews_too(
    session: Session, now: datetime
) -> None:
    reviews = []
    for _ in range(4):
        review = make_review(session, make_practitioner(session))
        review.reviewer_key = "ring-17"
        reviews.append(review)
        while assess_waiting(session, now):
            pass
    session.expire_all()
    assert {review.integrity for review in reviews} == {reviews[3].integrity}
    assert reviews[0].integrity < 0.5


def test_what_nobody_confirmed_casts_no_doubt_on_others(session: Session, now: datetime) -> None:
    honest = make_review(session, make_practitioner(session))
    for _ in range(5):
        forged = make_review(session, make_practitioner(session))
        forged.reviewer_key = honest.reviewer_key
        forged.state = ReviewState.SUBMITTED
    while assess_waiting(session, now):
        pass
    session.refresh(honest)
    assert honest.integrity == 1.0


def test_a_burst_of_unproven_reviews_weighs_less_and_the_proven_ones_as_before(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    proven = make_review(session, practitioner, level=3, reported_on=date(2026, 6, 3))
    burst = [
        make_review(session, practitioner, level=0, gais=None, reported_on=date(2026, 6, day))
        for day in range(1, 8)
    ]
    assess_all(session, now, commit=session.flush)
    session.expire_all()
    assert all(review.integrity < 1 for review in burst)
    assert proven.integrity == 1.0


def test_a_report_that_is_proven_later_is_looked_at_again(session: Session, now: datetime) -> None:
    load_the_vocabulary(session)
    practitioner = make_practitioner(session)
    burst = [
        make_review(session, practitioner, level=1, reported_on=date(2026, 6, day))
        for day in range(1, 8)
    ]
    assess_all(session, now, commit=session.flush)
    proven = burst[3]
    session.refresh(proven)
    assert proven.integrity < 1
    proven.email_confirmed_at = now
    session.add(
        Receipt(
            review_id=proven.id,
            file_name="receipt.png",
            content_type="image/png",
            size_bytes=1,
            uploaded_at=now,
            decision=ReceiptDecision.ACCEPTED,
        )
    )
    session.flush()
    accept_proof(session, proven, now, make_account(session, now).id)
    assert assess_waiting(session, now) == 1
    assert word_pairs.cache_info().currsize == 0  # a worker would keep them for days
    session.refresh(proven)
    assert proven.integrity == 1.0


def test_addresses_of_one_mailbox_and_of_the_practice_are_noticed(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    keeper = make_account(session, now, "owner@laserpraxis.example", Role.PRACTITIONER)
    keeper.practitioner_id = practitioner.id
    reviews = []
    for address in ("ana@example.org", "ana+2@example.org", "desk@laserpraxis.example"):
        review = make_review(session, practitioner)
        review.author_email = address
        reviews.append(review)
        while assess_waiting(session, now):
            pass
    found = list_assessments(session, [review.id for review in reviews])
    for review in reviews:
        kinds = [signal.kind for signal in found[review.id].signals]
        assert kinds == [SignalKind.SHARED_ADDRESS], review.author_email


def test_a_review_with_high_risk_waits_for_a_moderator_though_it_is_proven(
    session: Session, now: datetime
) -> None:
    load_the_vocabulary(session)
    practitioner = make_practitioner(session)
    block = issue_block(session, practitioner.id, 8, make_account(session, now).id, now)
    states = []
    for number, code in enumerate(block.codes):
        then = now + timedelta(days=1, minutes=6 * number)
        address = f"patient{number}@example.org"
        report = send_report(
            session, practitioner, then, proof=Proof.CODE, code=code, email=address, text=""
        )
        confirm_email(session, find_confirm_token(session, address), then)
        states.append(report.review.state)
    assert states[0] == ReviewState.PUBLISHED
    assert states[-1] == ReviewState.QUEUED
    assert "risk" in list_screening_reasons(session, report.review)
    while assess_waiting(session, now):
        pass
    weights = session.scalars(select(Review.integrity)).all()
    assert max(weights) < 0.2


def test_assessing_all_again_changes_nothing(session: Session, now: datetime) -> None:
    practitioner = make_practitioner(session)
    for day in range(1, 9):
        make_review(
            session, practitioner, level=0, gais=None, text=HONEST, reported_on=date(2026, 6, day)
        )
    assert assess_all(session, now, commit=session.flush) == 8
    before = session.execute(select(Review.id, Review.integrity).order_by(Review.id)).all()
    told: list[int] = []
    assert assess_all(session, now, commit=session.flush, progress=told.append) == 8
    assert session.execute(select(Review.id, Review.integrity).order_by(Review.id)).all() == before
    assert sum(told) == 8
    assert assess_waiting(session, now) == 0
    assert sum(count_bands(session).values()) == 8
