"""A follow-up without JavaScript, from the worker's mail to the profile; then all is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from directory.domain.report_choices import Proof
from directory.models import Practitioner
from directory.services.reviews import confirm_email
from directory.services.visit_codes import issue_block
from tests.fixtures.browser import PHONE, check_page
from tests.fixtures.html_checker import HtmlChecker
from tests.fixtures.reports import find_confirm_token, send_report
from tests.fixtures.sites import RunningSite, copy_site, run_flask, serve, site_environment

WORDS = "The pits are shallower, and it shows in the morning."


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A copy of the demo directory, served, that may be written to."""
    folder = tmp_path_factory.mktemp("follow-up") / "demo"
    copy_site(demo_folder, folder)
    with serve(folder) as site:
        yield site


def report_ten_weeks_ago(site: RunningSite, email: str) -> str:
    """A proven report whose result was not final then and is now; gives whose profile it is on."""
    now = datetime.now(UTC)
    sent_at = now - timedelta(weeks=10)
    engine = create_engine(f"sqlite:///{site.data_folder / 'skilled_hand.sqlite3'}")
    with Session(engine) as session:
        practitioner = session.scalars(select(Practitioner).order_by(Practitioner.id)).first()
        assert practitioner is not None
        [code] = issue_block(session, practitioner.id, 1, None, sent_at).codes
        send_report(
            session,
            practitioner,
            sent_at,
            proof=Proof.CODE,
            code=code,
            last_session_on=(now - timedelta(weeks=13)).date(),
            email=email,
            text=WORDS,
        )
        confirm_email(session, find_confirm_token(session, email), sent_at)
        slug = practitioner.slug
        session.commit()
    engine.dispose()
    return slug


def run_worker(site: RunningSite) -> None:
    environment = site_environment(site.data_folder, SITE_URL=site.url)
    done = run_flask("worker", "--once", environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_result_is_told_without_script_and_counted(
    browser: Browser, own_site: RunningSite
) -> None:
    slug = report_ten_weeks_ago(own_site, "paula@example.org")
    for _ in range(2):
        run_worker(own_site)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, base_url=own_site.url)
    page = context.new_page()
    page.goto("/demo/outbox")
    mails = page.locator("article").filter(has_text="How is your skin now?")
    expect(mails).to_have_count(1)

    mails.get_by_role("link").first.click()
    page.get_by_label("Very much improved").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Thank you")

    page.goto(f"/practitioners/{slug}")
    report = page.locator(".review").filter(has_text=WORDS)
    expect(report).to_contain_text("Very much improved")
    expect(report).to_contain_text("Proof of treatment, final result")

    page.goto("/demo/outbox")
    mails.get_by_role("link").nth(1).click()
    page.get_by_role("button", name="Ask me no more").click()
    expect(page.locator("h1")).to_have_text("We ask no more")
    context.close()


def test_every_page_of_follow_ups_and_of_ones_own_data_is_sound(
    browser: Browser, own_site: RunningSite, html_checker: HtmlChecker
) -> None:
    email = "pat@example.org"
    slug = report_ten_weeks_ago(own_site, email)
    run_worker(own_site)
    page = browser.new_page(viewport=PHONE, base_url=own_site.url)
    page.goto("/demo/outbox")
    page.locator("article").filter(has_text=email).get_by_role("link").first.click()
    check_page(page, html_checker)
    follow_up = page.url
    page.get_by_role("button", name="Send").click()
    check_page(page, html_checker)
    page.get_by_label("Very much improved").check()
    page.get_by_role("button", name="Send").click()
    check_page(page, html_checker)
    page.goto(f"{follow_up}/no-more")
    check_page(page, html_checker)

    page.goto("/your-data")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("link", name="Open the demonstration’s outbox").click()
    page.locator(".mail-text a").first.click()
    check_page(page, html_checker)
    page.get_by_role("link", name="Correct or withdraw").click()
    check_page(page, html_checker)
    page.get_by_role("button", name="Correct the answers").click()
    page.get_by_role("link", name="See what goes and what stays").click()
    check_page(page, html_checker)
    page.get_by_role("button", name="Erase everything").click()
    check_page(page, html_checker)
    page.get_by_label("Yes, erase everything about me").check()
    page.get_by_role("button", name="Erase everything").click()
    check_page(page, html_checker)
    page.goto(f"/practitioners/{slug}")
    expect(page.locator("main")).not_to_contain_text(email)
    page.close()
