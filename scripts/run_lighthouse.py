"""Has Lighthouse judge home, results and a profile, on a phone and on a desktop: `make lighthouse`.

Lighthouse is fetched into npm's own cache and is no part of the project. The site is served as a
real one: behind the sample of nginx, and with `DEMO=0`, because search engines are asked to leave a
demonstration alone. With `DATA_DIR`, a copy of the demo there is judged instead of a new one.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from scripts.nginx_sample import SITE_NAME, find_nginx, write_nginx
from scripts.served_demo import served_demo
from scripts.started_servers import started
from tests.fixtures.browser import CHROMIUM_OPTIONS
from tests.fixtures.sites import RunningSite, find_free_port

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SEARCH = "/search?q=pitted+scars+near+Denver"
TRUSTING_THE_SAMPLE = (
    f'--host-resolver-rules="MAP {SITE_NAME} 127.0.0.1"',
    "--ignore-certificate-errors",
)
FORMS = {"phone": (), "desktop": ("--preset=desktop",)}


def find_pages(site: RunningSite, public_url: str) -> dict[str, str]:
    """Home, results, and the profile of the first of them, as the public reaches them."""
    question = Request(site.url + SEARCH, headers={"Host": urlsplit(public_url).netloc})  # noqa: S310  # our own site
    with urlopen(question) as answer:  # noqa: S310
        found = re.search(r'<h3[^>]*><a href="([^"]+)"', answer.read().decode())
    if found is None:
        sys.exit("The search found nobody, so there is no profile to judge.")
    return {"home": public_url, "results": public_url + SEARCH, "profile": public_url + found[1]}


@contextmanager
def served_to_the_public() -> Iterator[tuple[RunningSite, str]]:
    """A site behind nginx, and the address that the public knows."""
    nginx = find_nginx()
    tls_port, plain_port = find_free_port(), find_free_port()
    public_url = f"https://{SITE_NAME}:{tls_port}"
    settings = {
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SITE_URL": public_url,
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    with tempfile.TemporaryDirectory() as folder, served_demo(**settings) as site:
        port = urlsplit(site.url).port
        assert port is not None  # noqa: S101  # as it is served
        file = write_nginx(Path(folder), tls_port, plain_port, [port])
        with started([nginx, "-c", str(file)], tls_port, os.environ):
            yield site, public_url


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
            f"--chrome-flags={' '.join((*CHROMIUM_OPTIONS, *TRUSTING_THE_SAMPLE))}",
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
    with served_to_the_public() as (site, public_url):
        for page, address in find_pages(site, public_url).items():
            for form, options in FORMS.items():
                print_report(f"{page}, {form}", judge(npx, chromium, address, options))


if __name__ == "__main__":
    main()
