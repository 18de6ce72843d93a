"""The moderation ledger in public: pages, lines, checkpoint, and the program that verifies them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.reviews import ReviewState
from directory.models import Practitioner, Review
from directory.services.ledger import append_entry
from directory.services.ledger_page import PAGE_SIZE
from directory.services.publication import reject
from directory.web.ledger import LINES
from tests.factories import make_practitioner, make_review
from tests.fixtures.people import make_account
from tests.fixtures.sites import RunningSite

PROGRAM = Path(__file__).resolve().parents[2] / "static" / "verify_ledger.py"


@pytest.fixture
def rejected(session: Session, now: datetime) -> Review:
    """A report that a moderator did not publish."""
    review = make_review(session, make_practitioner(session, slug="someone"), text="Buy now!")
    review.state = ReviewState.QUEUED
    reject(session, review, now, make_account(session, now).id, "advertising")
    session.commit()
    return review


def add_entries(session: Session, practitioner: Practitioner, count: int, now: datetime) -> None:
    for number in range(count):
        append_entry(
            session,
            "codes.issued",
            now=now,
            practitioner_id=practitioner.id,
            facts={"block": number + 1, "codes": 5},
        )
    session.commit()


def list_numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="entry-(\d+)"', page)]


def test_an_empty_ledger_says_so(client: FlaskClient) -> None:
    assert "No entry yet." in client.get("/ledger").text


def test_a_decision_is_shown_in_words_without_what_the_report_said(
    client: FlaskClient, rejected: Review
) -> None:
    page = client.get("/ledger").text
    assert "A report was not published" in page
    assert f"report {rejected.id}" in page
    assert "reason: It advertises something." in page
    assert "by a moderator" in page
    assert 'href="/practitioners/someone"' in page
    assert "Buy now!" not in page


def test_entries_are_paged_newest_first(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    add_entries(session, make_practitioner(session), PAGE_SIZE + 2, now)
    assert list_numbers(client.get("/ledger").text) == list(range(PAGE_SIZE + 2, 2, -1))
    assert list_numbers(client.get("/ledger?page=2").text) == [2, 1]
    assert list_numbers(client.get("/ledger?page=99").text) == [2, 1]


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999999999999"])
def test_any_page_number_gets_a_page(client: FlaskClient, rejected: Review, page: str) -> None:
    assert list_numbers(client.get("/ledger", query_string={"page": page}).text) == [1]


def test_the_entries_of_one_practitioner(
    client: FlaskClient, session: Session, rejected: Review, now: datetime
) -> None:
    add_entries(session, make_practitioner(session), 3, now)
    page = client.get("/ledger?practitioner=someone").text
    assert list_numbers(page) == [1]
    assert "1 entry of 4" in page
    for slug in ("nobody", "%ff", "a%00b", "x" * 5000):
        assert client.get(f"/ledger?practitioner={slug}").status_code == 404


def test_lines_come_in_order_from_the_number_asked_for(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    add_entries(session, make_practitioner(session), 5, now)
    lines = client.get("/ledger/entries.ndjson?after=3").text.splitlines()
    assert [json.loads(line)["number"] for line in lines] == [4, 5]
    assert client.get("/ledger/entries.ndjson?after=5").text == ""
    assert client.get("/ledger/entries.ndjson?after=-7").text.count("\n") == 5
    assert client.get(f"/ledger/entries.ndjson?after={10**30}").text == ""


def test_the_checkpoint_names_the_last_entry(
    client: FlaskClient, session: Session, rejected: Review
) -> None:
    response = client.get("/ledger/checkpoint.json")
    line = json.loads(client.get("/ledger/entries.ndjson").text)
    assert "ledger-checkpoint-1.json" in response.headers["Content-Disposition"]
    assert (response.json["entry_count"], response.json["hash"]) == (1, line["hash"])


def verify(site: RunningSite, *files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own program, our own site
        [sys.executable, "-I", str(PROGRAM), site.url, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_outsider_verifies_the_demonstration_with_the_program_alone(
    demo_site: RunningSite, tmp_path: Path
) -> None:
    whole = verify(demo_site)
    assert whole.returncode == 0, whole.stderr
    count, last_hash = re.findall(r"(\d+) entries, .* ([0-9a-f]{64})$", whole.stdout.strip())[0]
    assert int(count) > LINES, "the demonstration should take more than one batch"
    kept = tmp_path / "kept.json"
    for entry_count, hash_kept, words in (
        (int(count), last_hash, ""),
        (int(count), "0" * 64, "not the one"),
        (int(count) + 1, last_hash, "Cut off"),
    ):
        kept.write_text(json.dumps({"entry_count": entry_count, "hash": hash_kept}), "utf-8")
        result = verify(demo_site, kept)
        assert (result.returncode != 0) == bool(words)
        assert words in result.stderr
