"""The moderator's desk in a real browser: sound on every page, and usable by keys alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.browser import check_page, sign_in_staff
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.sites import RunningSite, copy_site, serve

MODERATOR, PASSWORD = "moderator2@example.org", "demo-moderator2-2026"


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A copy of the demo, served, where decisions may be taken."""
    folder = tmp_path_factory.mktemp("moderation") / "data"
    copy_site(demo_folder, folder)
    with serve(folder) as site:
        yield site


@pytest.fixture
def page(browser: Browser, viewport: dict[str, int], own_site: RunningSite) -> Iterator[Page]:
    """A moderator's page, signed in; the test fails when the policy refused something on it."""
    context = browser.new_context(viewport=viewport, base_url=own_site.url)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    sign_in_staff(page, own_site, MODERATOR, PASSWORD)
    expect(page.get_by_role("link", name="What waits")).to_be_visible()
    yield page
    context.close()
    assert [text for text in said if "Content Security Policy" in text] == []


def test_a_case_is_opened_decided_by_keys_and_undone(page: Page, html_checker: HtmlChecker) -> None:
    page.goto("/moderation?only=flags")
    check_page(page, html_checker)
    page.get_by_role("button", name="Open the next case").click()
    expect(page.locator("h1")).to_contain_text("Flagged")
    check_page(page, html_checker)
    case = page.locator("h1").inner_text()
    page.get_by_role("button", name="Keys are off").click()
    page.keyboard.press("1")
    expect(page.locator("input[name=reason_code]").first).to_be_checked()
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="This would be told")).to_be_visible()
    check_page(page, html_checker)
    page.keyboard.press("s")
    expect(page.locator("h1")).not_to_have_text(case)
    page.goto("/moderation/decisions")
    check_page(page, html_checker)
    page.get_by_role("link", name=re.compile("Flags")).first.click()
    expect(page.locator("h1")).to_contain_text("Keep: flagged")
    check_page(page, html_checker)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".notice").first).to_contain_text("Undone")
