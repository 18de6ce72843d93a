"""Every public page in a real browser: valid HTML, no axe violation, nothing from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from scripts.write_routes import ROUTES_FILE
from tests.fixtures.browser import Visitor, check_what_is_shown

EXAMPLES = {  # what a visitor asks for where a URL has a part that varies
    "/concerns/<key>": "/concerns/acne_scars",
    "/treatments/<key>": "/treatments/ablative_co2",
    "/guide/<key>": "/guide/resurfacing",
}
SMALL_PHONE = {"width": 360, "height": 740}
NO_PAGES = {
    "/fhir/metadata",
    "/api/v1/methodology",
    "/api/v1/openapi.json",
    "/api/v1/search",
    "/api/v1/suggestions",
    "/api/v1/vocabulary",
    "/health/live",
    "/health/ready",
    "/healing.ics",
    "/healthz",
    "/ledger/entries.atom",
    "/reviews.atom",
    "/robots.txt",
    "/shared.css",
    "/sitemap.xml",
    "/sitemaps/pages.xml",
    "/ledger/checkpoint.json",
    "/ledger/entries.ndjson",
    "/metrics",
    "/suggest",
    "/suggest/places",
}
BEHIND_SIGN_IN = ("/account", "/admin", "/moderation")  # looked at by tests that sign in


SEARCHES = {
    "a concern near a place": "/search?q=pitted+scars+near+Denver",
    "a device name": "/search?q=fraxel",
    "everybody": "/search",
    "the last page": "/search?page=1000000000",
    "nothing found": "/search?q=melasma&near=Denver&within=10&verified=100&years=20&language=ko",
    "an unknown place": "/search?near=Nowhereville",
    "markup": "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27",
}


def list_pages() -> list[str]:
    """The pages open to everybody; those of one person or report are opened by other tests."""
    routes = [line.split() for line in ROUTES_FILE.read_text("utf-8").splitlines()]
    paths = [EXAMPLES.get(path, path) for path, methods in routes if "GET" in methods]
    return [
        path
        for path in paths
        if "<" not in path and path not in NO_PAGES and not path.startswith(BEHIND_SIGN_IN)
    ]


@pytest.mark.parametrize("path", list_pages())
def test_a_page_is_sound(visitor: Visitor, path: str) -> None:
    assert visitor.look_at(path).status == 200


@pytest.mark.parametrize("path", SEARCHES.values(), ids=SEARCHES)
def test_a_search_is_sound(visitor: Visitor, path: str) -> None:
    assert visitor.look_at(path).status == 200


def test_a_profile_is_sound(visitor: Visitor) -> None:
    visitor.page.goto(visitor.site.url + SEARCHES["a concern near a place"])
    link = visitor.page.locator("#result-1 h3 a")
    name = link.inner_text()
    link.click()
    assert visitor.page.locator("h1").inner_text() == name
    path = urlsplit(visitor.page.url).path
    assert visitor.look_at(path).status == 200
    assert visitor.look_at(f"{path}/transparency").status == 200
    assert visitor.look_at(f"{path}/badge").status == 200


def test_a_page_that_does_not_exist_is_sound(visitor: Visitor) -> None:
    assert visitor.look_at("/practitioners/nobody-of-this-name").status == 404


@pytest.mark.parametrize("viewport", [SMALL_PHONE], ids=["360px"])
@pytest.mark.parametrize("language", ["", "/es"])
def test_the_head_of_a_page_fits_the_smallest_telephones(visitor: Visitor, language: str) -> None:
    visitor.page.goto(f"{visitor.site.url}{language}/guide")
    menu = visitor.page.locator(".navigation ul")
    assert menu.evaluate("list => list.scrollWidth - list.clientWidth") <= 0
    middles = visitor.page.locator(".masthead .wrap > :not(.navigation)").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect())"
        ".map(box => (box.top + box.bottom) / 2)"
    )
    assert max(middles) - min(middles) < 2, "name, list and account stand in one row"


def test_everything_opened_up_is_sound(visitor: Visitor) -> None:
    visitor.page.goto(visitor.site.url + SEARCHES["a concern near a place"])
    for summary in visitor.page.locator("main summary").all()[:3]:
        summary.click()
    check_what_is_shown(visitor.page)
