"""From the registry's profile to a search result: a claim and an edit, each approved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.browser import DESKTOP, PHONE, check_page, sign_in, sign_in_staff
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.sites import RunningSite, copy_site, run_flask, serve, site_environment

PATIENT, PATIENT_PASSWORD = "patient@example.org", "demo-patient-2026"
REGISTRAR, REGISTRAR_PASSWORD = "registrar@example.org", "demo-registrar-2026"


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A copy of the demo directory, served, that may be written to."""
    folder = tmp_path_factory.mktemp("claims") / "demo"
    copy_site(demo_folder, folder)
    with serve(folder) as site:
        yield site


@pytest.fixture
def claimant(browser: Browser, own_site: RunningSite) -> Iterator[Page]:
    """The demonstration's patient, on a telephone, who turns out to be a practitioner."""
    context = browser.new_context(viewport=PHONE, base_url=own_site.url)
    page = context.new_page()
    sign_in(page, PATIENT, PATIENT_PASSWORD)
    expect(page.locator("h1")).not_to_have_text("Sign in")
    yield page
    context.close()


@pytest.fixture
def registrar(browser: Browser, own_site: RunningSite) -> Iterator[Page]:
    """The demonstration's registrar, at a desk."""
    context = browser.new_context(viewport=DESKTOP, base_url=own_site.url)
    page = context.new_page()
    sign_in_staff(page, own_site, REGISTRAR, REGISTRAR_PASSWORD)
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_claim_and_a_change_are_approved_and_the_search_finds_it(
    claimant: Page, registrar: Page, own_site: RunningSite, html_checker: HtmlChecker
) -> None:
    registrar.goto("/admin/claims")
    check_page(registrar, html_checker)
    registrar.locator("tbody a").first.click()
    expect(registrar.locator("#rivals-title")).to_be_visible()
    check_page(registrar, html_checker)
    slug = registrar.locator(".claim-evidence a").first.get_attribute("href") or ""

    claimant.goto(f"{slug}/claim")
    check_page(claimant, html_checker)
    press(claimant, "Start the claim")
    check_page(claimant, html_checker)
    press(claimant, "Send the claim")
    expect(claimant.locator(".error-summary")).to_contain_text("proves nothing by itself")
    check_page(claimant, html_checker)
    claimant.locator("#document").set_input_files(
        {"name": "licence.jpg", "mimeType": "image/jpeg", "buffer": make_picture()}
    )
    press(claimant, "Upload the document")
    expect(claimant.locator("dl.claim-evidence")).to_contain_text("Picture of")
    press(claimant, "Send the claim")
    expect(claimant.locator(".lead")).to_have_text("Waiting for a registrar")

    registrar.goto("/admin/claims")
    registrar.locator("tbody tr").last.get_by_role("link").click()
    check_page(registrar, html_checker)
    registrar.get_by_text("Approve", exact=True).click()
    registrar.get_by_text("The documents show that the claimant").first.click()
    press(registrar, "Approve the claim")
    expect(registrar.locator(".lead")).to_have_text("No claim waits.")

    claimant.reload()
    expect(claimant.locator(".lead")).to_have_text("Approved: you keep this profile")
    check_page(claimant, html_checker)
    claimant.goto("/account")
    expect(claimant.get_by_role("link", name="Your public profile")).to_be_visible()

    change_words(claimant, html_checker)
    approve_change(registrar, html_checker)
    index_changes(own_site)
    claimant.goto("/search?q=Quillwort")
    assert claimant.locator("#result-1 h3 a").get_attribute("href") == slug
    claimant.goto(slug)
    expect(claimant.locator(".own-words em")).to_have_text("quillwort")
    check_page(claimant, html_checker)


def change_words(keeper: Page, html_checker: HtmlChecker) -> None:
    for section in ("practice", "treatments", "locations", "equipment", "words"):
        keeper.goto(f"/account/profile/{section}")
        check_page(keeper, html_checker)
    keeper.locator("#biography").fill("The best clinic in Denver. Book now!")
    press(keeper, "Save")
    expect(keeper.locator(".error-summary")).to_contain_text("countdowns and pressure")
    check_page(keeper, html_checker)
    keeper.locator("#biography").fill("I grow *quillwort* and treat scars.")
    press(keeper, "Save")
    expect(keeper.locator("[role=status]")).to_contain_text("A registrar looks at it first")
    check_page(keeper, html_checker)


def approve_change(registrar: Page, html_checker: HtmlChecker) -> None:
    registrar.goto("/admin/profile-edits")
    check_page(registrar, html_checker)
    registrar.locator("tbody a").last.click()
    expect(registrar.locator(".profile-difference ins")).to_contain_text("quillwort")
    check_page(registrar, html_checker)
    press(registrar, "Approve the change")
    expect(registrar.locator("h1")).to_have_text("Changes that wait")


def index_changes(site: RunningSite) -> None:
    """Bring the change into the index, as the worker beside a site does."""
    done = run_flask("worker", "--once", environment=site_environment(site.data_folder))
    assert done.returncode == 0, done.stderr


KEEPERS_PAGES = (
    "/account/credentials",
    "/account/delegates",
    "/account/figures",
    "/account/invitations",
    "/account/photo",
    "/account/profile",
    "/account/treatment-log",
)
REGISTRARS_PAGES = (
    "/account",
    "/admin/credentials",
    "/admin/facts",
    "/admin/photos",
    "/admin/profiles",
    "/admin/treatment-logs",
)


def test_the_pages_of_who_keeps_a_profile_are_sound(
    browser: Browser, own_site: RunningSite, html_checker: HtmlChecker
) -> None:
    context = browser.new_context(viewport=PHONE, base_url=own_site.url)
    keeper = context.new_page()
    sign_in(keeper, "practitioner@example.org", "demo-practitioner-2026")
    expect(keeper.locator("h1")).not_to_have_text("Sign in")
    for path in KEEPERS_PAGES:
        keeper.goto(path)
        check_page(keeper, html_checker)
    context.close()


def test_the_pages_of_a_registrar_are_sound(registrar: Page, html_checker: HtmlChecker) -> None:
    for path in REGISTRARS_PAGES:
        registrar.goto(path)
        check_page(registrar, html_checker)
    registrar.goto("/admin/treatment-logs")
    registrar.locator("tbody a").first.click()
    expect(registrar.locator("form select").first).to_be_visible()
    check_page(registrar, html_checker)
    registrar.goto("/admin/facts")
    registrar.locator("h3 a").first.click()
    registrar.wait_for_load_state()
    slug = registrar.url.rpartition("/")[2]
    for path in (f"/admin/profiles/{slug}", f"/practitioners/{slug}/wrong", "/accuracy"):
        registrar.goto(path)
        check_page(registrar, html_checker)
