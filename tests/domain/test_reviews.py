"""The life of a review as data, the level a report deserves, and when a result is final."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.reviews import (
    REJECTION_REASONS,
    STATE_WORDS,
    TRANSITIONS,
    Act,
    Actor,
    ReviewState,
    TransitionError,
    can_act,
    deserved_level,
    final_result_due_on,
    find_transition,
)


def test_every_state_has_words() -> None:
    assert set(STATE_WORDS) == set(ReviewState)


def test_no_two_transitions_answer_the_same_act() -> None:
    seen = [(t.act, t.actor, state) for t in TRANSITIONS for state in t.before]
    assert len(seen) == len(set(seen))


def test_only_screening_and_moderators_publish() -> None:
    publishers = {t.actor for t in TRANSITIONS if t.after is ReviewState.PUBLISHED}
    assert publishers == {Actor.SCREENING, Actor.MODERATOR}


def test_nothing_but_erasing_leads_out_of_what_was_withdrawn() -> None:
    leading_out = {t.act for t in TRANSITIONS if t.after and ReviewState.WITHDRAWN in t.before}
    assert leading_out == {Act.ERASE}


def test_only_a_moderator_reinstates_what_was_rejected_or_removed() -> None:
    ended = {ReviewState.REJECTED, ReviewState.REMOVED}
    leading_out = {(t.act, t.actor) for t in TRANSITIONS if t.after and t.before & ended}
    assert leading_out == {(Act.ERASE, Actor.AUTHOR), (Act.REINSTATE, Actor.MODERATOR)}


def test_nothing_leads_out_of_what_was_erased() -> None:
    leading_out = [t for t in TRANSITIONS if t.after and ReviewState.ERASED in t.before]
    assert leading_out == []


def test_a_rejection_needs_a_reason_from_the_list() -> None:
    for reason in ("", "because"):
        with pytest.raises(TransitionError, match="Choose the reason"):
            find_transition(Act.REJECT, Actor.MODERATOR, ReviewState.QUEUED, reason)
    for reason in REJECTION_REASONS:
        transition = find_transition(Act.REJECT, Actor.MODERATOR, ReviewState.QUEUED, reason)
        assert transition.after is ReviewState.REJECTED


def test_what_cannot_be_done_says_in_which_state_the_report_is() -> None:
    with pytest.raises(TransitionError, match="withdrawn by you"):
        find_transition(Act.WITHDRAW, Actor.AUTHOR, ReviewState.WITHDRAWN)


@given(st.sampled_from(Act), st.sampled_from(Actor), st.sampled_from(ReviewState))
def test_asking_whether_an_act_is_possible_agrees_with_trying(
    act: Act, actor: Actor, state: ReviewState
) -> None:
    try:
        find_transition(act, actor, state, next(iter(REJECTION_REASONS)))
    except TransitionError:
        assert not can_act(act, actor, state)
    else:
        assert can_act(act, actor, state)


@pytest.mark.parametrize(
    ("is_email_confirmed", "has_proof", "is_final", "level"),
    [
        (False, True, True, 0),
        (True, False, True, 1),
        (True, True, False, 2),
        (True, True, True, 3),
    ],
)
def test_a_level_needs_all_that_is_below_it(
    is_email_confirmed: bool, has_proof: bool, is_final: bool, level: int
) -> None:
    assert (
        deserved_level(
            is_email_confirmed=is_email_confirmed, has_proof=has_proof, is_final=is_final
        )
        == level
    )


def test_a_result_is_final_when_the_concerns_time_has_passed() -> None:
    assert final_result_due_on(date(2026, 8, 31), 12) == date(2026, 11, 23)
