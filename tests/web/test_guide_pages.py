"""The guide, the healing calendar and the checklist as anybody reads them."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from directory.config import PROJECT_FOLDER
from directory.sources.guide_files import read_guide
from directory.web import counted_figures
from tests.fixtures.databases import ON_SQLITE
from tests.web.conftest import text_of

GUIDE = read_guide(PROJECT_FOLDER / "seed_data" / "guide", "en")
pytestmark = ON_SQLITE


def read(visitor: FlaskClient, path: str, **parameters: str) -> str:
    response = visitor.get(path, query_string=parameters)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    return html.unescape(text_of(response.text))


def test_every_article_is_listed_and_shows_its_text_and_sources(visitor: FlaskClient) -> None:
    index = read(visitor, "/guide")
    for article in GUIDE.articles:
        assert article.title in index
        assert article.summary in index
        page = read(visitor, f"/guide/{article.key}")
        for section in article.sections:
            assert section.title in page
        for number, source in enumerate(article.sources, start=1):
            assert source.title in page
            assert f"[{number}]" in page
        assert "[^" not in page
        assert "not reviewed by a clinician" in page
        assert "Compared with its sources on Nov 27, 2026" in page


def test_citations_and_links_lead_somewhere(visitor: FlaskClient) -> None:
    for article in GUIDE.articles:
        page = visitor.get(f"/guide/{article.key}").text
        ids = set(re.findall(r' id="([^"]+)"', page))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_links_of_articles_keep_the_language(visitor: FlaskClient) -> None:
    page = visitor.get("/es/guide/resurfacing").text
    assert "Capa por capa" in page
    assert 'href="/es/methodology"' in page
    assert 'href="/methodology"' not in page


def test_severity_is_shown_beside_the_text_where_enough_reported(visitor: FlaskClient) -> None:
    page = read(visitor, "/guide/treating")
    assert "From 61 verified outcomes since June 2026" in page
    assert re.search(r"Acne scars too few 49 36–61 too few too few 49", page)
    concern = read(visitor, "/concerns/melasma")
    assert "20 verified outcomes since June 2026" in concern
    assert GUIDE.concern_notes["melasma"].summary in concern
    assert "Not enough data" in read(visitor, "/concerns/rosacea")


def test_the_directory_is_not_counted_anew_for_each_visitor(small_site: Flask) -> None:
    with small_site.app_context():
        assert counted_figures.severity_table() is counted_figures.severity_table()
        assert counted_figures.days_told() is counted_figures.days_told()


def test_the_depths_are_those_of_the_vocabulary(visitor: FlaskClient) -> None:
    page = read(visitor, "/guide/resurfacing")
    assert "Fractional CO2 0.1–1.6" in page
    assert "Picosecond 0.05–2" in page


def test_the_calendar_gives_days_without_a_date_and_dates_with_one(visitor: FlaskClient) -> None:
    assert "Phase by phase" not in read(visitor, "/healing")
    days = read(visitor, "/healing", treatment="fractional_co2")
    assert "day 5 to day 10" in days
    assert "a usual range, not counted here" in days
    assert "Put it into your calendar" not in days
    dates = read(visitor, "/healing", treatment="fractional_co2", skin="6", date="2026-12-03")
    assert "Tuesday, December 8, 2026 to Sunday, December 13, 2026" in dates
    assert "This treatment is not usual for your skin type" in dates
    assert "Dec 3, 2026 to Dec 5, 2026" in dates
    assert "Put it into your calendar" in dates


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"treatment": "unheard_of"}, "Choose one of the options listed."),
        ({"skin": "3"}, "Choose the treatment."),
        ({"treatment": "ipl", "skin": "7"}, "Choose one of the options listed."),
        ({"treatment": "ipl", "date": "soon"}, "Enter a day that exists"),
        ({"treatment": "ipl", "date": "1999-12-31"}, "Enter a day between a year ago"),
        ({"treatment": "ipl", "date": "9999-12-31"}, "Enter a day between a year ago"),
    ],
)
def test_a_slip_is_told_beside_its_field(
    visitor: FlaskClient, parameters: dict[str, str], message: str
) -> None:
    response = visitor.get("/healing", query_string=parameters)
    assert response.status_code == 400
    assert "There is a problem" in response.text
    assert message in response.text


def test_the_calendar_file_holds_the_phases(visitor: FlaskClient) -> None:
    response = visitor.get("/healing.ics?treatment=fractional_co2&date=2026-12-03")
    assert response.mimetype == "text/calendar"
    events = Calendar.from_ical(response.data).walk("VEVENT")
    assert [event["summary"] for event in events][:2] == [
        "Skin: Open columns",
        "Skin: Bronze and peeling",
    ]
    assert events[0].decoded("dtstart").isoformat() == "2026-12-03"


@pytest.mark.parametrize("query", ["", "?treatment=ipl", "?treatment=ipl&date=1999-12-31"])
def test_a_calendar_file_needs_a_treatment_and_a_day(visitor: FlaskClient, query: str) -> None:
    response = visitor.get(f"/healing.ics{query}")
    assert response.status_code == 400
    assert "A calendar needs a treatment and a day" in response.text


def test_the_checklist_is_filled_with_what_the_profile_shows(visitor: FlaskClient) -> None:
    page = read(visitor, "/practitioners/good/checklist", concern="melasma")
    assert "Questions for Marisol Okafor" in page
    assert "What we know: 14 years by evidence: Physician licence, 2012" in page
    assert "20 verified reports on melasma" in page
    assert "100 of 100 were much improved or better" in page
    assert "A weekend" not in page, "what is only claimed answers nothing"
    assert "The profile does not say, or too few have reported. Ask." in page


def test_a_bare_profile_leaves_the_questions_open(visitor: FlaskClient) -> None:
    page = read(visitor, "/practitioners/bare/checklist")
    assert "What we know" not in page
    assert page.count("The profile does not say, or too few have reported. Ask.") == 8


def test_the_general_checklist_has_all_questions_and_fits_a_treatment(
    visitor: FlaskClient,
) -> None:
    page = read(visitor, "/guide/checklist", treatment="ipl", concern="unheard_of")
    assert "Who will hold the laser, at every session?" in page
    assert "What we know" not in page
    assert "Risks to ask about" in page


def test_a_checklist_of_nobody_is_not_found(visitor: FlaskClient) -> None:
    assert visitor.get("/practitioners/nobody/checklist").status_code == 404


def test_profiles_and_treatments_lead_to_calendar_and_checklist(visitor: FlaskClient) -> None:
    assert 'href="/practitioners/good/checklist"' in visitor.get("/practitioners/good").text
    assert 'href="/healing?treatment=ipl"' in visitor.get("/treatments/ipl").text
    assert 'href="/guide"' in visitor.get("/").text
