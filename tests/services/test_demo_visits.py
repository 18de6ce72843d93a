"""Visit codes and follow-ups of the demonstration fit its reports, and show what they are for."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.follow_ups import FollowUpKind
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.visit_codes import MOST_CODES_A_DAY, VALID_DAYS
from directory.models import FollowUp, Practitioner, Review, VisitCode, VisitCodeBlock
from directory.services.demo import seed_demo
from directory.services.follow_up_counts import count_follow_ups
from directory.services.publication import list_proven_ids
from directory.services.verification_levels import refresh_levels
from directory.services.visit_codes import count_codes
from tests.factories import load_the_vocabulary
from tests.fixtures.demo_world import (
    generate_shipped_directory,
    read_small_world,
)
from tests.fixtures.status_links import STATUS_LINKS


def test_each_invited_report_used_one_code_while_it_was_good(today: date) -> None:
    generated = generate_shipped_directory(today)
    used = Counter(report for block in generated.blocks for report, _used_at in block.uses)
    invited = {
        number
        for number, report in enumerate(generated.reports)
        if report.is_invited and report.level >= VERIFIED_LEVEL
    }
    assert used.keys() == invited
    assert set(used.values()) == {1}
    for block in generated.blocks:
        assert len(block.uses) <= block.code_count <= MOST_CODES_A_DAY
        for number, used_at in block.uses:
            report = generated.reports[number]
            assert report.practitioner == block.practitioner
            assert used_at.date() == report.reported_on
            assert 0 <= (used_at.date() - block.issued_on).days <= VALID_DAYS


def test_picked_patients_show_in_how_many_codes_are_used(today: date) -> None:
    generated = generate_shipped_directory(today)
    issued: Counter[bool] = Counter()
    used: Counter[bool] = Counter()
    for block in generated.blocks:
        is_picked = bool(generated.hidden_hands.is_cherry_picker[block.practitioner])
        issued[is_picked] += block.code_count
        used[is_picked] += len(block.uses)
    assert used[True] / issued[True] > used[False] / issued[False] + 0.2


def test_follow_ups_lie_between_treatment_and_today(today: date) -> None:
    generated = generate_shipped_directory(today)
    asked: Counter[FollowUpKind] = Counter()
    answered: Counter[FollowUpKind] = Counter()
    for follow_up in generated.follow_ups:
        report = generated.reports[follow_up.report]
        assert report.last_session_on < follow_up.mailed_on < today
        asked[follow_up.kind] += 1
        if follow_up.answered_on:
            assert follow_up.mailed_on <= follow_up.answered_on <= today
            answered[follow_up.kind] += 1
    shares = [answered[kind] / asked[kind] for kind in FollowUpKind]
    assert shares == sorted(shares, reverse=True), "With every year fewer answer."


def test_they_are_stored_with_their_reports(session: Session, today: date, now: datetime) -> None:
    seed_demo(
        session,
        today,
        load_the_vocabulary(session),
        files=read_small_world(),
        links=STATUS_LINKS,
    )
    for code, review in session.execute(
        select(VisitCode, Review).join(Review, Review.id == VisitCode.review_id)
    ):
        assert code.block.practitioner_id == review.practitioner_id
        assert review.is_invited
    busiest = session.scalars(
        select(Practitioner.id)
        .join(VisitCodeBlock, VisitCodeBlock.practitioner_id == Practitioner.id)
        .order_by(VisitCodeBlock.number.desc(), Practitioner.id)
    ).first()
    assert busiest is not None
    counts = count_codes(session, busiest, today)
    assert counts.issued == counts.open + counts.redeemed + counts.expired + counts.revoked
    assert min(counts.redeemed, counts.expired) > 0
    assert all(count.answered_count < count.sent_count for count in count_follow_ups(session))
    assert session.scalars(select(FollowUp).where(FollowUp.mailed_at.is_(None))).all() == []
    assert refresh_levels(session, now) == 0
    proven = session.scalars(select(Review.id).where(Review.verification_level >= VERIFIED_LEVEL))
    assert set(proven) == list_proven_ids(session, session.scalars(select(Review.id)).all())
