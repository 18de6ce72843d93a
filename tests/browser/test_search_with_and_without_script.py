"""A patient's search in a real browser: complete without JavaScript, quicker with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.browser import DESKTOP, PHONE, Visitor, check_what_is_shown
from tests.fixtures.sites import RunningSite

SEARCH = "/search?q=pitted+scars+near+Denver"


@pytest.fixture(params=[PHONE, DESKTOP], ids=["390px", "1280px"])
def plain_page(
    browser: Browser, demo_site: RunningSite, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page in a browser with JavaScript switched off."""
    context = browser.new_context(
        viewport=request.param, java_script_enabled=False, base_url=demo_site.url
    )
    yield context.new_page()
    context.close()


def open_filters(page: Page) -> None:
    """Bring the filters up where they do not stand beside the results."""
    link = page.get_by_role("link", name="Filters", exact=True)
    if link.is_visible():
        link.click()


def test_a_search_from_the_home_page_works_without_script(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_label("In your own words").fill("pitted scars near Denver")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page.locator("h1")).to_have_text("Acne scars near Denver, CO")
    expect(plain_page.locator(".card").first).to_be_visible()
    expect(plain_page.get_by_role("link", name="Remove Acne scars")).to_be_visible()


def test_filters_and_orders_work_without_script(plain_page: Page) -> None:
    plain_page.goto(SEARCH)
    open_filters(plain_page)
    plain_page.get_by_label("Accepting patients").check()
    plain_page.get_by_role("button", name="Show the results").click()
    expect(plain_page.get_by_role("link", name="Remove Accepting patients")).to_be_visible()
    plain_page.get_by_label("Order by").select_option("name")
    plain_page.get_by_role("button", name="Go").click()
    expect(plain_page).to_have_url(re.compile("accepting=1.*sort=name"))


def test_the_reasons_open_without_script(plain_page: Page) -> None:
    plain_page.goto(SEARCH)
    reasons = plain_page.locator("#result-1 details")
    expect(reasons.get_by_text("Where everybody starts")).to_be_hidden()
    reasons.locator("summary").click()
    expect(reasons.get_by_text("Where everybody starts")).to_be_visible()


def test_a_filter_acts_at_once_and_the_address_follows(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + SEARCH)
    open_filters(page)
    box = page.get_by_label("Accepting patients")
    box.check()
    expect(page).to_have_url(re.compile("accepting=1"))
    expect(page.get_by_role("link", name="Remove Accepting patients")).to_have_count(1)
    expect(box).to_be_focused()
    shown = page.locator("#results-heading .lead").inner_text()
    page.reload()
    assert page.locator("#results-heading .lead").inner_text() == shown
    check_what_is_shown(visitor.page)


def test_a_filter_chosen_at_once_is_kept_by_the_search_form(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + SEARCH)
    open_filters(page)
    page.get_by_label("Accepting patients").check()
    expect(page).to_have_url(re.compile("accepting=1"))
    page.keyboard.press("Escape")
    page.get_by_label("In your own words").fill("rosacea near Denver")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("h1")).to_have_text("Rosacea near Denver, CO")
    expect(page).to_have_url(re.compile("accepting=1"))


def test_places_are_suggested_and_chosen_with_the_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + "/")
    field = page.get_by_role("combobox", name="City or ZIP code")
    field.press_sequentially("Denv")
    expect(page.get_by_role("option", name="Denver, CO")).to_be_visible()
    check_what_is_shown(visitor.page)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Denver, CO")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert page.url == visitor.site.url + "/"
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("Laser practitioners near Denver, CO")


def test_searches_are_suggested_and_chosen_with_the_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + "/")
    field = page.get_by_role("combobox", name="In your own words")
    field.press_sequentially("rosac")
    expect(page.get_by_role("option", name="Rosacea Concern", exact=True)).to_be_visible()
    check_what_is_shown(visitor.page)
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("suggestions-0"))
    field.press("Enter")
    expect(field).to_have_value("Rosacea")
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("Rosacea")


def test_a_pin_leads_to_its_card(browser: Browser, demo_site: RunningSite) -> None:
    page = browser.new_page(viewport=DESKTOP, base_url=demo_site.url)
    page.goto(SEARCH)
    page.get_by_role("link", name=re.compile("^Number 10,")).click()
    expect(page.locator("#result-10")).to_be_in_viewport()
    page.close()
