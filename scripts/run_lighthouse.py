"""Has Lighthouse judge home, results and a profile, on a phone and on a desktop: `make lighthouse`.

Lighthouse is fetched into npm's own cache and is no part of the project. The site is served as a
real one (`DEMO=0`), because search engines are asked to leave a demonstration alone. With
`DATA_DIR`, a copy of the demo there is judged instead of a new one.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from urllib.request import urlopen

from scripts.served_demo import served_demo
from tests.fixtures.browser import CHROMIUM_OPTIONS

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SEARCH = "/search?q=pitted+scars+near+Denver"
FORMS = {"phone": (), "desktop": ("--preset=desktop",)}


def find_pages(url: str) -> dict[str, str]:
    """Home, results, and the profile of the first of them."""
    with urlopen(url + SEARCH) as answer:  # noqa: S310  # our own site
        found = re.search(r'<h3[^>]*><a href="([^"]+)"', answer.read().decode())
    if found is None:
        sys.exit("The search found nobody, so there is no profile to judge.")
    return {"home": url, "results": url + SEARCH, "profile": url + found[1]}


def judge(npx: str, chromium: str, address: str, options: tuple[str, ...]) -> dict[str, object]:
    """One report of Lighthouse."""
    done = subprocess.run(
        [
            npx,
            "--yes",
            LIGHTHOUSE,
            address,
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(CHROMIUM_OPTIONS)}",
            *options,
        ],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"Lighthouse did not run:\n{done.stderr}")
    report: dict[str, object] = json.loads(done.stdout)
    return report


def print_report(name: str, report: dict[str, object]) -> None:
    """The four scores of 100, and what lowered them."""
    categories, audits = report["categories"], report["audits"]
    assert isinstance(categories, dict)  # noqa: S101  # as Lighthouse writes it
    assert isinstance(audits, dict)  # noqa: S101
    scores = [round(100 * (categories[key]["score"] or 0)) for key in CATEGORIES]
    print(f"{name:<18}" + "".join(f"{score:>16}" for score in scores), flush=True)
    for key in CATEGORIES:
        for reference in categories[key]["auditRefs"]:
            audit = audits[reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"    {audit['title']}: {audit.get('displayValue', 'failed')}")


def main() -> None:
    """Judge each page in both forms."""
    npx, chromium = shutil.which("npx"), shutil.which("chromium")
    if npx is None or chromium is None:
        sys.exit("npx and Chromium are needed; on Debian: apt-get install npm chromium")
    print(f"{'of 100':<18}" + "".join(f"{key:>16}" for key in CATEGORIES))
    with served_demo(DEMO="0", SECRET_KEY=secrets.token_urlsafe(48)) as site:
        for page, address in find_pages(site.url).items():
            for form, options in FORMS.items():
                print_report(f"{page}, {form}", judge(npx, chromium, address, options))


if __name__ == "__main__":
    main()
