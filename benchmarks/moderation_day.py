"""A moderator's day: 200 cases of a demonstration walked through in the browser, clicks counted.

    make bench-moderation

What is decided follows a plain rule, for the figures are about the way there: how many clicks a
decision takes, and how long the next case is in coming.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.app import create_app
from directory.config import Settings
from directory.database import db
from directory.domain.permissions import Role
from directory.models import Flag, Review
from directory.services.case_queue import list_waiting
from directory.services.demo import list_demo_logins
from directory.services.demo.moderation import send_report
from tests.fixtures.browser import DESKTOP, launch_chromium
from tests.fixtures.moderation import flag_review
from tests.fixtures.sites import run_flask, serve, site_environment

CASES = 200
FLAGGED_ONE_IN = 4
PREVIEWED_ONE_IN = 20
TEXTS = (
    "Three sessions, and the brown spots on my hands are gone. I was told they may come back.",
    "It hurt more than I had been told. The result is fair, and I would ask more before I begin.",
    "Nothing changed in six months. They were kind about it, which does not give the money back.",
    "The scar on my chin is flat now. Redness lasted ten days, then it was over.",
)


@dataclass
class Day:
    """What was counted: clicks and milliseconds to the next page, by kind of case."""

    clicks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    waits: list[float] = field(default_factory=list)


def fill(session: Session, now: datetime) -> None:
    """Let so many cases wait that there are 200 with those of the demonstration."""
    stored = session.scalars(
        select(Review)
        .where(Review.source_key == "own", Review.state == "published", Review.text != "")
        .order_by(Review.id)
        .limit(CASES * 3)
    ).all()
    missing = CASES - len(list_waiting(session))
    for number, model in enumerate(stored[::3][:missing]):
        at = now - timedelta(minutes=13 * number)
        if number % FLAGGED_ONE_IN == 0:
            for flags in range(1 + number % 3):
                flag_review(session, model, at, reason="insider", email=f"f{flags}@example.org")
        else:
            relation = "family" if number % 7 == 0 else "none"
            entry = {"gais": 1 + number % 5, "text": TEXTS[number % 4], "relation": relation}
            send_report(session, model, entry, at)
    session.commit()


def walk(page: Page, count: int) -> Day:
    """Decide on so many cases, one after the other."""
    day = Day()
    timed(day, lambda: page.get_by_role("button", name="Open the next case").click())
    for number in range(count):
        kind = page.locator("h1").inner_text().partition(" ")[0]
        if kind == "What":
            print(f"Nothing waits any more after {number} cases.")
            break
        day.clicks[kind].append(decide(page, day, kind, number))
    return day


def decide(page: Page, day: Day, kind: str, number: int) -> int:
    """Decide on the case that is shown; gives the clicks this took."""
    clicks = 0
    if kind == "Remove:":
        timed(day, lambda: page.get_by_role("button", name="Agree to the removal").click())
        return 1
    is_doubtful = page.get_by_text("The author is connected with the practice.").count() > 0
    if kind == "Report" and not is_doubtful:
        timed(day, lambda: page.get_by_role("button", name="Publish, next case").click())
        return 1
    wanted = {"Report": "Do not publish: Its author", "Flagged": "Keep: It tells"}.get(kind, "")
    page.locator("label.option", has_text=wanted).first.click()
    clicks += 1
    if number % PREVIEWED_ONE_IN == 0:
        timed(day, lambda: page.get_by_role("button", name="Preview the notices").click())
        clicks += 1
    timed(day, lambda: page.get_by_role("button", name="Save, next case").click())
    return clicks + 1


def timed(day: Day, act: Callable[[], None]) -> None:
    """Note how long the page that follows a click takes."""
    began = time.perf_counter()
    act()
    day.waits.append((time.perf_counter() - began) * 1000)


def report(day: Day) -> None:
    """Print the figures as a table."""
    print("| case | decisions | clicks per decision |\n|---|---|---|")
    every = [clicks for of_kind in day.clicks.values() for clicks in of_kind]
    for kind, clicks in (*sorted(day.clicks.items()), ("all", every)):
        print(f"| {kind} | {len(clicks)} | {statistics.mean(clicks):.2f} |")
    waits = sorted(day.waits)
    print(
        f"\nThe next page came in {statistics.median(waits):.0f} ms at the median, "
        f"{waits[int(len(waits) * 0.95)]:.0f} ms for the slowest of 20."
    )


def main() -> None:
    """Set a demonstration up, fill its queue, serve it, and walk through it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing; on Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = site_environment(folder)
        done = run_flask("setup", environment=environment)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        app = create_app(Settings.from_environment(environment))
        now = datetime.now(UTC)
        with app.app_context():
            fill(db.session, now)
            waiting = len(list_waiting(db.session))
            login = [one for one in list_demo_logins(db.session) if one.role == Role.MODERATOR][-1]
            flags = len(db.session.scalars(select(Flag.id)).all())
        print(f"{waiting} cases wait, with {flags} flags among them.\n")
        with serve(folder) as site, sync_playwright() as playwright:
            page = launch_chromium(playwright, chromium).new_page(viewport=DESKTOP)
            page.goto(site.url + "/sign-in")
            page.fill("#email", login.email)
            page.fill("#password", login.password)
            page.click("main button[type=submit]")
            code = run_flask("accounts", "code", login.email, environment=environment)
            page.fill("#code", code.stdout.strip())
            page.click("main button[type=submit]")
            page.goto(site.url + "/moderation")
            report(walk(page, waiting))


if __name__ == "__main__":
    main()
