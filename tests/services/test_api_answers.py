"""Requests sent again: claimed once, answered each time, readable by their sender alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from directory.domain.api_keys import SameTimeError, Scope
from directory.domain.errors import InvalidValueError
from directory.domain.permissions import Role
from directory.services.api_answers import begin_answer, get_answer, hash_request, keep_answer
from directory.services.api_keys import KeyWish, MadeKey, make_key
from directory.services.sealing import SealError
from tests.fixtures.people import make_role

ASKED = hash_request("/path", "application/json", b"{}")


@pytest.fixture
def made(session: Session, now: datetime) -> MadeKey:
    """A partner's key."""
    wish = KeyWish("Stars", [Scope.REVIEWS_IMPORT], 90, "stars.example")
    return make_key(session, make_role(session, now, Role.ADMIN), wish, now)


def test_a_request_is_claimed_once(session: Session, made: MadeKey, now: datetime) -> None:
    answer = begin_answer(session, made.key, "once", ASKED, now)
    assert answer is not None
    with pytest.raises(SameTimeError):
        begin_answer(session, made.key, "once", ASKED, now)
    keep_answer(session, answer, 201, "done", made.token)
    assert begin_answer(session, made.key, "once", ASKED, now) is None
    kept = get_answer(session, made.key, "once", made.token)
    assert (kept.status, kept.body) == (201, "done")
    assert begin_answer(session, made.key, "another", ASKED, now) is not None


def test_another_request_under_the_same_key_is_refused(
    session: Session, made: MadeKey, now: datetime
) -> None:
    answer = begin_answer(session, made.key, "once", ASKED, now)
    assert answer is not None
    keep_answer(session, answer, 201, "done", made.token)
    with pytest.raises(InvalidValueError):
        begin_answer(session, made.key, "once", hash_request("/path", "", b"[]"), now)


def test_an_answer_is_readable_by_its_sender_alone(
    session: Session, made: MadeKey, now: datetime
) -> None:
    answer = begin_answer(session, made.key, "once", ASKED, now)
    assert answer is not None
    keep_answer(session, answer, 201, "a secret", made.token)
    assert "secret" not in answer.sealed_body
    with pytest.raises(SealError):
        get_answer(session, made.key, "once", "skh_somebody_elses")
