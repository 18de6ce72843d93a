"""Regions of a page have names of their own, so that whoever jumps between them knows which."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMED_BY_HEADING = re.compile(
    r"""<section\b[^>]*aria-labelledby="([\w-]+)".*?<h[1-6][^>]*\bid="\1"[^>]*>(.*?)</h""",
    re.DOTALL,
)
REGION = re.compile(r"""role="region" aria-label(?:ledby)?="([^"]*)\"""")


def list_shared_names(markup: str) -> list[str]:
    """Names that a section and a region of this template have both."""
    regions = set(REGION.findall(markup))
    return [words for key, words in NAMED_BY_HEADING.findall(markup) if {key, words} & regions]


def test_a_shared_name_is_noticed() -> None:
    markup = (
        '<section aria-labelledby="a"><h2 id="a">Payments</h2>'
        '<div role="region" aria-label="Payments"></div></section>'
        '<section aria-labelledby="b"><h2 id="b">Reviews</h2>'
        '<div role="region" aria-labelledby="b"></div></section>'
    )
    assert list_shared_names(markup) == ["Payments", "Reviews"]


def test_no_region_has_the_name_of_its_section() -> None:
    found = {
        file.relative_to(TEMPLATES).as_posix(): shared
        for file in sorted(TEMPLATES.rglob("*.html"))
        if (shared := list_shared_names(file.read_text("utf-8")))
    }
    assert found == {}
