"""The guide's articles: sections of text and figures, sources cited by key, and who reviewed it.

How articles are written in files is known by `directory.sources.guide_files`; how they look, by the
templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from directory.domain.errors import NotFoundError
from directory.domain.vocabulary_entries import KEY, check_that
from directory.domain.wording import fold_phrase

NO_BREAK = "\N{NO-BREAK SPACE}"
CITATION = re.compile(r"\[\^([a-z0-9_]+)\]")
HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
FIGURE_LINE = re.compile(r"^\[figure: *([a-z_]+)\] *$", re.MULTILINE)


class Figure(StrEnum):
    """What can stand between two paragraphs: drawn from the site's own data or the article's."""

    SKIN = "skin"
    DEPTHS = "depths"
    SEVERITY = "severity"
    COMPARISON = "comparison"
    HEALING = "healing"
    INTERVAL = "interval"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Source:
    """Something published that an article rests on."""

    key: str
    title: str
    publisher: str
    year: str
    url: str

    def __post_init__(self) -> None:
        where = f"sources.{self.key}"
        check_that(bool(KEY.fullmatch(self.key)), where, f"{self.key!r} is not a key")
        check_that(bool(self.title and self.publisher), where, "title and publisher are needed")
        check_that(bool(re.fullmatch(r"\d{4}|undated", self.year)), where, "year is no year")
        parts = urlsplit(self.url)
        check_that(parts.scheme == "https" and bool(parts.hostname), where, "url must be https")


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One question, answered for each column."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ways of treatment side by side."""

    columns: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            check_that(
                len(row.answers) == len(self.columns),
                "comparison",
                f"{row.question!r} needs {len(self.columns)} answers",
            )


@dataclass(frozen=True, slots=True)
class Passage:
    """Either some paragraphs of text, or a figure."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; the first section of an article may have none."""

    title: str
    passages: tuple[Passage, ...]

    @property
    def anchor(self) -> str:
        """The heading as part of an address."""
        return fold_phrase(self.title).replace(" ", "-")


@dataclass(frozen=True, slots=True)
class GuideArticle:
    """One article. `position` orders the articles; `sources` are in the order of their citation.

    `reviewed_on` is when the text was last compared with its sources; `reviewed_by` names the
    clinician who read it, and is empty as long as none has.
    """

    key: str
    title: str
    summary: str
    position: int
    reviewed_on: date
    reviewed_by: str
    body: str
    comparison: Comparison | None
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]

    @property
    def figures(self) -> frozenset[Figure]:
        """The figures that stand in the article."""
        return frozenset(
            passage.figure
            for section in self.sections
            for passage in section.passages
            if passage.figure
        )

    @property
    def plain_text(self) -> str:
        """What is read, without marks: summary, headings, paragraphs, table; a line for each."""
        rows = self.comparison.rows if self.comparison else ()
        lines = [self.summary, *self.body.splitlines()]
        lines += [text for row in rows for text in (row.question, *row.answers)]
        return "\n".join(filter(None, (_without_marks(line) for line in lines)))


@dataclass(frozen=True, slots=True)
class Guide:
    """All articles in their order, and notes on single concerns by the concern's key."""

    articles: tuple[GuideArticle, ...]
    concern_notes: Mapping[str, GuideArticle]

    def get_article(self, key: str) -> GuideArticle:
        """The article of this key. Raises NotFoundError."""
        for article in self.articles:
            if article.key == key:
                return article
        raise NotFoundError(f"The guide has no article {key!r}.")


def make_article(
    key: str,
    *,
    title: str,
    summary: str,
    position: int,
    reviewed_on: date,
    reviewed_by: str,
    body: str,
    comparison: Comparison | None,
    known_sources: Mapping[str, Source],
) -> GuideArticle:
    """Put an article together from its text. Raises InvalidValueError for what does not fit."""
    where = f"guide.{key}"
    check_that(bool(title and summary and body.strip()), where, "title, summary or text is missing")
    text = body + (" ".join(_comparison_texts(comparison)) if comparison else "")
    cited = list(dict.fromkeys(CITATION.findall(text)))
    for source_key in cited:
        check_that(source_key in known_sources, where, f"{source_key!r} is no source")
    check_that(bool(cited), where, "no source is cited")
    sections = _split_sections(body, where)
    figures = {passage.figure for section in sections for passage in section.passages}
    check_that(
        (Figure.COMPARISON in figures) == (comparison is not None),
        where,
        "a comparison needs its figure, and the figure its comparison",
    )
    return GuideArticle(
        key=key,
        title=title,
        summary=summary,
        position=position,
        reviewed_on=reviewed_on,
        reviewed_by=reviewed_by,
        body=body,
        comparison=comparison,
        sources=tuple(known_sources[source_key] for source_key in cited),
        sections=sections,
    )


def number_citations(text: str, article: GuideArticle) -> str:
    """The text with each citation as a link to the numbered source: "[2]" to "#source-2".

    It stays on the line of the word before it.
    """
    numbers = {source.key: number for number, source in enumerate(article.sources, start=1)}
    kept_together = text.replace(" [^", NO_BREAK + "[^")
    return CITATION.sub(
        lambda found: r"[\[{0}\]](#source-{0})".format(numbers[found[1]]), kept_together
    )


def _split_sections(body: str, where: str) -> tuple[Section, ...]:
    first, *rest = HEADING.split(body)
    titled = [("", first), *zip(rest[::2], rest[1::2], strict=True)]
    sections = tuple(
        Section(title, passages)
        for title, text in titled
        if (passages := _split_passages(text, where))
    )
    anchors = [section.anchor for section in sections]
    check_that(len(set(anchors)) == len(anchors), where, "two headings are the same")
    return sections


def _split_passages(text: str, where: str) -> tuple[Passage, ...]:
    pieces = FIGURE_LINE.split(text)
    passages = []
    for position, piece in enumerate(pieces):
        if position % 2:
            check_that(piece in set(Figure), where, f"{piece!r} is no figure")
            passages.append(Passage("", Figure(piece)))
        elif piece.strip():
            passages.append(Passage(piece.strip()))
    return tuple(passages)


def _comparison_texts(comparison: Comparison) -> list[str]:
    return [answer for row in comparison.rows for answer in row.answers]


def _without_marks(line: str) -> str:
    line = FIGURE_LINE.sub("", CITATION.sub("", line))
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    return re.sub(r"^(?:#+|-|\d+\.) +|[*_]", "", line.strip()).strip()
