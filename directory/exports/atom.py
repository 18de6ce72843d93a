"""Feeds by RFC 4287 (Atom), written with the standard library: they are small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
UNSTORABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Characters that XML cannot hold."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that happened; the number in `identifier` never means anything else."""

    identifier: str
    title: str
    url: str
    updated_at: datetime
    text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, newest entries first; `url` is that of the page which shows the same."""

    title: str
    author: str
    own_url: str
    url: str
    language: str
    entries: Sequence[FeedEntry]


def write_feed(feed: Feed, made_at: datetime) -> bytes:
    """The feed as XML. An empty one was updated when it was made."""
    root = ElementTree.Element(f"{{{NAMESPACE}}}feed", {LANGUAGE: feed.language})
    updated_at = max((entry.updated_at for entry in feed.entries), default=made_at)
    _add(root, "id", feed.own_url)
    _add(root, "title", feed.title)
    _add(root, "updated", _instant(updated_at))
    _add(_add(root, "author", None), "name", feed.author)
    _add(root, "link", None, rel="self", type="application/atom+xml", href=feed.own_url)
    _add(root, "link", None, rel="alternate", type="text/html", href=feed.url)
    for entry in feed.entries:
        element = _add(root, "entry", None)
        _add(element, "id", entry.identifier)
        _add(element, "title", entry.title)
        _add(element, "updated", _instant(entry.updated_at))
        _add(element, "link", None, rel="alternate", type="text/html", href=entry.url)
        if entry.text:
            content = _add(element, "content", entry.text, type="text")
            if entry.language:
                content.set(LANGUAGE, entry.language)
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.indent(root, "")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(
    parent: ElementTree.Element, name: str, text: str | None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = text.translate(UNSTORABLE) if text is not None else None
    return element


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
