"""The shortlist: an address is the list, and without script it travels from page to page."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient

from directory.services.shortlist import MOST_SHORTLISTED
from tests.fixtures.databases import ON_SQLITE
from tests.web.conftest import text_of

pytestmark = ON_SQLITE


def find_toggle(page: str, slug: str) -> str:
    """The address under the link that adds somebody, or takes them off."""
    found = re.search(rf'href="([^"]+)"[^>]* data-shortlist="{slug}"', page)
    assert found
    return html.unescape(found[1])


def test_the_address_is_the_list_and_keeps_its_order(visitor: FlaskClient) -> None:
    page = visitor.get("/shortlist?people=poor,good,nobody").text
    names = re.findall(r'class="shortlisted-name"[^>]*>([^<]+)<', page)
    assert names == ["Hannah Lind", "Marisol Okafor"]
    assert "1 profile of this address is not here" in text_of(page)


def test_an_empty_list_tells_how_it_is_filled(visitor: FlaskClient) -> None:
    assert "Nobody is on it yet" in text_of(visitor.get("/shortlist").text)


def test_without_script_the_list_travels_along(visitor: FlaskClient) -> None:
    results = visitor.get("/search?concern=acne_scars").text
    with_one = visitor.get(find_toggle(results, "good")).text
    assert "On your shortlist: take off" in with_one
    assert '<input type="hidden" name="shortlist" value="good">' in with_one
    profile = re.search(r'href="(/practitioners/poor\?[^"]+)"', with_one)
    assert profile
    with_two = visitor.get(find_toggle(visitor.get(profile[1]).text, "poor")).text
    assert 'href="/shortlist?people=good,poor"' in with_two
    assert 'href="/compare?people=good,poor&amp;shortlist=good,poor"' in with_two
    results = visitor.get("/search?concern=acne_scars&shortlist=good,poor").text
    with_one_again = visitor.get(find_toggle(results, "good")).text
    assert 'href="/shortlist?people=poor"' in with_one_again


def test_what_was_searched_for_goes_along_by_way_of_the_list_to_the_comparison(
    visitor: FlaskClient,
) -> None:
    results = visitor.get("/search?q=acne+scars+near+Denver&shortlist=good,poor").text
    to_list = re.search(r'data-tray-page href="([^"]+)"', results)
    assert to_list
    page = visitor.get(html.unescape(to_list[1])).text
    assert '<input type="hidden" name="concern" value="acne_scars">' in page
    assert '<input type="hidden" name="near" value="Denver, CO">' in page


def test_search_engines_are_told_of_no_list(visitor: FlaskClient) -> None:
    page = visitor.get("/search?concern=acne_scars&shortlist=good").text
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', page)
    assert canonical
    assert canonical[1].endswith("/search?concern=acne_scars")


def test_the_last_one_taken_off_leaves_no_list(visitor: FlaskClient) -> None:
    page = visitor.get("/practitioners/good?shortlist=good").text
    assert find_toggle(page, "good") == "/practitioners/good#main"


def test_a_toggle_keeps_everything_else_of_the_address(visitor: FlaskClient) -> None:
    asked = "/search?concern=acne_scars&near=Denver,+CO&from=a%26b+c&from=d"
    assert find_toggle(visitor.get(asked).text, "good") == f"{asked}&shortlist=good#result-1"
    listed = visitor.get(f"{asked}&shortlist=poor").text
    assert find_toggle(listed, "good") == f"{asked}&shortlist=poor,good#result-1"


def test_a_list_has_an_end(visitor: FlaskClient) -> None:
    many = ",".join(f"person-{number}" for number in range(50))
    page = visitor.get(f"/practitioners/good?shortlist={many}").text
    carried = find_toggle(page, "good").partition("shortlist=")[2].partition("#")[0]
    assert len(carried.split(",")) == MOST_SHORTLISTED
    assert carried.split(",")[-1] == "good"


def test_nothing_of_the_list_is_kept_here(visitor: FlaskClient) -> None:
    response = visitor.get("/shortlist?people=good,poor")
    assert "Set-Cookie" not in response.headers
