"""The transparency pages: what they say of how reports are checked, and figures that are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.outcomes import SMALL_CELL
from directory.services import kept_figures
from directory.services.kept_figures import renew_figures
from directory.services.transparency_tally import SITE_TALLY
from tests.factories import load_the_vocabulary, make_practitioner, make_review


def test_the_site_says_whether_and_how_reports_are_checked(client: FlaskClient) -> None:
    page = client.get("/transparency").text
    assert "Not every report on this site comes from a person whose treatment was proven" in page
    for address in ("/methodology", "/ledger", "/rules"):
        assert f'href="{address}"' in page
    assert "No report was sent yet." in page


def test_a_practitioner_s_page_tells_no_result_of_few_reports(
    client: FlaskClient, session: Session
) -> None:
    practitioner = make_practitioner(session, slug="someone")
    for _ in range(SMALL_CELL - 1):
        make_review(session, practitioner, gais=1)
    session.commit()
    page = client.get("/practitioners/someone/transparency").text
    assert f"groups are shown from {SMALL_CELL} reports on" in page
    assert "grade-stack" not in page
    for slug in ("nobody", "%00", "%ff"):
        assert client.get(f"/practitioners/{slug}/transparency").status_code == 404


def test_the_page_of_a_large_site_says_when_it_was_counted(
    client: FlaskClient, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_figures, "LARGE_FROM", 1)
    make_review(session, make_practitioner(session), gais=None)
    session.commit()
    assert "have not been counted yet" in client.get("/transparency").text
    renew_figures(session, SITE_TALLY, now - timedelta(days=3))
    session.commit()
    three_days_ago = f"{now - timedelta(days=3):%b} {(now - timedelta(days=3)).day}"
    assert f"Counted on {three_days_ago}" in client.get("/transparency").text


def test_other_pages_of_a_large_site_do_without_figures(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_figures, "LARGE_FROM", 1)
    load_the_vocabulary(session)
    make_review(session, make_practitioner(session), gais=None)
    session.commit()
    home = client.get("/").text
    assert "Results with proof of treatment decide" in home
    assert " practitioners</span>" not in home
    for path in ("/sources", "/healing?treatment=ipl", "/concerns/melasma"):
        assert client.get(path).status_code == 200
