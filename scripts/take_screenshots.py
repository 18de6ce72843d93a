"""Photographs the demo: `make screenshots` takes the pictures of `docs/images`, `make look` every
page at three widths in light and dark, to be looked at.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts.served_demo import served_demo
from tests.browser.test_pages import SEARCHES, list_pages
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
WIDTHS = (390, 768, 1280)
SCHEMES = ("light", "dark")


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


def look_at_every_page(browser: Browser, url: str, folder: Path) -> None:
    """Every public page whole, at each width, in each scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    profiles = find_profiles(browser, url)
    people = ",".join(link.rsplit("/", 1)[-1] for link in profiles[:3])
    paths = {path.strip("/").replace("/", "-") or "home": path for path in list_pages()}
    paths |= {f"search, {name}": path for name, path in SEARCHES.items()}
    paths |= {
        "profile": profiles[0],
        "compare, three": f"/compare?people={people}",
        "shortlist, three": f"/shortlist?people={people}",
    }
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, path in paths.items():
                page.goto(url + path)
                page.screenshot(path=folder / f"{name} {width} {scheme}.png", full_page=True)
            context.close()
            print(f"{len(paths)} pages at {width} px, {scheme}", flush=True)


def main() -> None:
    """Serve a demo and photograph it; a folder as argument gets every page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing; on Debian: apt-get install chromium")
    with served_demo() as site, sync_playwright() as playwright:
        browser = launch_chromium(playwright, chromium)
        if len(sys.argv) > 1:
            look_at_every_page(browser, site.url, Path(sys.argv[1]))
        else:
            take_pictures(browser, site.url)
        browser.close()


if __name__ == "__main__":
    main()
