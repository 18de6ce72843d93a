"""Practitioners side by side: what differs first, and nobody is called better by a coin-toss."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.fixtures.databases import ON_SQLITE
from tests.web.conftest import text_of

pytestmark = ON_SQLITE


def compare(visitor: FlaskClient, people: str, **parameters: str) -> str:
    response = visitor.get("/compare", query_string={"people": people, **parameters})
    assert response.status_code == 200
    return response.text


def rows_of(page: str, title: str) -> list[str]:
    """The names of the rows of the table under this heading."""
    part = page[page.index(title) :]
    table = part[part.index("<tbody>") : part.index("</tbody>")]
    return re.findall(r'<th scope="row">([^<]+)', table)


def test_clear_differences_are_called_so(visitor: FlaskClient) -> None:
    page = compare(visitor, "poor,good", concern="acne_scars")
    assert "Marisol Okafor would probably do better than Hannah Lind (100 of 100)." in text_of(page)
    assert "Reported much improved" in rows_of(page, "Where they differ")


def test_facts_that_are_the_same_are_said_once(visitor: FlaskClient) -> None:
    page = compare(visitor, "good,poor", near="Denver")
    alike = rows_of(page, "What is alike")
    assert {"Years with evidence", "Who holds the laser", "Distance"} <= set(alike)
    row = page[page.index("Years with evidence") :]
    assert 'colspan="2" data-name="All of them"' in row[: row.index("</tr>")]
    assert "Profession" in rows_of(page, "Where they differ")


def test_figures_on_different_grounds_are_not_set_side_by_side(visitor: FlaskClient) -> None:
    page = compare(visitor, "good,poor", concern="melasma")
    assert "Reported much improved all concerns" in text_of(page)
    page = compare(visitor, "good,poor", concern="acne_scars")
    assert "Reported much improved acne scars" in text_of(page)


def test_who_has_no_results_is_compared_by_what_is_known(visitor: FlaskClient) -> None:
    page = text_of(compare(visitor, "good,bare"))
    assert "Not enough data fewer than 10 reports" in page
    assert "Unknown experience" in page


def test_neither_equipment_nor_prices_are_compared(visitor: FlaskClient) -> None:
    page = compare(visitor, "good,poor")
    assert "Fraxel" not in page
    assert "850" not in page


def test_a_profile_that_is_not_there_is_said_to_be_missing(visitor: FlaskClient) -> None:
    page = text_of(compare(visitor, "good,poor,nobody", near="Nowhereville"))
    assert "1 profile of this address is not here" in page
    assert "We know no place called “Nowhereville”" in page
    assert "2 practitioners side by side" in page


def test_people_ticked_in_a_form_are_compared(visitor: FlaskClient) -> None:
    page = visitor.get("/compare?people=good&people=poor&people=good").text
    assert "2 practitioners side by side" in text_of(page)


def test_one_alone_is_told_how_to_find_others(visitor: FlaskClient) -> None:
    page = text_of(compare(visitor, "good"))
    assert "So far there is only Marisol Okafor." in page
    assert "Choose two to four people" in text_of(visitor.get("/compare").text)


def test_what_can_be_no_address_is_passed_over(visitor: FlaskClient) -> None:
    page = compare(visitor, "<script>,good,../x,poor,\x00", concern="no-such-concern")
    assert "2 practitioners side by side" in text_of(page)
    assert "<script>," not in page
