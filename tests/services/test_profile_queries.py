"""How much a profile asks of the database: the same for ten reports and for a hundred."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from directory.domain.similar_patients import PatientCase
from directory.domain.vocabulary import Vocabulary
from directory.services.profile import get_profile
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner, make_review

MOST_QUERIES = 24


def count_queries(session: Session, slug: str, today: date, vocabulary: Vocabulary) -> int:
    """How many statements one profile takes, everything read anew."""
    session.expire_all()
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        get_profile(session, slug, today, vocabulary, asked=PatientCase("acne_scars", 2, 3))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(statements)


def test_more_reports_take_no_more_queries(session: Session, now: datetime) -> None:
    vocabulary = load_the_vocabulary(session)
    practitioner = make_practitioner(session, slug="counted")
    for _ in range(10):
        make_review(session, practitioner)
    fit_and_score(session, now.date(), now)
    few = count_queries(session, "counted", now.date(), vocabulary)
    for number in range(90):
        make_review(session, practitioner, concern_key=["melasma", "rosacea"][number % 2])
    assert count_queries(session, "counted", now.date(), vocabulary) == few <= MOST_QUERIES
