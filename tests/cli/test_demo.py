"""The `demo load` command: says what it did, once, and what to do when it cannot."""

from __future__ import annotations

from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Practitioner
from tests.factories import load_the_vocabulary


def test_without_a_vocabulary_the_command_says_what_to_run(
    cli: FlaskCliRunner, session: Session
) -> None:
    result = cli.invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "vocabulary load" in result.output


def test_the_command_loads_once_and_prints_how_to_sign_in(
    cli: FlaskCliRunner, session: Session
) -> None:
    load_the_vocabulary(session)
    session.commit()
    first = cli.invoke(args=["demo", "load"])
    assert first.exit_code == 0, first.output
    assert "500 practitioners, 15,010 reviews" in first.output
    for role in ("admin", "moderator", "registrar", "practitioner", "patient"):
        assert f"{role}@example.org, password demo-{role}-2026" in first.output
    second = cli.invoke(args=["demo", "load"])
    assert "were there already; nothing was changed" in second.output
    assert session.scalar(select(func.count()).select_from(Practitioner)) == 500
