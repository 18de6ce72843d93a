"""How much the list of changes that wait asks of the database: the same for two and for many."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.services import profile_edits
from directory.services.profile_edit_decisions import list_waiting_edits
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.people import make_account


def count_queries(session: Session) -> int:
    """How many statements the list takes, everything read anew."""
    session.flush()
    session.expire_all()
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        cases = list_waiting_edits(session)
        assert [case.changes[0].after for case in cases] == ["Mine."] * len(cases)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(statements)


def test_more_changes_take_no_more_queries(session: Session, now: datetime) -> None:
    vocabulary = load_the_vocabulary(session)
    counts = []
    for count in (2, 6):
        for number in range(count):
            person = make_practitioner(session, name=f"Nia Bell {count} {number}")
            keeper = make_account(session, now, f"{count}-{number}@example.org", Role.PRACTITIONER)
            keeper.practitioner_id = person.id
            profile_edits.submit_edit(
                session,
                person,
                {"biography": "Mine."},
                account_id=keeper.id,
                seen=profile_edits.see(session, person),
                vocabulary=vocabulary,
                now=now,
            )
        counts.append(count_queries(session))
    assert counts[0] == counts[1] <= 6
