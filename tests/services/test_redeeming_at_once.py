"""Two who act on the same thing at the same moment, on real connections: exactly one wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError, InvalidValueError
from directory.domain.visit_codes import CodeError, CodeProblem
from directory.models import Account, Role, VisitCode, VisitCodeBlock
from directory.services.visit_codes import issue_block, redeem
from tests.factories import make_practitioner, make_review

ROUNDS = 5
AT_ONCE = 4


@pytest.fixture
def own_engine(database_url: str) -> Iterator[Engine]:
    """Connections to a database of this test's own."""
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def all_at_once(engine: Engine, acts: list[Callable[[Session], object]]) -> list[object]:
    """Do each act in a thread and transaction of its own, begun together; errors are results."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> object:
        with Session(engine) as session:
            barrier.wait()
            try:
                act(session)
                session.commit()
            except DomainError as error:
                return error
            return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def prepare(session: Session, now: datetime) -> tuple[int, int]:
    """A practitioner and an account; gives their ids."""
    practitioner = make_practitioner(session)
    account = Account(
        email="p@example.org", display_name="P", role=Role.PRACTITIONER, created_at=now
    )
    session.add(account)
    session.flush()
    return practitioner.id, account.id


def test_of_several_who_redeem_a_code_at_once_exactly_one_wins(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine) as session:
        practitioner_id, account_id = prepare(session, now)
        issued = issue_block(session, practitioner_id, ROUNDS, account_id, now)
        practitioner = issued.block.practitioner_id
        reviews = [
            make_review(session, make_practitioner(session), level=1).id
            for _ in range(ROUNDS * AT_ONCE)
        ]
        session.commit()
    for place, code in enumerate(issued.codes):
        own_reviews = reviews[place * AT_ONCE : (place + 1) * AT_ONCE]
        results = all_at_once(
            own_engine,
            [
                lambda session, key=key, code=code: redeem(session, code, practitioner, key, now)
                for key in own_reviews
            ],
        )
        losers = [result for result in results if result is not None]
        assert len(losers) == AT_ONCE - 1
        assert {error.problem for error in losers if isinstance(error, CodeError)} == {
            CodeProblem.USED
        }
        with Session(own_engine) as session:
            winner = session.scalar(
                select(VisitCode.review_id).where(VisitCode.number == place + 1)
            )
            assert winner == own_reviews[results.index(None)]


def test_of_several_who_issue_the_same_block_at_once_exactly_one_wins(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine) as session:
        practitioner_id, account_id = prepare(session, now)
        session.commit()
    results = all_at_once(
        own_engine,
        [
            lambda session: issue_block(session, practitioner_id, 3, account_id, now, number=1)
            for _ in range(AT_ONCE)
        ],
    )
    losers = [result for result in results if result is not None]
    assert len(losers) == AT_ONCE - 1
    assert all(isinstance(error, InvalidValueError) for error in losers)
    with Session(own_engine) as session:
        assert len(session.scalars(select(VisitCodeBlock)).all()) == 1
