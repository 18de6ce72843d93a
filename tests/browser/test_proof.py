"""Visit cards and receipts in a real browser, on a copy of the demo that may be written to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.fixtures.browser import Visitor, check_page, check_what_is_shown
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.sites import RunningSite, copy_site, serve

EMAIL, PASSWORD = "practitioner@example.org", "demo-practitioner-2026"
TOO_LARGE = 60 * 1024**2


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A copy of the demo, served."""
    folder = tmp_path_factory.mktemp("proof") / "data"
    copy_site(demo_folder, folder)
    with serve(folder) as site:
        yield site


@pytest.fixture
def context(browser: Browser, viewport: dict[str, int]) -> Iterator[BrowserContext]:
    """A browser of its own; nothing here needs its JavaScript, but axe does."""
    context = browser.new_context(viewport=viewport)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; the test fails when the policy refused something on it."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    assert [text for text in said if "Content Security Policy" in text] == []


def issue_cards(page: Page, site: RunningSite, count: int) -> None:
    page.goto(site.url + "/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.click("text=Visit codes")
    page.fill("#count", str(count))
    page.click("text=Issue codes")


def test_cards_and_their_pages_are_sound(
    page: Page, own_site: RunningSite, html_checker: HtmlChecker
) -> None:
    visitor = Visitor(page, own_site, html_checker)
    issue_cards(page, own_site, 3)
    expect(page.locator(".visit-card svg")).to_have_count(3)
    check_page(page, html_checker)
    visitor.look_at("/account/visit-codes")
    page.fill("#count", "1000")
    page.click("text=Issue codes")
    expect(page.locator(".error-summary")).to_contain_text("from 1 to 60")
    check_what_is_shown(page)


def test_only_the_cards_are_printed(page: Page, own_site: RunningSite) -> None:
    issue_cards(page, own_site, 2)
    page.emulate_media(media="print")
    expect(page.locator(".visit-card").first).to_be_visible()
    for hidden in (".masthead", ".footer", ".visit-codes-advice"):
        expect(page.locator(hidden)).to_be_hidden()


def test_a_card_leads_to_the_report_with_its_code(
    page: Page, context: BrowserContext, own_site: RunningSite
) -> None:
    issue_cards(page, own_site, 1)
    with page.expect_download() as download:
        page.click("text=Save as a CSV file")
    _, row = Path(download.value.path()).read_text("utf-8").splitlines()
    code, address = row.split(",")[2:4]
    patient = context.new_page()
    patient.goto(address)
    patient.click("main form button[type=submit]")
    assert patient.locator("#code").input_value() == code


def test_a_file_of_60_mb_is_answered_and_a_right_one_follows(
    page: Page, own_site: RunningSite, tmp_path: Path
) -> None:
    large, right = tmp_path / "large.jpg", tmp_path / "right.jpg"
    with large.open("wb") as file:
        file.truncate(TOO_LARGE)
    right.write_bytes(make_picture())
    page.goto(own_site.url + "/search")
    page.click("#result-1 h3 a")
    page.goto(page.url + "/report")
    page.click("main form button[type=submit]")
    draft = page.url
    page.check("input[value=receipt]")
    page.set_input_files("#receipt", large)
    page.click("text=Save and continue")
    expect(page.locator("h1")).to_have_text("This is too much to send at once")
    page.goto(draft)
    page.check("input[value=receipt]")
    page.set_input_files("#receipt", right)
    page.click("text=Save and continue")
    assert page.url != draft
    page.goto(draft)
    expect(page.locator("main")).to_contain_text("Your receipt is kept")
