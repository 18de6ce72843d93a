"""An account's whole way in a real browser: opened, guarded, used, left."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.browser import DESKTOP, PHONE, check_page, sign_in, sign_in_staff
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.people import EMAIL
from tests.fixtures.sites import (
    RunningSite,
    copy_site,
    find_free_port,
    serve,
)

PASSWORD = "seven grey herons"
ADMIN, ADMIN_PASSWORD = "admin@example.org", "demo-admin-2026"
PATIENT, PATIENT_PASSWORD = "patient@example.org", "demo-patient-2026"


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A copy of the demo directory that may be written to, served under a name for passkeys."""
    folder = tmp_path_factory.mktemp("accounts") / "demo"
    copy_site(demo_folder, folder)
    port = find_free_port()
    url = f"http://localhost:{port}"
    with serve(folder, PORT=str(port), SITE_URL=url) as site:
        yield replace(site, url=url)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["390px", "1280px"])
def page(browser: Browser, own_site: RunningSite, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a telephone and on a desk."""
    context = browser.new_context(viewport=request.param, base_url=own_site.url)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow_latest_link(page: Page) -> None:
    """Go by the demonstration's outbox to the link of the latest mail."""
    page.get_by_role("link", name="Open the demonstration’s outbox").click()
    page.locator(".mail-text a").first.click()


def test_an_account_is_opened_guarded_and_signed_in_to(
    page: Page, html_checker: HtmlChecker
) -> None:
    email = EMAIL.replace("@", f"+{page.viewport_size['width']}@") if page.viewport_size else EMAIL
    page.goto("/sign-up")
    page.get_by_label("E-mail address").fill(email)
    press(page, "Send the link")
    check_page(page, html_checker)
    follow_latest_link(page)
    check_page(page, html_checker)
    page.get_by_label(re.compile("Your name")).fill("Paula Sample")
    page.get_by_label(re.compile("New password")).fill("paula-sample")
    press(page, "Open the account")
    check_page(page, html_checker)
    assert page.title().startswith("Error: ")
    page.get_by_label(re.compile("New password")).fill(PASSWORD)
    press(page, "Open the account")
    assert page.locator("h1").inner_text() == "Paula Sample"

    page.get_by_role("link", name="Security").click()
    check_page(page, html_checker)
    page.get_by_role("link", name="Set it up").click()
    check_page(page, html_checker)
    press(page, "Set up an app")
    check_page(page, html_checker)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(time.time()))
    press(page, "Take it into use")
    check_page(page, html_checker)
    recovery_code = page.locator("code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    press(page, "Sign out")

    page.goto("/sign-in/link")
    page.get_by_label("E-mail address").fill(email)
    press(page, "Send the link")
    follow_latest_link(page)
    check_page(page, html_checker)
    press(page, "Sign in")
    check_page(page, html_checker)
    page.get_by_label("Code").fill(recovery_code)
    press(page, "Go on with the code")
    assert page.locator("h1").inner_text() == "Paula Sample"
    page.get_by_role("link", name="Security").click()
    press(page, "Sign out everywhere")
    assert page.locator("h1").inner_text() == "Sign in"


def test_the_demonstrations_admin_signs_in_as_the_start_up_says(
    page: Page, own_site: RunningSite
) -> None:
    sign_in_staff(page, own_site, ADMIN, ADMIN_PASSWORD)
    expect(page.get_by_role("heading", name="Search index")).to_be_visible()


def test_a_passkey_completes_signing_in(page: Page, html_checker: HtmlChecker) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    sign_in(page, PATIENT, PATIENT_PASSWORD)
    page.goto("/account/second-factor")
    page.get_by_label("Name of the passkey").fill("My telephone")
    check_page(page, html_checker)
    press(page, "Add a passkey")
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    press(page, "Sign out")

    sign_in(page, PATIENT, PATIENT_PASSWORD)
    check_page(page, html_checker)
    press(page, "Use a passkey")
    expect(page.locator("h1")).to_have_text("Paula Sample (demo)")
    page.goto("/account/second-factor")
    check_page(page, html_checker)
    press(page, "Add a passkey")
    expect(page.get_by_role("status")).to_contain_text("holds a passkey of your account already")
    press(page, "Remove My telephone")
    expect(page.locator(".lead")).to_contain_text("Switched off.")


def test_a_link_that_was_used_leads_to_a_new_one(page: Page, html_checker: HtmlChecker) -> None:
    page.goto("/sign-in/link/made-up")
    check_page(page, html_checker)
    page.get_by_role("link", name="Ask for a new link").click()
    assert page.locator("h1").inner_text() == "Sign in by e-mail"
