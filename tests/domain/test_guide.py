"""The guide's articles: sections, figures, and sources that are cited and known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.guide import (
    Comparison,
    ComparisonRow,
    Figure,
    Guide,
    GuideArticle,
    Passage,
    Source,
    make_article,
    number_citations,
)

FIRST = Source("first", "First", "Journal", "2004", "https://doi.org/10.1/x")
SECOND = Source("second", "Second", "Agency", "undated", "https://agency.example/")
BODY = """
Some words [^second].

## Layer by layer

More, of [a link](/concerns), and **again** [^first] [^second].

[figure: skin]

- a point
"""


def article(**fields: Any) -> GuideArticle:
    values: dict[str, Any] = {
        "title": "How it works",
        "summary": "In short.",
        "position": 1,
        "reviewed_on": date(2026, 11, 27),
        "reviewed_by": "",
        "body": BODY,
        "comparison": None,
        "known_sources": {"first": FIRST, "second": SECOND},
        **fields,
    }
    return make_article("works", **values)


def test_an_article_is_split_at_its_headings_and_figures() -> None:
    made = article()
    assert [(section.title, section.anchor) for section in made.sections] == [
        ("", ""),
        ("Layer by layer", "layer-by-layer"),
    ]
    assert made.sections[1].passages[1:] == (Passage("", Figure.SKIN), Passage("- a point"))
    assert made.figures == {Figure.SKIN}


def test_sources_are_numbered_in_the_order_of_their_citation() -> None:
    made = article()
    assert made.sources == (SECOND, FIRST)
    assert number_citations("x [^first]", made) == "x\N{NO-BREAK SPACE}[\\[2\\]](#source-2)"


def test_what_is_read_has_no_marks() -> None:
    assert article().plain_text.splitlines() == [
        "In short.",
        "Some words .",
        "Layer by layer",
        "More, of a link, and again  .",
        "a point",
    ]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"body": "Words [^third]."}, "'third' is no source"),
        ({"body": "Words."}, "no source is cited"),
        ({"body": "Words [^first].\n\n[figure: brain]\n"}, "'brain' is no figure"),
        ({"body": "[^first]\n## One\na\n## one\nb"}, "two headings are the same"),
        ({"body": "[^first]\n\n[figure: comparison]\n"}, "needs its figure"),
        ({"comparison": Comparison(("a",), ())}, "needs its figure"),
        ({"title": ""}, "title, summary or text is missing"),
    ],
)
def test_what_does_not_fit_is_told(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidValueError, match=complaint):
        article(**fields)


def test_every_column_needs_an_answer() -> None:
    with pytest.raises(InvalidValueError, match="needs 2 answers"):
        Comparison(("laser", "filler"), (ComparisonRow("What?", ("one",)),))


@pytest.mark.parametrize(
    "fields", [{"url": "http://plain.example"}, {"year": "recently"}, {"title": ""}]
)
def test_a_source_is_complete_and_leads_somewhere(fields: dict[str, str]) -> None:
    values = {"title": "T", "publisher": "P", "year": "2004", "url": "https://x.example/"}
    with pytest.raises(InvalidValueError):
        Source("key", **{**values, **fields})


def test_an_unknown_article_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="no article 'nothing'"):
        Guide((article(),), {}).get_article("nothing")
