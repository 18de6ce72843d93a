"""A practitioner's own words as HTML: a few marks, and nothing that could run or lead away."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.ruler import Ruler
from mdurl import _encode

from directory.web.markdown import ALLOWED_TAGS, ARTICLE_TAGS, article_of, make_reader, words_of

PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<script>",
                "</p>",
                "*",
                "**",
                "- ",
                "1. ",
                "\n",
                "\n\n",
                "[a](b)",
                "![x](y)",
                "# ",
                "`",
            ),
            *("javascript:alert(1)", "&lt;", "<img src=x onerror=y>", "words", '"', "<!--"),
        ]
    ),
    max_size=30,
).map("".join)


def test_emphasis_lists_and_lines_are_shown() -> None:
    html = words_of("I treat *scars* and **melasma**:\n\n- with time\n- with care\n\none\ntwo")
    assert html == (
        "<p>I treat <em>scars</em> and <strong>melasma</strong>:</p>\n"
        "<ul>\n<li>with time</li>\n<li>with care</li>\n</ul>\n<p>one<br>\ntwo</p>\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[offers](https://example.org)",
        "![x](https://example.org/x.png)",
        "<https://example.org>",
        "# Best clinic",
        "<p onclick='x'>",
    ],
)
def test_anything_else_stays_the_letters_it_was(text: str) -> None:
    assert re.sub(r"</?p>", "", words_of(text)).strip() == text.replace("&", "&amp;").replace(
        "<", "&lt;"
    ).replace(">", "&gt;")


@given(PIECES)
def test_no_tag_but_those_allowed_and_no_attribute_ever_comes_out(text: str) -> None:
    for tag in re.findall(r"<([^>]*)>", words_of(text)):
        assert tag.strip("/") in ALLOWED_TAGS


def test_an_article_has_subheadings_and_links_within_the_site() -> None:
    assert article_of(
        "### Depth\n\nSee [wrinkles](/concerns/wrinkles) [\\[2\\]](#source-2).", "/es"
    ) == (
        '<h3>Depth</h3>\n<p>See <a href="/es/concerns/wrinkles">wrinkles</a> '
        '<a href="#source-2" class="citation">[2]</a>.</p>\n'
    )


@given(PIECES)
def test_an_article_leads_nowhere_else_and_holds_no_other_tag(text: str) -> None:
    shown = article_of(text)
    for tag in re.findall(r"<([^>]*)>", shown):
        assert tag.strip("/").split()[0] in ARTICLE_TAGS
    assert all(link.startswith(("/", "#")) for link in re.findall(r'href="([^"]*)', shown))


@pytest.mark.parametrize("target", ["https://example.org", "//example.org", "mailto:a@b.c", "b"])
def test_an_article_has_no_link_to_elsewhere(target: str) -> None:
    assert article_of(f"[words]({target})") == "<p><a>words</a></p>\n"


def test_a_reader_has_its_rules_in_order_before_two_threads_read_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = make_reader("emphasis", "list")
    monkeypatch.delattr(Ruler, "__compile__")
    assert reader.render("- *one*\n- two") == ("<ul>\n<li><em>one</em></li>\n<li>two</li>\n</ul>\n")


def test_a_reader_knows_the_letters_of_addresses_before_two_threads_read_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lists_of_letters: dict[str, list[str]] = {}
    monkeypatch.setattr(_encode, "encode_cache", lists_of_letters)
    reader = make_reader("link")
    known = set(lists_of_letters)
    assert reader.render("[a](/b#c%20d)") == '<p><a href="/b#c%20d">a</a></p>\n'
    assert set(lists_of_letters) == known
