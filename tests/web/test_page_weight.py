"""What a page costs who opens it first: bytes as sent compressed, and requests."""

from __future__ import annotations

import gzip
import re
from urllib.request import urlopen

import pytest

from tests.fixtures.sites import RunningSite

MOST_KILOBYTES = 52
MOST_REQUESTS = 11
SEARCH = "/search?q=pitted+scars+near+Denver"


def fetch(url: str) -> bytes:
    with urlopen(url) as answer:  # noqa: S310  # our own site
        content: bytes = answer.read()
    return content


def weigh(content: bytes, path: str) -> int:
    """Bytes on the way; fonts are compressed already."""
    return len(content) if ".woff2" in path else len(gzip.compress(content))


@pytest.mark.parametrize("page", ["home", "results", "profile"])
def test_a_page_is_light(demo_site: RunningSite, page: str) -> None:
    results = fetch(demo_site.url + SEARCH).decode()
    profile = re.search(r'<h3[^>]*><a href="([^"]+)"', results)
    assert profile
    path = {"home": "/", "results": SEARCH, "profile": profile[1]}[page]
    html = fetch(demo_site.url + path)
    parts = set(
        re.findall(rb'(?:href|src)="((?:/static/|/shared)[^"]+\.(?:css|js|woff2|svg)[^"]*)"', html)
    )
    weights = {
        part.decode(): weigh(fetch(demo_site.url + part.decode()), part.decode()) for part in parts
    }
    assert len(weights) + 1 <= MOST_REQUESTS, sorted(weights)
    total = (weigh(html, path) + sum(weights.values())) / 1024
    assert total <= MOST_KILOBYTES, f"{total:.0f} KB: {weights}"
