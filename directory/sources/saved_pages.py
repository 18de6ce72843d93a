"""What a saved web page says of itself to machines: its address, and its schema.org data.

JSON-LD and microdata come out in one shape, that of JSON-LD. Pages are read as browsers read
them, so that unclosed and misplaced tags cost nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from turbohtml import Document, Element, parse
from turbohtml.extract import MicrodataItem

from directory.domain.errors import InvalidValueError

DEEPEST_NESTING = 40
"""Things within things that are read; deeper ones are no description of anything."""

_JSON_LD = "application/ld+json"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page's address, empty where it does not say it, and its schema.org data, part by part."""

    address: str
    things: list[Any]


def read_saved_page(raw: bytes) -> SavedPage:
    """Read a page in whatever encoding it is. Raises InvalidValueError for one nested too deep."""
    page = parse(raw)
    address = _find_address(page)
    try:
        things = [*_read_json_ld(page), *_read_microdata(page)]
    except RecursionError as error:
        raise InvalidValueError(
            "The page’s data lie in each other hundreds deep, which is no description of anything."
        ) from error
    return SavedPage(address, things)


def _find_address(page: Document) -> str:
    canonical = (_attribute(one, "href") for one in page.select('link[rel~="canonical" i]'))
    shared = (_attribute(one, "content") for one in page.select('meta[property="og:url"]'))
    return next((address for address in (*canonical, *shared) if address), "")


def _read_json_ld(page: Document) -> Iterator[Any]:
    for script in page.select(f'script[type^="{_JSON_LD}" i]'):
        with suppress(ValueError, RecursionError):  # one broken block spoils no other
            yield json.loads(script.text, strict=False)


def _read_microdata(page: Document) -> Iterator[Any]:
    for orphan in page.select("[itemscope][itemprop]:not([id])"):
        # A property of nothing would be left out with all that is in it.
        holders = (one for one in orphan.ancestors if isinstance(one, Element))
        if not any("itemscope" in one.attrs for one in holders):
            del orphan.attrs["itemprop"]
    for item in page.microdata():
        yield _as_json_ld(item, 0)


def _as_json_ld(item: MicrodataItem, depth: int) -> dict[str, Any]:
    thing: dict[str, Any] = {"@type": (item.type or "").split(), "@id": item.id}
    if depth < DEEPEST_NESTING:
        for name, values in item.properties.items():
            read = [
                _as_json_ld(value, depth + 1)
                if isinstance(value, MicrodataItem)
                else " ".join(value.split())
                for value in values
            ]
            thing[name] = read[0] if len(read) == 1 else read
    return thing


def _attribute(element: Element, name: str) -> str:
    value = element.attrs.get(name)
    return value.strip() if isinstance(value, str) else ""
