"""The results page: who stands where, why, and what can be done next."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import text_of


def search(visitor: FlaskClient, **parameters: str) -> str:
    response = visitor.get("/search", query_string=parameters)
    assert response.status_code == 200
    return response.text


def names_in_order(page: str) -> list[str]:
    return re.findall(r'<h3 id="result-\d+-name"><a [^>]*>([^<]+)</a>', page)


def test_lay_words_lead_to_the_concern_and_the_place(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scars near Denver")
    assert "Acne scars near Denver, CO" in text_of(page)
    assert names_in_order(page) == ["Marisol Okafor", "Nia Bell", "Hannah Lind"]
    assert "Understood as" in page


def test_a_card_says_everything_in_the_order_of_the_design(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scars near Denver")
    card = text_of(page[page.index('id="result-1"') : page.index('id="result-2"')])
    positions = [
        card.index(words)
        for words in (
            "Marisol Okafor",
            "Dermatologist, MD",
            "laser",
            "14 years with evidence",
            "of 100 much improved",
            "modelled from 40 verified reports, 20 of them on acne scars",
            "5 days",
            "miles",
            "Nov 2, 2026",
            "Why number 1?",
        )
    ]
    assert positions == sorted(positions)


def test_a_skin_type_asks_for_suited_treatment_and_counts_its_reports(visitor: FlaskClient) -> None:
    page = search(visitor, concern="acne_scars", skin="3")
    assert names_in_order(page) == ["Marisol Okafor"]
    assert "Your skin type 40 verified reports" in text_of(page)


def test_the_parts_shown_add_up_to_the_score_shown(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scars near Boulder")
    for table in re.findall(r'<table class="data">(.*?)</table>', page, re.DOTALL):
        numbers = [
            float(number.replace("−", "-"))
            for number in re.findall(r'<td class="number">([−+]?\d+\.\d)</td>', table)
        ]
        assert round(sum(numbers[:-1]), 1) == numbers[-1]


def test_a_practitioner_without_results_is_said_to_be_an_estimate(visitor: FlaskClient) -> None:
    page = search(visitor, concern="acne_scars")
    card = text_of(page[page.index("Nia Bell") :])
    assert "Not enough results yet: this is the estimate for unknown experience" in card
    assert "Not enough data fewer than 10 reports" in card


def test_every_chip_leads_to_the_search_without_it(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scars near Denver", language="es")
    assert names_in_order(page) == ["Hannah Lind"]
    chips = dict(re.findall(r'<a class="chip" href="([^"]+)">.*?</span>([^<]+)<', page))
    address = next(url for url, label in chips.items() if "Spanish" in label)
    without = visitor.get(address.replace("&amp;", "&")).text
    assert len(names_in_order(without)) == 3


def test_words_that_say_nothing_beside_a_concern_are_no_chip(visitor: FlaskClient) -> None:
    page = text_of(visitor.get("/search?q=melasma+not+getting+better+Quillwort").text)
    assert "Melasma matching “Quillwort”" in page
    assert "getting better" not in page.split("Understood as")[1].split("Order by")[0]
    assert "matching" not in visitor.get("/search?q=melasma+not+getting+better").text


def test_filters_work_as_plain_forms(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scars near Denver", language="es")
    form = page[page.index('<form action="/search" method="get" data-live>') :]
    form = form[: form.index("</form>")]
    assert '<input type="hidden" name="q" value="pitted scars near Denver">' in form
    assert re.search(r'type="checkbox" name="language" value="es" checked', form)
    assert re.search(r'type="radio" name="within" value="50" checked', form)
    assert re.search(r'type="radio" name="within" value="0"', form)


def test_what_was_read_out_of_words_is_changed_by_links_that_change_the_words(
    visitor: FlaskClient,
) -> None:
    page = search(visitor, q="pitted scars near Denver")
    filters = page[page.index('id="filter-concern"') : page.index('id="filter-profession"')]
    assert "<input" not in filters
    links = dict(re.findall(r'<a class="option" href="([^"]+)".*?>([A-Z][^<]+)<', filters))
    melasma = next(address for address, label in links.items() if label == "Melasma")
    assert "pitted" not in melasma
    assert names_in_order(visitor.get(melasma.replace("&amp;", "&")).text) == ["Marisol Okafor"]


def test_a_device_name_is_explained_and_ranks_people(visitor: FlaskClient) -> None:
    page = text_of(search(visitor, q="fraxel"))
    assert "Fraxel is a brand of" in page
    assert "The person who holds the device matters more than its name" in page


def test_an_unknown_place_is_said_and_others_are_offered(visitor: FlaskClient) -> None:
    page = search(visitor, near="Denvr")
    assert "We know no place called “Denvr”" in text_of(page) or "Denver, CO" in text_of(page)
    nowhere = text_of(search(visitor, near="Qqqqq"))
    assert "We know no place called “Qqqqq”" in nowhere


def test_nothing_found_says_what_to_loosen_and_what_would_be_found(visitor: FlaskClient) -> None:
    page = search(visitor, concern="acne_scars", language="es", years="40")
    assert names_in_order(page) == []
    assert "Nobody matches all of this" in page
    assert re.search(r"Without “40 years or more”</a> <span[^>]*>1 practitioner<", page)


def test_a_page_beyond_the_last_is_the_last_and_says_so(visitor: FlaskClient) -> None:
    page = search(visitor, concern="acne_scars", page="1000000000")
    assert len(names_in_order(page)) == 3
    assert "There is only 1 page" in text_of(page)


def test_a_value_that_cannot_be_used_is_said(visitor: FlaskClient) -> None:
    page = search(visitor, sort="price")
    assert "“price” is no value for “sort”" in text_of(page)
    assert len(names_in_order(page)) == 3


def test_the_map_numbers_the_people_as_the_list_does(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scars near Denver")
    pins = re.findall(
        r'<a class="pin" href="#result-(\d)"[^>]* aria-label="Number (\d), ([^"]+)">', page
    )
    assert sorted(pins) == [
        ("1", "1", "Marisol Okafor"),
        ("2", "2", "Nia Bell"),
        ("3", "3", "Hannah Lind"),
    ]


def test_without_a_place_the_country_is_shown_and_close_people_share_a_pin(
    visitor: FlaskClient,
) -> None:
    page = search(visitor, concern="acne_scars")
    assert re.findall(r'<a class="pin"[^>]* aria-label="([^"]+)"', page) == [
        "Numbers 1, 2 and 3, Denver"
    ]


def test_neither_equipment_nor_price_stands_among_the_results(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scars near Denver")
    results = text_of(page[page.index('id="results"') :]).lower()
    results = results[: results.index("the hand, not the tool")]
    for word in ("price", "equipment", "$", "usd", "discount", "photo"):
        assert word not in results


def test_place_suggestions_are_labels(visitor: FlaskClient) -> None:
    assert visitor.get("/suggest/places?q=denv").json == ["Denver, CO"]
    assert visitor.get("/suggest/places?q=bo").json == ["Boston, MA", "Boulder, CO"]
    assert visitor.get("/suggest/places?q=bo, colo").json == ["Boulder, CO"]
    assert visitor.get("/suggest/places?q=80202").json == ["80202 Denver, CO"]
    assert visitor.get("/suggest/places?q=bostno").json == ["Boston, MA"]
    assert visitor.get("/suggest/places?q=d").json == []
    assert visitor.get("/suggest/places?q=%25%25").json == []
    assert visitor.get("/suggest/places").json == []


def suggested(visitor: FlaskClient, text: str) -> list[tuple[str, str]]:
    answer = visitor.get("/suggest", query_string={"q": text})
    assert answer.status_code == 200
    return [(each["text"], each["kind"]) for each in answer.json or []]


def test_suggestions_are_concerns_treatments_people_and_places(visitor: FlaskClient) -> None:
    assert suggested(visitor, "rosac")[0] == ("Rosacea", "concern")
    assert ("Marisol Okafor", "person") in suggested(visitor, "okaf")
    assert ("Hannah Lind", "person") in suggested(visitor, "lind h")
    assert ("Denver, CO", "place") in suggested(visitor, "denv")
    assert ("Fraxel", "device_name") in suggested(visitor, "frax")
    assert ("Dermatologist", "profession") in suggested(visitor, "dermat")


def test_the_last_words_are_completed_behind_those_before(visitor: FlaskClient) -> None:
    assert ("acne scars Denver, CO", "place") in suggested(visitor, "acne scars denv")
    assert ("denver stretch marks", "concern") in suggested(visitor, "denver stretch m")


def test_descriptions_and_misspellings_are_suggested_as_what_they_mean(
    visitor: FlaskClient,
) -> None:
    assert suggested(visitor, "pits on my chin")[0] == ("Acne scars", "concern")
    assert suggested(visitor, "roscaea")[0] == ("Rosacea", "concern")


@pytest.mark.parametrize("text", ["", "d", "%%", "'; --", "x" * 5_000, "\x00", '()*"'])
def test_whatever_is_typed_gets_a_list(visitor: FlaskClient, text: str) -> None:
    assert isinstance(suggested(visitor, text), list)


def test_a_suggestion_leads_to_what_it_names(visitor: FlaskClient) -> None:
    for text in ("okaf", "denv", "acne scars denv"):
        (first, _), *_ = suggested(visitor, text)
        assert "Nobody found" not in search(visitor, q=first)


def test_a_corrected_search_says_so_and_can_be_taken_back(visitor: FlaskClient) -> None:
    page = search(visitor, q="pitted scrs")
    assert "these are the results for pitted scars" in text_of(page)
    assert "q=pitted+scrs&amp;as_written=1" in page
    assert "these are the results" not in text_of(search(visitor, q="pitted scrs", as_written="1"))


def test_results_lead_to_people_like_the_patient(visitor: FlaskClient) -> None:
    page = visitor.get("/search", query_string={"q": "pitted scars", "skin": "3"}).text
    links = re.findall(r'href="(/practitioners/[^"?]+\?[^"]*#similar)"', page)
    assert "/practitioners/good?concern=acne_scars&amp;skin=3#similar" in links
    assert not any("/bare" in link for link in links)
    plain = visitor.get("/search", query_string={"q": "Okafor"}).text
    assert "#similar" not in plain
