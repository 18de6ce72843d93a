"""Two who edit one profile at the same time, each on a connection of its own, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.domain.profile_fields import EditConflictError, EditState
from directory.models import Practitioner, ProfileEdit
from directory.services import profile_edits
from directory.services.vocabulary import get_vocabulary
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_account

EDITORS = 4


@pytest.fixture
def own_engine(database_url: str) -> Iterator[Engine]:
    """A database that the editors may commit to."""
    engine = create_engine(
        database_url.replace("postgresql:", "postgresql+psycopg:"),
        connect_args={"timeout": 30} if database_url.startswith("sqlite") else {},
    )
    yield engine
    engine.dispose()


def edit_at_once(engine: Engine, now: datetime, values_of: Callable[[int], dict[str, Any]]) -> int:
    """Let everybody who saw the same profile send at once; gives how many were told of others."""
    with Session(engine) as session:
        vocabulary = load_the_vocabulary(session)
        person = make_practitioner(session)
        keeper_id = make_account(session, now, "keeper@example.org", Role.PRACTITIONER).id
        person_id = person.id
        seen = profile_edits.see(session, person)
        session.commit()
    barrier = Barrier(EDITORS)

    def edit(number: int) -> bool:
        with Session(engine) as session:
            person = session.get_one(Practitioner, person_id)
            get_vocabulary(session)
            session.rollback()
            barrier.wait()
            try:
                person = session.get_one(Practitioner, person_id)
                profile_edits.submit_edit(
                    session,
                    person,
                    values_of(number),
                    account_id=keeper_id,
                    seen=seen,
                    vocabulary=vocabulary,
                    now=now,
                )
                session.commit()
            except EditConflictError:
                session.rollback()
                return True
        return False

    with ThreadPoolExecutor(EDITORS) as pool:
        return sum(pool.map(edit, range(EDITORS)))


def test_of_changes_that_go_live_one_wins_and_the_others_are_told(
    own_engine: Engine, now: datetime
) -> None:
    languages = ["es", "fr", "de", "it"]
    told = edit_at_once(own_engine, now, lambda number: {"languages": [languages[number]]})
    assert told == EDITORS - 1
    with Session(own_engine) as session:
        [edit] = session.scalars(select(ProfileEdit)).all()
        person = session.scalars(select(Practitioner)).one()
        assert person.languages == edit.changes["languages"]["after"]
        assert person.version == 2


def test_of_changes_that_wait_one_waits_and_the_others_are_told(
    own_engine: Engine, now: datetime
) -> None:
    told = edit_at_once(own_engine, now, lambda number: {"biography": f"Words {number}."})
    assert told == EDITORS - 1
    with Session(own_engine) as session:
        states = session.scalars(select(ProfileEdit.state)).all()
        assert list(states) == [EditState.WAITING]
