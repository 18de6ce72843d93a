"""Picking people out and comparing them, with and without JavaScript, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.fixtures.browser import PHONE, Visitor, check_page, check_what_is_shown
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.sites import RunningSite

SEARCH = "/search?q=pitted+scars+near+Denver"


def test_people_are_picked_kept_in_the_browser_and_compared(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + SEARCH)
    for number in (1, 2):
        toggle = page.locator(f"#result-{number}").get_by_role("button", name="Add to shortlist")
        toggle.focus()
        page.keyboard.press("Space")
        expect(page.locator("#shortlist-status")).to_contain_text(f"shortlist: {number}")
    tray = page.get_by_role("complementary", name="Your shortlist")
    expect(tray).to_be_visible()
    check_what_is_shown(page)
    tray.get_by_role("link", name="Compare").click()
    expect(page.locator("h1")).to_have_text("2 practitioners side by side")
    check_page(page, visitor.html_checker)
    page.get_by_role("link", name="Shortlist").click()
    expect(page.locator(".shortlisted > li")).to_have_count(2)
    check_page(page, visitor.html_checker)
    page.get_by_role("link", name="Take off").first.click()
    expect(page.locator(".shortlisted > li")).to_have_count(1)
    page.goto(visitor.site.url + "/shortlist")
    expect(page).to_have_url(re.compile("people="))
    expect(page.locator(".shortlisted > li")).to_have_count(1)
    assert visitor.page.context.cookies() == []


def test_without_script_people_are_picked_and_compared_by_addresses(
    browser: Browser, demo_site: RunningSite, html_checker: HtmlChecker
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, base_url=demo_site.url)
    page = context.new_page()
    page.goto(SEARCH)
    for number in (1, 2):
        page.locator(f"#result-{number}").get_by_role("link", name="Add to shortlist").click()
    tray = page.get_by_role("complementary", name="Your shortlist")
    expect(tray).to_contain_text("2 on your shortlist")
    tray.get_by_role("link", name="See the list").click()
    expect(page.locator(".shortlisted > li")).to_have_count(2)
    page.get_by_role("button", name="Compare those ticked").click()
    expect(page.locator("h1")).to_have_text("2 practitioners side by side")
    page.get_by_label("Concern", exact=True).select_option("acne_scars")
    page.get_by_label("City or ZIP code").fill("Denver")
    page.get_by_role("button", name="Compare for this").click()
    expect(page.get_by_text("average case of acne scars")).to_be_visible()
    assert html_checker.list_faults(page.content()) == []
    context.close()
