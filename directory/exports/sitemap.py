"""Sitemaps by the protocol of sitemaps.org: an index, and parts that may hold 50,000 addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

"""How many one part may hold, by the protocol."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page by its whole address in each language, and the day on which it last changed."""

    urls: Mapping[str, str]
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """One part of the sitemap, by its whole address."""

    url: str
    changed_on: date | None = None


def write_index(parts: Iterable[SitemapPart]) -> Iterator[str]:
    """The index that names every part."""
    yield f"{_DECLARATION}<sitemapindex {_NAMESPACE}>\n"
    for part in parts:
        yield f"<sitemap><loc>{escape(part.url)}</loc>{_changed(part.changed_on)}</sitemap>\n"
    yield "</sitemapindex>\n"


def write_part(pages: Iterable[SitemapPage]) -> Iterator[str]:
    """One part, page by page; each of a page's addresses names all of them."""
    yield f"{_DECLARATION}<urlset {_NAMESPACE} {_XHTML}>\n"
    for page in pages:
        translations = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(url)}/>'
            for language, url in page.urls.items()
        )
        for url in page.urls.values():
            changed = _changed(page.changed_on)
            yield f"<url><loc>{escape(url)}</loc>{changed}{translations}</url>\n"
    yield "</urlset>\n"


def _changed(day: date | None) -> str:
    return f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
