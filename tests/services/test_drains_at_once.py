"""Workers of two hosts, and a fit beside them, in the same moment, on real databases."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.models import Practitioner
from directory.services.indexing import (
    compare_index,
    count_outbox,
    drain_outbox,
    note_changes,
    rebuild_index,
)
from directory.services.skill import fit_and_score
from search_index import SearchIndex, open_index
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.databases import ON_POSTGRESQL
from tests.services.test_reports_at_once import at_once, own_engine

__all__ = ["own_engine"]
pytestmark = ON_POSTGRESQL
PEOPLE = 30


@pytest.fixture
def index(own_engine: Engine, tmp_path: Path, now: datetime) -> SearchIndex:
    """An index of a few people, of whom every one has changed since."""
    index = open_index(f"whoosh://{tmp_path / 'index'}")
    with Session(own_engine) as session:
        load_the_vocabulary(session)
        people = [make_practitioner(session) for _ in range(PEOPLE)]
        fit_and_score(session, now.date(), now)
        rebuild_index(session, index, now.date())
        note_changes(session, [one.id for one in people], now)
        session.commit()
    return index


def test_of_two_workers_one_brings_changes_in_and_the_other_finds_none(
    own_engine: Engine, index: SearchIndex, now: datetime
) -> None:
    def drain(session: Session) -> int:
        return drain_outbox(session, index, now.date())

    assert sorted(map(str, at_once(own_engine, [drain, drain]))) == ["0", str(PEOPLE)]
    with Session(own_engine) as session:
        assert compare_index(session, index).is_equal
        assert count_outbox(session) == 0


def test_a_fit_and_a_worker_do_not_put_in_the_same_scores(
    own_engine: Engine, index: SearchIndex, now: datetime
) -> None:
    def drain(session: Session) -> str:
        drain_outbox(session, index, now.date())
        return "done"

    def fit(session: Session) -> str:
        fit_and_score(session, now.date(), now)
        return "done"

    assert at_once(own_engine, [drain, fit]) == ["done", "done"]


def test_a_rebuild_forgets_no_change_that_is_committed_meanwhile(
    own_engine: Engine, index: SearchIndex, now: datetime
) -> None:
    with Session(own_engine) as slow, Session(own_engine) as quick, Session(own_engine) as worker:
        someone = slow.scalars(select(Practitioner.id).limit(1)).one()
        note_changes(slow, [someone], now)  # numbered before the next, committed after it
        note_changes(quick, [someone], now)
        quick.commit()
        rebuild_index(worker, index, now.date(), lambda _count: slow.commit())
        worker.commit()
        assert count_outbox(worker) == 1
