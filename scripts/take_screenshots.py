"""Takes the pictures of `docs/images` from the demo: `make screenshots`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts.served_demo import served_demo
from tests.fixtures.browser import DESKTOP, PHONE, launch_chromium

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SEARCH = "/search?q=pitted+scars+near+Denver"
FIRST_PROFILE = "article h3 a"
PICTURES = (
    ("home", "/", DESKTOP),
    ("home-phone", "/", PHONE),
    ("search", SEARCH, DESKTOP),
    ("search-phone", SEARCH, PHONE),
    ("methodology", "/methodology", DESKTOP),
)


def find_profiles(browser: Browser, url: str) -> list[str]:
    """The addresses of the people on the first page of a search."""
    page = browser.new_page()
    page.goto(url + SEARCH)
    links = [link.get_attribute("href") or "" for link in page.locator(FIRST_PROFILE).all()]
    page.close()
    return links


def take_pictures(browser: Browser, url: str) -> None:
    """The pictures of the documentation."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    profiles = find_profiles(browser, url)
    people = ",".join(link.rsplit("/", 1)[-1] for link in profiles[:3])
    comparison = f"/compare?people={people}&concern=acne_scars&near=Denver"
    more = (
        ("profile", profiles[0], DESKTOP),
        ("profile-phone", profiles[0], PHONE),
        ("compare", comparison, DESKTOP),
        ("compare-phone", comparison, PHONE),
    )
    for picture, path, size in (*PICTURES, *more):
        page = browser.new_page(viewport=size, reduced_motion="reduce")
        page.goto(url + path)
        page.screenshot(path=IMAGES / f"{picture}.png")
        page.close()
        print(f"{picture}.png: {path}")


def main() -> None:
    """Serve a demo and photograph it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing; on Debian: apt-get install chromium")
    with served_demo() as site, sync_playwright() as playwright:
        browser = launch_chromium(playwright, chromium)
        take_pictures(browser, site.url)
        browser.close()


if __name__ == "__main__":
    main()
