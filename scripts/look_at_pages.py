"""Photographs every page of the demo at three widths in light and dark: `make look`.

Public pages in English, then in Spanish, then what each of the demo's accounts sees. A page whose
address varies is represented by the first one that another page leads to.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from directory.services.demo.files import DemoLogin, read_demo_files
from scripts.served_demo import served_demo
from scripts.take_screenshots import find_profiles
from scripts.write_routes import ROUTES_FILE
from tests.browser.test_pages import BEHIND_SIGN_IN, SEARCHES, list_pages
from tests.fixtures.browser import launch_chromium, sign_in, sign_in_staff
from tests.fixtures.sites import RunningSite

WIDTHS = (390, 768, 1280)
SCHEMES = ("light", "dark")
NO_TRANSLATION = ("/api",)
FILES = re.compile(r"/file$|/documents/")


def list_public_pages(browser: Browser, url: str) -> dict[str, str]:
    """The pages open to everybody by their names."""
    profiles = find_profiles(browser, url)
    people = ",".join(link.rsplit("/", 1)[-1] for link in profiles[:3])
    paths = {path.strip("/").replace("/", "-") or "home": path for path in list_pages()}
    paths |= {f"search, {name}": path for name, path in SEARCHES.items()}
    paths |= {
        "profile": profiles[0],
        "profile-transparency": f"{profiles[0]}/transparency",
        "profile-checklist": f"{profiles[0]}/checklist",
        "profile-report": f"{profiles[0]}/report",
        "profile-claim": f"{profiles[0]}/claim",
        "compare, three": f"/compare?people={people}",
        "shortlist, three": f"/shortlist?people={people}",
        "not found": "/practitioners/nobody-of-this-name",
    }
    spanish = {
        f"es {name}": f"/es{path}"
        for name, path in paths.items()
        if not path.startswith(NO_TRANSLATION)
    }
    return paths | spanish


def list_routes_behind_sign_in() -> list[re.Pattern[str]]:
    """Patterns of the pages that an account is needed for, each with a varying part."""
    routes = [line.split() for line in ROUTES_FILE.read_text("utf-8").splitlines()]
    paths = [
        path
        for path, methods in routes
        if "GET" in methods and path.startswith(BEHIND_SIGN_IN) and not FILES.search(path)
    ]
    numbered = [re.sub(r"<int:[^>]+>", r"\\d+", path) for path in sorted(paths)]
    return [re.compile(re.sub(r"<[^>]+>", "[^/]+", path) + "$") for path in numbered]


def list_pages_of(context: BrowserContext) -> dict[str, str]:
    """The pages that lead on from somebody's account, one for each route."""
    page = context.new_page()
    found: dict[str, str] = {}
    waiting, seen = ["/account"], {"/account"}
    patterns = list_routes_behind_sign_in()
    while waiting:
        path = waiting.pop(0)
        route = next((pattern.pattern for pattern in patterns if pattern.match(path)), None)
        if route is None or route in found:
            continue
        answer = page.goto(path)
        if answer is None or answer.status != 200 or urlsplit(page.url).path != path:
            continue
        found[route] = path
        for link in page.locator("a[href^='/']").all():
            address = urlsplit(link.get_attribute("href") or "").path
            if address not in seen:
                seen.add(address)
                waiting.append(address)
    page.close()
    return {path.strip("/").replace("/", "-"): path for path in found.values()}


def sign_in_as(browser: Browser, site: RunningSite, login: DemoLogin) -> StorageState:
    """What a browser keeps that has signed in with one of the demo's accounts."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    if login.totp_secret:
        sign_in_staff(page, site, login.email, login.password)
    else:
        sign_in(page, login.email, login.password)
        page.wait_for_url("**/account")
    kept = context.storage_state()
    context.close()
    return kept


def photograph(
    browser: Browser,
    url: str,
    paths: dict[str, str],
    folder: Path,
    kept: StorageState | None = None,
) -> None:
    """These pages whole, at each width, in each scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=url,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
                storage_state=kept,
            )
            page = context.new_page()
            for name, path in paths.items():
                page.goto(path)
                page.screenshot(path=folder / f"{name} {width} {scheme}.png", full_page=True)
            context.close()
    print(f"{folder}: {len(paths)} pages, {len(WIDTHS)} widths, {len(SCHEMES)} schemes", flush=True)


def main() -> None:
    """Serve a demo and photograph it into the folder that is the argument."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing; on Debian: apt-get install chromium")
    folder = Path(sys.argv[1])
    with served_demo() as site, sync_playwright() as playwright:
        browser = launch_chromium(playwright, chromium)
        photograph(browser, site.url, list_public_pages(browser, site.url), folder / "public")
        for login in {login.role: login for login in read_demo_files().logins}.values():
            kept = sign_in_as(browser, site, login)
            context = browser.new_context(base_url=site.url, storage_state=kept)
            paths = list_pages_of(context)
            context.close()
            photograph(browser, site.url, paths, folder / login.role, kept)
        browser.close()


if __name__ == "__main__":
    main()
