"""No sequence of acts publishes the unverified as verified, or loses a report (state machine)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.consents import Consent
from directory.domain.errors import DomainError
from directory.domain.permissions import Role
from directory.domain.report_choices import Proof
from directory.domain.reviews import REJECTION_REASONS, ReviewState
from directory.models import (
    Account,
    IndexOutbox,
    Outcome,
    Practitioner,
    Receipt,
    Review,
    ReviewEvent,
    VisitCode,
)
from directory.services import (
    publication,
    report_words,
    review_drafts,
    review_status,
    reviews,
)
from directory.services.verification_levels import accept_proof, refresh_levels
from directory.services.visit_codes import issue_block
from tests.conftest import TODAY
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_role
from tests.fixtures.reports import SentReport, find_confirm_token, send_report
from tests.fixtures.status_links import STATUS_LINKS

WORDS = ("", "Other words, long enough to pass.", "Write to me: me@example.org")

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


class ReportLife(RuleBasedStateMachine):
    """Authors, moderators and the calendar, doing whatever they like in any order."""

    drafts = Bundle("drafts")
    reports = Bundle("reports")
    codes = Bundle("codes")

    def __init__(
        self, session: Session, practitioner: Practitioner, moderators: list[Account]
    ) -> None:
        super().__init__()
        self.session = session
        self.practitioner = practitioner
        self.moderators = moderators
        self.moderator = moderators[0]
        self.savepoint = session.begin_nested()
        self.now = NOON
        self.sent: dict[str, int] = {}
        self.texts: dict[int, str] = {}

    def teardown(self) -> None:
        self.savepoint.rollback()
        self.session.expire_all()

    @rule(target=codes, count=st.integers(1, 3))
    def issue(self, count: int) -> object:
        block = issue_block(self.session, self.practitioner.id, count, self.moderator.id, self.now)
        return multiple(*block.codes)

    @rule(target=drafts)
    def begin(self) -> str:
        return review_drafts.start_draft(self.session, self.practitioner.id, {}, self.now)

    @rule(target=reports, draft=drafts, code=codes, relation=st.sampled_from(["none", "staff"]))
    def send_with_code(self, draft: str, code: str, relation: str) -> object:
        return self._send(draft, proof=Proof.CODE, code=code, relation=relation)

    @rule(
        target=reports,
        draft=drafts,
        proof=st.sampled_from([Proof.RECEIPT, Proof.NONE]),
        weeks_ago=st.sampled_from([1, 30]),
    )
    def send_without_code(self, draft: str, proof: Proof, weeks_ago: int) -> object:
        last_on = self.now.date() - timedelta(weeks=weeks_ago)
        return self._send(draft, proof=proof, last_session_on=last_on)

    def _send(self, draft: str, **answers: object) -> object:
        try:
            sent = send_report(
                self.session,
                self.practitioner,
                self.now,
                draft_token=draft,
                email=f"{draft[:12].lower().strip('-_')}@example.org",
                text=f"The text of {draft}.",
                **answers,
            )
        except DomainError:
            return multiple()
        known = self.sent.setdefault(draft, sent.review.id)
        assert sent.review.id == known, "A draft became two reports."
        self.texts.setdefault(known, sent.review.text)
        return sent

    @rule(report=reports)
    def confirm(self, report: SentReport) -> None:
        review = report.review
        token = find_confirm_token(self.session, review.author_email)
        with suppress(DomainError):
            reviews.confirm_email(self.session, token, self.now)

    @rule(report=reports)
    def confirm_with_the_wrong_secret(self, report: SentReport) -> None:
        for secret in (report.draft_token, report.status_token):
            with pytest.raises(DomainError):
                reviews.confirm_email(self.session, secret, self.now)

    @rule(report=reports)
    def send_link_again(self, report: SentReport) -> None:
        review = report.review
        with suppress(DomainError):
            reviews.send_confirmation_again(
                self.session,
                review,
                review.author_email,
                self.now,
                confirm_link=lambda secret: f"https://site.example/confirm/{secret}",
            )

    @rule(report=reports)
    def publish(self, report: SentReport) -> None:
        with suppress(DomainError):
            publication.publish(self.session, report.review, self.now, self.moderator.id)

    @rule(report=reports)
    def publish_past_the_moderator(self, report: SentReport) -> None:
        review = report.review
        with suppress(DomainError):
            publication.publish_or_queue(self.session, review, self.now)

    @rule(report=reports, reason=st.sampled_from(["", "nonsense", *REJECTION_REASONS]))
    def reject(self, report: SentReport, reason: str) -> None:
        with suppress(DomainError):
            publication.reject(
                self.session,
                report.review,
                self.now,
                self.moderator.id,
                reason,
            )

    @rule(report=reports, decision=st.sampled_from(["accepted", "refused"]))
    def decide_on_a_receipt(self, report: SentReport, decision: str) -> None:
        review = report.review
        number = self.session.scalar(select(func.count()).select_from(Receipt))
        self.session.add(
            Receipt(
                review_id=review.id,
                file_name=f"receipt-{number}",
                content_type="image/png",
                size_bytes=1,
                uploaded_at=self.now,
                decision=decision,
            )
        )
        self.session.flush()
        accept_proof(self.session, review, self.now, self.moderator.id)

    @rule(report=reports, text=st.sampled_from(WORDS))
    def propose_words(self, report: SentReport, text: str) -> None:
        review = report.review
        with suppress(DomainError):
            report_words.propose_words(self.session, review, text, self.now)
            if review.state == ReviewState.SUBMITTED or not text:
                self.texts[review.id] = text

    @rule(report=reports, is_accepted=st.booleans())
    def decide_on_words(self, report: SentReport, is_accepted: bool) -> None:
        waiting = report_words.find_waiting_words(self.session, report.review)
        if waiting is None:
            return
        decide = (waiting.id, self.moderator.id)
        with suppress(DomainError):
            if is_accepted:
                report_words.accept_words(self.session, *decide, self.now)
                self.texts[report.review.id] = waiting.text
            else:
                report_words.refuse_words(
                    self.session, *decide, "abuse", self.now, links=STATUS_LINKS
                )

    @rule(report=reports)
    def withdraw(self, report: SentReport) -> None:
        with suppress(DomainError):
            publication.withdraw(self.session, report.review, self.now)

    @rule(report=reports, consent=st.sampled_from(Consent))
    def withdraw_consent(self, report: SentReport, consent: Consent) -> None:
        review_status.withdraw_consent(self.session, report.review, consent, self.now)

    @rule(days=st.integers(1, 90))
    def let_time_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        refresh_levels(self.session, self.now)
        review_drafts.delete_stale_drafts(self.session, self.now)

    @invariant()
    def what_counts_is_confirmed_and_proven(self) -> None:
        for review in self._reviews():
            is_confirmed = review.email_confirmed_at is not None
            is_proven = self._is_proven(review)
            assert review.verification_level <= (1 + 2 * is_proven) * is_confirmed
            if review.verification_level == 3:
                assert review.reported_on >= review.outcome.last_session_on + timedelta(weeks=12)
            if review.state == ReviewState.PUBLISHED:
                assert is_confirmed, "Something was published that nobody confirmed."

    @invariant()
    def a_doubtful_report_is_public_only_by_a_moderator(self) -> None:
        for review in self._reviews():
            if review.state == ReviewState.PUBLISHED and review.relation != "none":
                acts = {(event.act, event.actor) for event in self._events(review)}
                assert {("publish", "moderator"), ("reinstate", "moderator")} & acts

    @invariant()
    def no_report_is_lost_or_changed_but_by_words_that_were_read(self) -> None:
        texts = {review.id: review.text for review in self._reviews()}
        assert texts == self.texts
        for token, review_id in self.sent.items():
            secret = reviews.status_token_of(token)
            assert review_status.get_review_by_status(self.session, secret).id == review_id
        assert self.session.scalar(select(func.count()).select_from(Outcome)) == len(texts)

    @invariant()
    def the_events_tell_how_each_report_came_to_where_it_is(self) -> None:
        for review in self._reviews():
            events = self._events(review)
            assert events[0].before == ""
            for earlier, later in pairwise(events):
                assert later.before == earlier.after
            assert events[-1].after == review.state

    @invariant()
    def whatever_the_public_saw_change_is_noted_for_the_index(self) -> None:
        changes = [
            event
            for review in self._reviews()
            for event in self._events(review)
            if ReviewState.PUBLISHED in {event.before, event.after}
        ]
        noted = self.session.scalar(select(func.count()).select_from(IndexOutbox))
        assert noted == len(changes)

    @invariant()
    def a_code_proves_one_report(self) -> None:
        proven = self.session.scalars(
            select(VisitCode.review_id).where(VisitCode.redeemed_at.is_not(None))
        ).all()
        assert None not in proven
        assert len(proven) == len(set(proven))

    def _reviews(self) -> Iterator[Review]:
        return iter(self.session.scalars(select(Review).order_by(Review.id)).all())

    def _events(self, review: Review) -> list[ReviewEvent]:
        return list(
            self.session.scalars(
                select(ReviewEvent)
                .where(ReviewEvent.review_id == review.id)
                .order_by(ReviewEvent.id)
            )
        )

    def _is_proven(self, review: Review) -> bool:
        """By the rows themselves, not by the function under test."""
        decisions = self.session.scalars(
            select(Receipt.decision).where(Receipt.review_id == review.id)
        ).all()
        codes = self.session.scalars(
            select(VisitCode.id).where(VisitCode.review_id == review.id)
        ).all()
        return "accepted" in decisions or bool(codes)


def run_life(life: type[ReportLife], session: Session) -> None:
    """Let a machine live through some days, in a directory with one practitioner."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, licensed_on=date(2012, 5, 1))
    moderators = [
        make_role(session, NOON, Role.MODERATOR, f"{number}@example.org") for number in (1, 2)
    ]
    run_state_machine_as_test(
        lambda: life(session, practitioner, moderators),
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_sequence_of_acts_publishes_the_unverified_or_loses_a_report(session: Session) -> None:
    run_life(ReportLife, session)
