"""The transparency pages: what they say of how reports are checked, and figures that are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.domain.outcomes import SMALL_CELL
from directory.services.transparency import SLOW_FROM_REVIEWS
from directory.web.transparency import KEPT_FOR, KeptFigures
from tests.factories import make_practitioner, make_review


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


def test_the_figures_of_a_large_site_are_counted_once_an_hour(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    make_review(session, practitioner, gais=None).id = SLOW_FROM_REVIEWS
    session.flush()
    kept = KeptFigures()
    assert kept.get(session, now).sent_count == 1
    make_review(session, practitioner)
    assert kept.get(session, now + KEPT_FOR - timedelta(seconds=1)).sent_count == 1
    assert kept.get(session, now + KEPT_FOR).sent_count == 2


def test_the_figures_of_a_small_site_are_counted_whenever_asked_for(
    session: Session, now: datetime
) -> None:
    practitioner = make_practitioner(session)
    kept = KeptFigures()
    for count in (1, 2):
        make_review(session, practitioner)
        assert kept.get(session, now).sent_count == count
