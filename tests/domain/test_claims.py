"""The states of a claim: what is permitted, and that nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from directory.domain.claims import (
    CLAIM_ACT_WORDS,
    CLAIM_STATE_WORDS,
    CLAIM_TRANSITIONS,
    REASON_WORDS,
    UNDECIDED,
    ClaimAct,
    ClaimActor,
    ClaimError,
    ClaimState,
    can_act_on_claim,
    find_claim_transition,
)

STATES = st.sampled_from(list(ClaimState))
ACTS = st.sampled_from(list(ClaimAct))
ACTORS = st.sampled_from(list(ClaimActor))


def test_every_state_and_every_reason_has_its_words() -> None:
    assert set(CLAIM_STATE_WORDS) == set(ClaimState)
    assert set(CLAIM_ACT_WORDS) == set(ClaimAct)
    for transition in CLAIM_TRANSITIONS:
        assert set(transition.reasons or {}) <= set(REASON_WORDS)


def test_an_act_of_an_actor_means_one_thing_in_each_state() -> None:
    seen = set()
    for transition in CLAIM_TRANSITIONS:
        for state in transition.before:
            key = (transition.act, transition.actor, state)
            assert key not in seen
            seen.add(key)


@given(ACTS, ACTORS, STATES)
def test_what_is_possible_is_found_and_what_is_not_is_refused(
    act: ClaimAct, actor: ClaimActor, state: ClaimState
) -> None:
    reasons = [
        reason
        for transition in CLAIM_TRANSITIONS
        if (transition.act, transition.actor) == (act, actor)
        for reason in transition.reasons or {}
    ]
    reason = reasons[0] if reasons else ""
    if can_act_on_claim(act, actor, state):
        assert find_claim_transition(act, actor, state, reason).act is act
    else:
        with pytest.raises(ClaimError):
            find_claim_transition(act, actor, state, reason)


def test_nobody_but_a_registrar_can_approve() -> None:
    approving = [t for t in CLAIM_TRANSITIONS if t.after is ClaimState.APPROVED]
    assert {t.actor for t in approving} == {ClaimActor.REGISTRAR}


@pytest.mark.parametrize("act", [ClaimAct.APPROVE, ClaimAct.ASK_MORE, ClaimAct.DECLINE])
@pytest.mark.parametrize("reason", ["", "because"])
def test_a_decision_needs_a_reason_of_the_list(act: ClaimAct, reason: str) -> None:
    with pytest.raises(ClaimError) as error:
        find_claim_transition(act, ClaimActor.REGISTRAR, ClaimState.SUBMITTED, reason)
    assert error.value.field == "reason"


class ClaimLife(RuleBasedStateMachine):
    """Any sequence of permitted acts, from the beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ClaimState.OPEN
        self.path = [self.state]

    @rule(act=ACTS, actor=ACTORS)
    def act(self, act: ClaimAct, actor: ClaimActor) -> None:
        for transition in CLAIM_TRANSITIONS:
            if (transition.act, transition.actor) == (act, actor):
                reason = next(iter(transition.reasons or {}), "")
                if self.state in transition.before:
                    found = find_claim_transition(act, actor, self.state, reason)
                    self.state = found.after or self.state
                    self.path.append(self.state)

    @invariant()
    def nothing_is_decided_that_was_not_sent(self) -> None:
        for before, after in zip(self.path, self.path[1:], strict=False):
            if after is ClaimState.APPROVED and before is not ClaimState.APPROVED:
                assert before is ClaimState.SUBMITTED

    @invariant()
    def who_holds_a_profile_was_approved(self) -> None:
        if self.state is ClaimState.ENDED:
            assert ClaimState.APPROVED in self.path

    @precondition(lambda self: self.state in {ClaimState.WITHDRAWN, ClaimState.LAPSED})
    @rule(act=ACTS, actor=ACTORS)
    def what_is_over_stays_over(self, act: ClaimAct, actor: ClaimActor) -> None:
        assert not can_act_on_claim(act, actor, self.state)
        assert self.state not in UNDECIDED


TestClaimLife = ClaimLife.TestCase
