"""What search engines and readers of feeds are told of the site."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from scripts.write_routes import read_access
from tests.browser.test_pages import NO_PAGES
from tests.fixtures.databases import ON_SQLITE

SITE = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
EXAMPLES = ("/practitioners/good", "/concerns/acne_scars", "/treatments/ablative_co2")
pytestmark = ON_SQLITE


def list_public_pages() -> list[str]:
    open_to_all = [
        route.split()[0]
        for route, who in read_access().items()
        if who == "everybody" and "GET" in route
    ]
    paths = {path for path in open_to_all if "<" not in path and path not in NO_PAGES}
    return sorted(paths - {"/demo/outbox", "/sign-out", "/sign-in/code"}) + list(EXAMPLES)


def read_structured_data(page: str) -> list[dict[str, Any]]:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block, "The page has no structured data."
    document = json.loads(block[1])
    assert document["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = document["@graph"]
    return nodes


def read_xml(visitor: FlaskClient, path: str) -> ElementTree.Element:
    response = visitor.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.data)  # noqa: S314  # we wrote it


def test_every_public_page_has_a_title_a_heading_and_a_description_of_its_own(
    visitor: FlaskClient,
) -> None:
    titles: Counter[str] = Counter()
    for path in list_public_pages():
        page = visitor.get(path).text
        head = page.partition("</head>")[0]
        title = re.findall(r"<title>([^<]+) – Skilled Hand</title>", head)
        descriptions = re.findall(r'<meta name="description" content="([^"]*)"', head)
        assert len(title) == len(descriptions) == 1, path
        assert title[0].strip(), path
        assert descriptions[0].strip(), path
        assert len(re.findall("<h1", page)) == 1, path
        titles.update(title)
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("path", ["/", "/practitioners/good", "/search?q=acne", "/es/concerns"])
def test_a_page_that_is_passed_on_has_a_card(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path).text
    cards = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
    assert {"title", "description", "url", "site_name", "locale", "image"} <= cards.keys()
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)"', page)
    assert canonical == [cards["url"]]
    assert visitor.get(urlsplit(cards["image"]).path).mimetype == "image/png"


def test_a_profile_says_who_works_there_and_what_was_reported(visitor: FlaskClient) -> None:
    practice, trail = read_structured_data(visitor.get("/practitioners/good").text)
    assert practice["@type"] == "Physician"
    assert practice["employee"]["name"] == practice["name"] == "Marisol Okafor"
    rating = practice["aggregateRating"]
    assert (rating["ratingCount"], rating["ratingValue"]) == (40, 4.5)
    assert (rating["worstRating"], rating["bestRating"]) == (1, 5)
    for review in practice["review"]:
        assert review["reviewRating"]["ratingValue"] in (4, 5)
        assert review["author"]["name"]
    assert [step["name"] for step in trail["itemListElement"]] == [
        "Home",
        "Search",
        "Marisol Okafor",
    ]
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3]


def test_ratings_of_other_sites_and_claims_without_evidence_are_not_passed_on(
    visitor: FlaskClient,
) -> None:
    data = read_structured_data(visitor.get("/practitioners/good?page=99").text)[0]
    assert "3.5" not in json.dumps(data["review"])
    names = [one["name"] for one in data["employee"]["hasCredential"]]
    assert names == ["Physician licence"]


def test_without_results_there_is_no_rating(visitor: FlaskClient) -> None:
    data = read_structured_data(visitor.get("/practitioners/bare").text)[0]
    assert not {"aggregateRating", "review"} & data.keys()


def test_markup_in_a_value_cannot_leave_the_block(visitor: FlaskClient) -> None:
    page = visitor.get("/").text
    (site,) = read_structured_data(page)
    assert site["potentialAction"]["target"]["urlTemplate"].endswith("?q={search_term_string}")
    assert "<" not in page.partition('ld+json">')[2].partition("</script>")[0]


def test_the_sitemap_names_every_page_in_every_language_once(visitor: FlaskClient) -> None:
    index = read_xml(visitor, "/sitemap.xml")
    assert index.tag == f"{SITEMAP}sitemapindex"
    found = []
    for part in index.iter(f"{SITEMAP}loc"):
        assert part.text
        root = read_xml(visitor, part.text.removeprefix(SITE))
        for page in root.iter(f"{SITEMAP}url"):
            url = page.findtext(f"{SITEMAP}loc") or ""
            alternates = {
                link.get("hreflang"): link.get("href") for link in page.iter(f"{XHTML}link")
            }
            speaks = {"en"} if url.startswith(f"{SITE}/api/") else {"en", "es"}
            assert alternates.keys() == speaks
            assert url in alternates.values()
            found.append(url)
    assert len(found) == len(set(found))
    assert all(url.startswith(SITE) for url in found)
    assert {f"{SITE}{prefix}{path}" for prefix in ("", "/es") for path in EXAMPLES} <= set(found)
    for url in found[:30]:
        assert visitor.get(url.removeprefix(SITE)).status_code == 200


def test_a_profile_changed_when_its_latest_fact_did(visitor: FlaskClient) -> None:
    text = visitor.get("/sitemaps/profiles-1.xml").text
    changed = re.search(r"/practitioners/good</loc><lastmod>([\d-]+)<", text)
    assert changed
    assert changed[1] >= "2026-11-02"
    assert visitor.get("/sitemaps/profiles-2.xml").status_code == 404
    assert visitor.get("/sitemaps/profiles-0.xml").status_code == 404


def test_every_public_page_is_in_the_sitemap_or_holds_nothing_to_be_found(
    visitor: FlaskClient,
) -> None:
    listed = set(re.findall(rf"<loc>{SITE}(/[^<]*)</loc>", visitor.get("/sitemaps/pages.xml").text))
    left_out = {path for path in list_public_pages() if path not in listed} - set(EXAMPLES)
    assert left_out == {
        "/compare",
        "/shortlist",
        "/link-sent",
        "/reset-password",
        "/sign-in",
        "/sign-in/link",
        "/sign-up",
        "/your-data",
    }


def test_robots_are_led_to_the_sitemap_and_away_from_private_pages(visitor: FlaskClient) -> None:
    lines = visitor.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert {"Disallow: /account", "Disallow: /es/account"} <= set(lines)


@pytest.mark.parametrize(
    "path", ["/reviews.atom", "/practitioners/good/reviews.atom", "/ledger/entries.atom"]
)
def test_feeds_have_what_readers_need(visitor: FlaskClient, path: str) -> None:
    feed = read_xml(visitor, path)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == feed.findtext(f"{ATOM}id") == f"{SITE}{path}"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
