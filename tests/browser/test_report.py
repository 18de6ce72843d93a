"""A report's whole way in a real browser, with and without JavaScript: from a card to the rank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from directory.domain.report_steps import STEPS
from directory.models import Practitioner
from directory.services.visit_codes import issue_block
from tests.fixtures.browser import DESKTOP, PHONE, check_page
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.reports import ANSWERS
from tests.fixtures.sites import RunningSite, copy_site, run_flask, serve, site_environment

SEARCH = "/search?q=pitted+scars+near+Denver"
WORDS = "The scars on both cheeks are much shallower now."


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A copy of the demo directory, served, that may be written to."""
    folder = tmp_path_factory.mktemp("own") / "demo"
    copy_site(demo_folder, folder)
    with serve(folder) as site:
        yield site


@pytest.fixture(params=[(PHONE, True), (DESKTOP, False)], ids=["script-390px", "plain-1280px"])
def page(browser: Browser, own_site: RunningSite, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A patient's page: with JavaScript on a phone, without it on a desk."""
    viewport, has_script = request.param
    context = browser.new_context(
        viewport=viewport, java_script_enabled=has_script, base_url=own_site.url
    )
    yield context.new_page()
    context.close()


def issue_code(site: RunningSite, slug: str) -> str:
    engine = create_engine(f"sqlite:///{site.data_folder / 'skilled_hand.sqlite3'}")
    with Session(engine) as session:
        practitioner = session.scalars(select(Practitioner).where(Practitioner.slug == slug)).one()
        code = issue_block(session, practitioner.id, 1, None, datetime.now(UTC)).codes[0]
        session.commit()
    engine.dispose()
    return code


def answer(page: Page, name: str, value: str) -> None:
    """Answer one question as a person would."""
    control = page.locator(f'[name="{name}"]')
    kind = control.first.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        page.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind is None and name != "text":
        control.select_option(value)
    else:
        control.fill(value)


def recent_answers() -> dict[str, dict[str, str | list[str]]]:
    """The answers with days that are past and final whenever the test runs."""
    first_on = date.today() - timedelta(days=300)  # noqa: DTZ011  # the site runs by the real clock
    visit = {
        "first_session_on": first_on.isoformat(),
        "last_session_on": (first_on + timedelta(days=60)).isoformat(),
    }
    return {**ANSWERS, "visit": visit}


def verified_count(page: Page, slug: str) -> int:
    """How many verified outcomes the search index says this person has."""
    page.goto(f"/practitioners/{slug}")
    name = page.locator("h1").inner_text()
    page.goto("/search?" + "q=" + name.replace(" ", "+"))
    card = page.locator(".card").filter(has=page.locator(f'a[href$="/{slug}"]'))
    found = re.search(r"(\d+) verified", card.inner_text())
    assert found, card.inner_text()
    return int(found[1])


def test_a_report_goes_from_the_printed_card_into_the_rank(
    page: Page, own_site: RunningSite
) -> None:
    page.goto(SEARCH)
    slug = (page.locator("#result-1 h3 a").get_attribute("href") or "").rpartition("/")[2]
    before = verified_count(page, slug)
    page.goto("/report")
    page.get_by_label("Visit code").fill(issue_code(own_site, slug).lower())
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_label("I have a visit code")).to_be_checked()
    for step in STEPS:
        expect(page.locator("h1")).to_have_text(step.question)
        if step.key != "proof":
            for name, values in recent_answers()[step.key].items():
                for value in [values] if isinstance(values, str) else values:
                    answer(page, name, value)
        page.get_by_role("button", name="Save and continue").click()

    expect(page.locator("h1")).to_have_text("Check your answers")
    page.get_by_role("link", name="Change the answer to “How is your skin now").click()
    expect(page.get_by_label("Much improved", exact=False).nth(1)).to_be_checked()
    page.get_by_label("Very much improved").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("I was treated as I describe").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("h1")).to_have_text("Waiting for you to confirm your e-mail address")
    status = page.url

    page.goto("/demo/outbox")
    links = re.findall(r"http://\S+/report/confirm/[\w-]+", page.locator("main").inner_text())
    page.goto(links[0])
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("main")).to_contain_text("Your report is published.")
    page.goto(status)
    expect(page.locator("main")).to_contain_text("Proof of treatment, final result")
    page.goto(f"/practitioners/{slug}")
    expect(page.locator("#reviews")).to_contain_text(WORDS)

    drain(own_site)
    assert verified_count(page, slug) == before + 1

    page.goto(status)
    page.get_by_text("Withdraw this report").click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.locator("h1")).to_have_text("Withdrawn by you")
    drain(own_site)
    assert verified_count(page, slug) == before


def drain(site: RunningSite) -> None:
    """Let the worker do what is due."""
    done = run_flask("worker", "--once", environment=site_environment(site.data_folder))
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_of_a_report_is_sound_also_with_errors(
    browser: Browser, own_site: RunningSite, html_checker: HtmlChecker
) -> None:
    page = browser.new_page(viewport=PHONE, base_url=own_site.url)
    page.goto("/report?code=0123")
    check_page(page, html_checker)
    page.goto(SEARCH)
    page.locator("#result-1 h3 a").click()
    page.get_by_role("link", name="Write a report").first.click()
    check_page(page, html_checker)
    page.get_by_role("button", name="Start").click()
    draft = page.url.rpartition("/")[0]
    for step in STEPS:
        page.goto(f"{draft}/{step.key}?wrong=1")
        check_page(page, html_checker)
    page.goto(f"{draft}/check?wrong=1")
    check_page(page, html_checker)
    page.goto(f"{draft}/later")
    check_page(page, html_checker)
    elsewhere = browser.new_page(viewport=PHONE, base_url=own_site.url)
    elsewhere.goto(f"{draft}/result")
    expect(elsewhere.get_by_role("note")).to_contain_text("not begun in this browser")
    check_page(elsewhere, html_checker)
    elsewhere.close()
    for key, answers in recent_answers().items():
        page.goto(f"{draft}/{key}")
        for name, values in answers.items():
            for value in [values] if isinstance(values, str) else values:
                answer(page, name, value)
        page.get_by_role("button", name="Save and continue").click()
    check_page(page, html_checker)
    page.get_by_label("I was treated as I describe").check()
    page.get_by_role("button", name="Send the report").click()
    check_page(page, html_checker)
    page.get_by_label("E-mail address").fill("nothing")
    page.get_by_role("button", name="Send another link").click()
    check_page(page, html_checker)
    page.get_by_role("link", name="Correct your words").click()
    check_page(page, html_checker)
    page.get_by_label("Your words").fill("<b>Better</b>")
    page.get_by_role("button", name="Send the new words").click()
    expect(page.get_by_role("alert")).to_contain_text("This looks like HTML or a script.")
    check_page(page, html_checker)
    page.close()


def test_the_error_summary_leads_to_the_first_option(
    browser: Browser, own_site: RunningSite
) -> None:
    page = browser.new_page(base_url=own_site.url)
    page.goto(SEARCH)
    page.locator("#result-1 h3 a").click()
    page.get_by_role("link", name="Write a report").first.click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Choose whether you have a visit code").click()
    expect(page.get_by_label("I have a visit code")).to_be_focused()
    page.close()
