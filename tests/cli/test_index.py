"""`flask index`: rebuild, verify and repair, and what the operator is told."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from directory.models import Practitioner
from directory.services.skill import fit_and_score
from search_index import FallbackIndex, open_index
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.postgresql_server import PostgresqlServer


@pytest.fixture(autouse=True)
def practitioner(session: Session, today: date, now: datetime) -> Practitioner:
    """Two people who have been scored."""
    load_the_vocabulary(session)
    practitioner = make_practitioner(session, name="Nia Bell")
    make_practitioner(session, name="Hannah Lind")
    for _ in range(3):
        make_review(session, practitioner, gais=5)
    fit_and_score(session, today, now)
    session.commit()
    return practitioner


def run(cli: FlaskCliRunner, command: str) -> tuple[int, str]:
    result = cli.invoke(args=["index", command])
    return result.exit_code, result.output


def test_a_rebuilt_index_equals_the_database(cli: FlaskCliRunner) -> None:
    code, output = run(cli, "rebuild")
    assert code == 0
    assert "The index holds 2 practitioners." in output
    assert run(cli, "verify") == (0, "The index equals the database.\n")
    assert "Nothing to repair" in run(cli, "repair")[1]


def test_what_differs_is_told_and_repaired(
    cli: FlaskCliRunner, session: Session, practitioner: Practitioner
) -> None:
    run(cli, "rebuild")
    practitioner.version += 1
    session.commit()
    code, output = run(cli, "verify")
    assert code == 1
    assert f"1 out of date in the index: {practitioner.id}" in output
    code, output = run(cli, "repair")
    assert code == 0
    assert "1 practitioners brought into the index, 0 taken out." in output
    assert run(cli, "verify")[0] == 0


def test_a_missing_and_a_damaged_index_are_made_anew(cli: FlaskCliRunner, app: Flask) -> None:
    assert "made anew with 2 practitioners" in run(cli, "repair")[1]
    folder = Path(app.config["SETTINGS"].search_url.removeprefix("whoosh://"))
    (folder / "manifest.json").write_text("no manifest", encoding="utf-8")
    code, output = run(cli, "verify")
    assert code == 1
    assert "index repair" in output
    assert "made anew with 2 practitioners" in run(cli, "repair")[1]
    assert run(cli, "verify")[0] == 0


@pytest.mark.postgresql
def test_the_commands_and_the_page_serve_an_index_in_postgresql(
    cli: FlaskCliRunner, app: Flask, postgresql_server: PostgresqlServer
) -> None:
    name = f"index_of_{app.config['SETTINGS'].data_folder.parent.name}"
    app.extensions["search_index"] = open_index(postgresql_server.create_database(name))
    assert "made anew with 2 practitioners" in run(cli, "repair")[1]
    assert run(cli, "verify") == (0, "The index equals the database.\n")
    assert "The index holds 2 practitioners." in run(cli, "rebuild")[1]
    assert "Nia Bell" in app.test_client().get("/search?q=bell").text


def test_a_search_server_that_is_away_is_told_by_commands_and_pages(
    cli: FlaskCliRunner, app: Flask
) -> None:
    app.extensions["search_index"] = open_index("postgresql://nobody@/x?host=/nonexistent")
    for command in ("rebuild", "verify", "repair"):
        code, output = run(cli, command)
        assert code == 1
        assert "does not answer" in output
    response = app.test_client().get("/search?q=bell")
    assert response.status_code == 503
    assert "The server that searches does not answer." in response.text


def test_searches_go_on_in_a_second_index_while_the_server_is_away(
    cli: FlaskCliRunner, app: Flask
) -> None:
    run(cli, "rebuild")
    away = open_index("opensearch://127.0.0.1:1/nothing")
    with closing(FallbackIndex(away, app.extensions["search_index"])) as both:
        app.extensions["search_index"] = both
        assert "Nia Bell" in app.test_client().get("/search?q=bell").text
        code, output = run(cli, "verify")
    assert code == 1
    assert "No OpenSearch node of the search index answers" in output
