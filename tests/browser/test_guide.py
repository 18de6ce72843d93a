"""The guide's other articles, a filled calendar and a filled checklist in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Visitor, check_what_is_shown

PAGES = (
    "/guide/treating",
    "/guide/collagen",
    "/guide/healing",
    "/guide/choosing",
    "/healing?treatment=fractional_co2&skin=5&date=2026-12-03",
    "/es/healing?treatment=ablative_co2",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_guide_is_sound(visitor: Visitor, path: str) -> None:
    assert visitor.look_at(path).status == 200


def test_from_a_profile_to_a_checklist_on_paper(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + "/search?q=pitted+scars+near+Denver")
    page.locator("#result-1 h3 a").click()
    page.get_by_role("link", name="Questions to ask").click()
    expect(page.locator("h1")).to_contain_text("Questions for")
    page.get_by_label("Your concern").select_option("acne_scars")
    page.get_by_role("button", name="Fit the questions to it").click()
    expect(page.get_by_text("My concern")).to_be_visible()
    visitor.look_at(page.url.removeprefix(visitor.site.url))
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Fit the questions to it")).to_be_hidden()
    expect(page.locator(".masthead")).to_be_hidden()
    check_what_is_shown(page)
