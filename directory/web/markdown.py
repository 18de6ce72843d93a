"""Markdown as HTML: few marks for people's own words, some more for the guide's articles.

A practitioner's own words have no links, pictures, headings or HTML: a profile is not the place for
them. Articles have subheadings, and links within this site. Both are read by markdown-it, and what
it makes is cleaned by nh3 as well, so that neither has to be right alone.
"""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

ALLOWED_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li"}
ARTICLE_TAGS = {*ALLOWED_TAGS, "h3", "a"}
SOURCE_LINK = "#source-"


def make_reader(*rules: str, **options: bool) -> MarkdownIt:
    """A reader of a few marks, ready for several threads.

    markdown-it puts its rules in order when it reads the first text, and lists the letters that
    addresses may have when it reads the first link; another thread that reads meanwhile would find
    only some of them.
    """
    reader = MarkdownIt("zero", {"html": False, **options}).enable(list(rules))
    reader.render("any [*words*](/here)")
    return reader


_READER = make_reader("emphasis", "list", "newline", "escape", breaks=True)
_ARTICLE_READER = make_reader("emphasis", "list", "newline", "escape", "heading", "link")


def words_of(text: str) -> Markup:
    """The text as HTML of the tags allowed, and nothing else."""
    html = nh3.clean(_READER.render(text), tags=ALLOWED_TAGS, attributes={}, link_rel=None)
    return Markup(html)  # noqa: S704  # cleaned to the tags allowed, without attributes


def article_of(text: str, prefix: str = "") -> Markup:
    """A piece of an article as HTML; links lead to pages of this site, whose paths get `prefix`.

    Links to the sources below are marked, so that they can be drawn smaller.
    """
    tokens = _ARTICLE_READER.parse(text)
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "link_open":
            target = str(token.attrs["href"])
            if target.startswith(SOURCE_LINK):
                token.attrs["class"] = "citation"
            elif target.startswith("/") and not target.startswith("//"):
                token.attrs["href"] = prefix + target
            else:
                token.attrs = {}
    html = nh3.clean(
        _ARTICLE_READER.renderer.render(tokens, _ARTICLE_READER.options, {}),
        tags=ARTICLE_TAGS,
        attributes={"a": {"href", "class"}},
        url_schemes=set(),
        link_rel=None,
    )
    return Markup(html)  # noqa: S704  # cleaned to the tags allowed, without foreign addresses
