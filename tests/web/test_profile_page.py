"""The profile: what is known, from where, how sure, and nothing that tells who a patient is."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.web.conftest import text_of


def open_profile(visitor: FlaskClient, slug: str, **parameters: str) -> str:
    response = visitor.get(f"/practitioners/{slug}", query_string=parameters)
    assert response.status_code == 200
    return response.text


def test_years_stand_with_their_evidence(visitor: FlaskClient) -> None:
    page = text_of(open_profile(visitor, "good"))
    assert "14 years with evidence Physician licence, State board, since 2012" in page
    assert "In a public register" in page
    assert "Claimed, not checked" in page


def test_each_fact_of_a_registry_has_a_way_to_say_that_it_is_wrong(visitor: FlaskClient) -> None:
    page = open_profile(visitor, "good")
    for fact in ("licence", "address"):
        assert f'href="/practitioners/good/wrong?fact={fact}"' in page


def test_every_chart_has_its_words_and_its_table(visitor: FlaskClient) -> None:
    page = open_profile(visitor, "good")
    charts = re.findall(r'<svg [^>]*role="img"[^>]*>\s*<title', page)
    assert len(charts) == len(re.findall(r'<svg [^>]*role="img"', page)) > 2
    captions = re.findall(r'<caption class="visually-hidden">([^<]+)<', page)
    assert "Skill of Marisol Okafor by concern" in captions
    assert "Grades reported, by concern" in captions
    assert "Patients by days until back at work" in captions


def test_the_grades_are_counted(visitor: FlaskClient) -> None:
    page = open_profile(visitor, "good")
    table = page[page.index("Grades reported, by concern</caption>") :]
    row = re.search(r"<tr><th scope=\"row\">All concerns</th>(.*?)</tr>", table)
    assert row
    assert re.findall(r"\d+", text_of(row[1]))[:6] == ["20", "20", "0", "0", "0", "40"]


def test_a_registry_entry_says_that_nothing_is_known_yet(visitor: FlaskClient) -> None:
    page = text_of(open_profile(visitor, "bare"))
    assert "From public registers only." in page
    assert "It says nothing yet about this person." in page
    assert "There are no reviews yet." in page
    assert "NPI 1234567893" in page
    assert "Not enough data: 0 verified outcomes so far" in page


def test_a_fictional_person_is_called_fictional(visitor: FlaskClient) -> None:
    assert "This person is fictional" in open_profile(visitor, "good")
    assert "This person is fictional" not in open_profile(visitor, "poor")


def test_equipment_and_price_stand_last_with_the_sentence_that_they_do_not_count(
    visitor: FlaskClient,
) -> None:
    page = text_of(open_profile(visitor, "good"))
    foot = page.index("Equipment and prices None of this counts in the order")
    assert "Fraxel" not in page[:foot]
    assert "850" not in page[:foot]
    assert "Fraxel" in page[foot:]
    assert "Equipment and prices" not in text_of(open_profile(visitor, "poor"))


def test_reviews_are_paged_and_carry_their_level(visitor: FlaskClient) -> None:
    first = open_profile(visitor, "good")
    assert len(re.findall(r'<article class="review"', first)) == 10
    assert "Proof of treatment, final result" in first
    assert "/practitioners/good?page=2#reviews" in first
    last = open_profile(visitor, "good", page="999999999")
    assert len(re.findall(r'<article class="review"', last)) == 1
    everywhere = "".join(open_profile(visitor, "good", page=str(page)) for page in range(1, 6))
    assert "3.5 of 5 on stars" in everywhere


def test_no_patient_can_be_told_from_a_review(visitor: FlaskClient) -> None:
    page = open_profile(visitor, "poor", page="1") + open_profile(visitor, "poor", page="3")
    assert "reviewer-" not in page
    assert "The patient" not in page
    reviews = re.findall(r'<article class="review".*?</article>', page, re.S)
    assert len(reviews) == 11
    for review in map(text_of, reviews):
        assert "skin type" not in review.lower()
        assert "moderate" not in review


def test_side_effects_are_counted_only_from_thirty_outcomes(visitor: FlaskClient) -> None:
    assert "Lasting or treated harm" in open_profile(visitor, "good")
    assert "counted from 30 verified outcomes on" in open_profile(visitor, "poor")


def test_the_number_is_explained_and_what_would_move_it_said(visitor: FlaskClient) -> None:
    page = text_of(open_profile(visitor, "good"))
    why = page[page.index("Why this number The score") :]
    assert "Where everybody starts" in why
    assert "What would move it" in why
