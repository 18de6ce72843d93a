"""Two tabs in the same moment, on real databases with transactions of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

import directory.database  # noqa: F401  # tells SQLite's connections to wait for each other
from directory.domain.errors import DomainError
from directory.domain.report_choices import Proof
from directory.models import MailMessage, Practitioner, Review, ReviewDraft, VisitCode
from directory.services.review_drafts import save_answers, start_draft
from directory.services.visit_codes import issue_block
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.reports import send_report


@pytest.fixture
def own_engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database that this test alone commits to."""
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


@pytest.fixture
def practitioner_id(own_engine: Engine) -> int:
    with Session(own_engine) as session:
        load_the_vocabulary(session)
        practitioner = make_practitioner(session)
        session.commit()
        return practitioner.id


def at_once(engine: Engine, acts: list[Callable[[Session], object]]) -> list[object]:
    """Do these acts at the same moment, each in a transaction; gives what came of them."""
    barrier = Barrier(len(acts))

    def do(act: Callable[[Session], object]) -> object:
        with Session(engine) as session:
            barrier.wait()
            try:
                outcome = act(session)
                session.commit()
            except DomainError as error:
                return error.message
            return outcome

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def count(engine: Engine, model: type) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_two_tabs_that_send_at_once_make_one_report(
    own_engine: Engine, practitioner_id: int, now: datetime
) -> None:
    with Session(own_engine) as session:
        token = start_draft(session, practitioner_id, {}, now)
        session.commit()

    def send(session: Session) -> object:
        practitioner = Practitioner(id=practitioner_id)
        return send_report(session, practitioner, now, draft_token=token).review.id

    first, second = at_once(own_engine, [send, send])
    assert first == second
    assert (count(own_engine, Review), count(own_engine, MailMessage)) == (1, 1)


def test_of_two_reports_with_one_code_at_once_one_is_made(
    own_engine: Engine, practitioner_id: int, now: datetime
) -> None:
    with Session(own_engine) as session:
        code = issue_block(session, practitioner_id, 1, None, now).codes[0]
        tokens = [start_draft(session, practitioner_id, {}, now) for _ in range(2)]
        session.commit()

    def send_from(token: str) -> Callable[[Session], object]:
        return lambda session: (
            send_report(
                session,
                Practitioner(id=practitioner_id),
                now,
                draft_token=token,
                proof=Proof.CODE,
                code=code,
            ).review.id
        )

    outcomes = at_once(own_engine, [send_from(token) for token in tokens])
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert "used already" in refusal
    with Session(own_engine) as session:
        [review_id] = session.scalars(select(Review.id)).all()
        assert session.scalars(select(VisitCode.review_id)).all() == [review_id]
    assert review_id in outcomes
    assert count(own_engine, ReviewDraft) == 2


def test_two_tabs_that_save_at_once_lose_nothing(
    own_engine: Engine, practitioner_id: int, now: datetime
) -> None:
    with Session(own_engine) as session:
        token = start_draft(session, practitioner_id, {}, now)
        session.commit()
    pages = {"result": {"gais": ["2"]}, "worth": {"is_worth_it": ["no"]}, "words": {"text": ["x"]}}

    def save(key: str) -> Callable[[Session], object]:
        return lambda session: save_answers(session, token, key, pages[key], now).id

    at_once(own_engine, [save(key) for key in pages])
    with Session(own_engine) as session:
        assert session.scalars(select(ReviewDraft.answers)).one() == pages
