"""What each of the demo's accounts can open, on a phone: valid HTML, no axe fault, no overflow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from directory.services.demo.files import read_demo_files
from scripts.look_at_pages import list_pages_of, sign_in_as
from tests.fixtures.browser import PHONE, check_page
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.sites import RunningSite, copy_site, serve

LOGINS = {login.role: login for login in read_demo_files().logins}
FEWEST_PAGES = 5


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A copy of the demo, served, where people may sign in."""
    folder = tmp_path_factory.mktemp("signed-in") / "data"
    copy_site(demo_folder, folder)
    with serve(folder) as site:
        yield site


@pytest.mark.parametrize("role", LOGINS)
def test_every_page_of_an_account_is_sound(
    browser: Browser, own_site: RunningSite, html_checker: HtmlChecker, role: str
) -> None:
    kept = sign_in_as(browser, own_site, LOGINS[role])
    context = browser.new_context(base_url=own_site.url, storage_state=kept, viewport=PHONE)
    paths = list_pages_of(context)
    assert len(paths) >= FEWEST_PAGES
    page = context.new_page()
    for path in paths.values():
        page.goto(path)
        check_page(page, html_checker)
    context.close()
