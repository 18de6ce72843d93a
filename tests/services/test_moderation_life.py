"""No sequence of acts lets one moderator decide twice, or a practice remove what two did not agree
to remove; and what is true of every report stays true (state machine)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.appeals import Appellant
from directory.domain.errors import DomainError
from directory.domain.moderation import (
    OPEN_DECISIONS,
    UNDO_WINDOW,
    CaseKind,
    DecisionState,
    Verdict,
    list_reasons,
)
from directory.domain.reviews import REFUSED_STATES, REJECTION_REASONS, ReviewState
from directory.models import Appeal, Flag, ModerationDecision, Review
from directory.services import decisions, publication
from directory.services.appeals import find_author_decision, make_appeal
from directory.services.case_queue import list_waiting
from directory.services.cases import get_case
from tests.fixtures.moderation import flag_review
from tests.fixtures.status_links import STATUS_LINKS
from tests.services.test_report_life import ReportLife, run_life


class ModerationLife(ReportLife):
    """The life of reports that were sent, with flags, held decisions, second looks and appeals.

    What leads to other ends is left to the machine that this one inherits from. Acts are chosen by
    the number drawn, which spreads over long ways better than a rule for each of them.
    """

    begin = confirm = confirm_with_the_wrong_secret = decide_on_a_receipt = issue = None
    let_time_pass = publish = publish_past_the_moderator = reject = send_link_again = None
    send_with_code = send_without_code = withdraw = withdraw_consents = None

    @initialize()
    def begin_with_reports_that_wait(self) -> None:
        self.act_count = 0
        for _ in range(3):
            report = self._send(ReportLife.begin(self), last_session_on=date(2026, 4, 1))
            ReportLife.confirm(self, report)

    @rule(number=st.integers(0, 2**32))
    def somebody_acts(self, number: int) -> None:
        self.act_count += 1
        luck = Random(number * 1000 + self.act_count)
        act = luck.choices(
            [
                self._flag,
                self._decide,
                self._go_on,
                self._appeal_as_author,
                self._appeal_as_who_flagged,
                self._let_windows_end,
                self._withdraw,
            ],
            [4, 8, 3, 3, 3, 4, 1],
        )[0]
        with suppress(DomainError):
            act(luck)

    def _flag(self, luck: Random) -> None:
        review = luck.choice(list(self._reviews()))
        is_from_practice = luck.random() < 0.5
        flag_review(self.session, review, self.now, email="", is_from_practice=is_from_practice)

    def _decide(self, luck: Random) -> None:
        """Any moderator, on any case, also those that are not theirs."""
        waiting = list_waiting(self.session)
        if waiting:
            row = luck.choice(waiting)
            case = get_case(self.session, row.kind, row.subject_id)
            reasons = list_reasons(case.kind, case.appealed_verdict)
            verdict = luck.choice(list(dict.fromkeys(reason.verdict for reason in reasons)))
            reason = next(reason for reason in reasons if reason.verdict is verdict)
            account = luck.choice(self.moderators)
            decisions.decide(self.session, case, reason.code, account, self.now)

    def _go_on(self, luck: Random) -> None:
        open_ones = [one for one in self._decisions() if one.state in OPEN_DECISIONS]
        if open_ones:
            steps = [decisions.agree, decisions.disagree, decisions.undo, decisions.hurry]
            step, account = luck.choice(steps), luck.choice(self.moderators)
            step(self.session, luck.choice(open_ones).id, account, self.now)

    def _appeal_as_author(self, luck: Random) -> None:
        review = luck.choice(list(self._reviews()))
        decision = find_author_decision(self.session, review)
        if decision is not None:
            self._appeal(decision, review, Appellant.AUTHOR)

    def _appeal_as_who_flagged(self, luck: Random) -> None:
        flags = self.session.scalars(
            select(Flag).where(Flag.decision_id.is_not(None)).order_by(Flag.id)
        ).all()
        if flags:
            flag = luck.choice(flags)
            decision = self.session.get_one(ModerationDecision, flag.decision_id)
            review = self.session.get_one(Review, flag.review_id)
            self._appeal(decision, review, Appellant.FLAGGER, flag.id)

    def _appeal(
        self,
        decision: ModerationDecision,
        review: Review,
        appellant: Appellant,
        flag_id: int | None = None,
    ) -> None:
        make_appeal(
            self.session,
            decision,
            review,
            appellant=appellant,
            text="An appeal long enough to be read.",
            now=self.now,
            flag_id=flag_id,
        )

    def _let_windows_end(self, _luck: Random) -> None:
        self.now += UNDO_WINDOW
        while decisions.carry_out_next(self.session, STATUS_LINKS, self.now):
            pass

    def _withdraw(self, luck: Random) -> None:
        publication.withdraw(self.session, luck.choice(list(self._reviews())), self.now)

    @invariant()
    def nobody_decides_twice(self) -> None:
        """Neither as one's own second, nor on an appeal against one's own decision."""
        by_id = {decision.id: decision for decision in self._decisions()}
        for decision in by_id.values():
            people = [decision.decided_by_account_id, decision.second_account_id]
            assert people[0] != people[1]
            if decision.kind == CaseKind.APPEAL:
                appeal = self.session.get_one(Appeal, decision.subject_id)
                appealed = by_id[appeal.decision_id]
                first = {appealed.decided_by_account_id, appealed.second_account_id} - {None}
                assert first.isdisjoint(people)
                assert appealed.kind != CaseKind.APPEAL

    @invariant()
    def a_case_has_one_open_decision_and_an_appeal_one_outcome(self) -> None:
        cases = [
            (decision.kind, decision.subject_id)
            for decision in self._decisions()
            if decision.state in OPEN_DECISIONS
            or (decision.kind == CaseKind.APPEAL and decision.state == DecisionState.MADE)
        ]
        assert len(cases) == len(set(cases))

    @invariant()
    def a_removal_that_the_practice_asked_for_was_agreed_by_two(self) -> None:
        for flag in self.session.scalars(select(Flag).where(Flag.is_from_practice)):
            if flag.decision_id is not None:
                decision = self.session.get_one(ModerationDecision, flag.decision_id)
                is_removal = (decision.verdict, decision.state) == (
                    Verdict.REMOVE,
                    DecisionState.MADE,
                )
                assert not is_removal or decision.second_account_id is not None

    @invariant()
    def what_is_refused_has_a_reason_and_what_waits_can_be_found(self) -> None:
        waiting = {
            row.subject_id for row in list_waiting(self.session) if row.kind is CaseKind.REVIEW
        }
        held = {
            decision.review_id
            for decision in self._decisions()
            if decision.kind == CaseKind.REVIEW and decision.state in OPEN_DECISIONS
        }
        for review in self._reviews():
            if review.state in REFUSED_STATES:
                refusals = [
                    event for event in self._events(review) if event.act in {"reject", "remove"}
                ]
                assert refusals[-1].reason_code in REJECTION_REASONS
            assert (review.state == ReviewState.QUEUED) <= (review.id in waiting | held)

    def _decisions(self) -> list[ModerationDecision]:
        return list(
            self.session.scalars(select(ModerationDecision).order_by(ModerationDecision.id))
        )


def test_no_sequence_of_acts_lets_one_moderator_decide_twice(session: Session) -> None:
    run_life(ModerationLife, session)
