"""How long one waits after how many attempts: free ones first, then longer, never for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.throttling import (
    ATTEMPT_RULES,
    AttemptRule,
    AttemptScope,
    TooManyAttemptsError,
    network_of,
    say_wait,
    wait_before_next,
)

RULE = AttemptRule(3, timedelta(minutes=30), timedelta(seconds=10), timedelta(minutes=1))
NOTHING = timedelta(0)


def test_the_first_attempts_are_free(now: datetime) -> None:
    assert wait_before_next(RULE, [now] * 2, now) == NOTHING


def test_the_wait_doubles_up_to_the_longest(now: datetime) -> None:
    waits = [wait_before_next(RULE, [now] * count, now).total_seconds() for count in range(3, 8)]
    assert waits == [10, 20, 40, 60, 60]


def test_the_wait_counts_from_the_last_attempt_and_ends(now: datetime) -> None:
    attempts = [now - timedelta(minutes=5), now - timedelta(seconds=40), now - timedelta(seconds=4)]
    assert wait_before_next(RULE, attempts, now) == timedelta(seconds=6)
    assert wait_before_next(RULE, attempts, now + timedelta(seconds=6)) <= NOTHING


def test_old_attempts_do_not_count(now: datetime) -> None:
    assert wait_before_next(RULE, [now - RULE.window] * 50, now) == NOTHING


def test_attempts_of_a_clock_that_was_ahead_make_nobody_wait(now: datetime) -> None:
    assert wait_before_next(RULE, [now + timedelta(days=1)] * 50, now) == NOTHING


@given(scope=st.sampled_from(AttemptScope), count=st.integers(0, 100_000))
def test_nobody_ever_waits_longer_than_the_rule_says(scope: AttemptScope, count: int) -> None:
    now = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    rule = ATTEMPT_RULES[scope]
    assert wait_before_next(rule, [now] * min(count, 200), now) <= rule.longest_wait
    assert rule.longest_wait <= timedelta(hours=1)


def test_strangers_can_make_an_accounts_owner_wait_two_minutes_at_most() -> None:
    assert ATTEMPT_RULES[AttemptScope.ACCOUNT].longest_wait <= timedelta(minutes=2)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(milliseconds=1), "1 second"),
        (timedelta(seconds=40), "40 seconds"),
        (timedelta(seconds=101), "2 minutes"),
        (timedelta(minutes=15), "15 minutes"),
    ],
)
def test_a_wait_is_said_in_words_and_rounded_up(wait: timedelta, words: str) -> None:
    assert say_wait(wait) == words
    assert words in TooManyAttemptsError(wait).message


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_a_household_counts_as_one_network(address: str, network: str) -> None:
    assert network_of(address) == network
