"""`flask reviews …`: import with a report, linking subjects, and sentences for what cannot be."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Review
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner


@pytest.fixture
def prepared(session: Session, cli: FlaskCliRunner, now: datetime) -> Session:
    """A session on a database with one practitioner, a fitted model and an index."""
    load_the_vocabulary(session)
    make_practitioner(session, slug="elspeth")
    fit_and_score(session, now.date(), now)
    session.commit()
    cli.invoke(args=["index", "rebuild"], catch_exceptions=False)
    return session


def test_reviews_are_linked_imported_and_taken_back(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    file = tmp_path / "review.json"
    review = {"review_id": "r1", "business_id": "b1", "stars": 2, "date": "2024-05-13"}
    file.write_text(json.dumps({**review, "text": "Not for me."}) + "\n", "utf-8")
    unlinked = cli.invoke(args=["reviews", "import", "yelp", str(file)])
    assert "1  yelp  b1" in unlinked.stdout
    assert cli.invoke(args=["reviews", "link", "yelp", "b1", "elspeth"]).exit_code == 0
    result = cli.invoke(args=["reviews", "import", "yelp", str(file)])
    assert result.exit_code == 0, result.output
    assert "created              1" in result.stdout
    assert "skill fit" in result.stdout
    run = result.stdout.split("This was import ")[1].split(".")[0]
    assert cli.invoke(args=["registry", "undo", run]).exit_code == 0
    prepared.expire_all()
    assert prepared.scalar(select(func.count(Review.id))) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "nowhere", "x"], "Known are: google_business"),
        (["import", "yelp", "absent.json"], "There is no file"),
        (["import", "yelp", "x", "--practitioner", "nobody"], "There is no profile here"),
        (["link", "yelp", "b1", "nobody"], "There is no profile here"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    cli: FlaskCliRunner, app: object, arguments: list[str], words: str
) -> None:
    result = cli.invoke(args=["reviews", *arguments])
    assert result.exit_code == 1
    assert words in result.stderr
