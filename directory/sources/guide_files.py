"""Reads the guide's files: articles in Markdown behind a head in TOML, and the sources they cite.

`sources.toml` holds every source once for all languages; in the folder of each language `*.md` are
the articles, and `concerns/*.md` notes on single concerns by the concern's key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from directory.domain.errors import InvalidValueError
from directory.domain.guide import (
    Comparison,
    ComparisonRow,
    Guide,
    GuideArticle,
    Source,
    make_article,
)
from directory.sources.toml_entries import EntryFields, read_entries, read_text, read_toml

HEAD = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)


def list_languages(folder: Path) -> list[str]:
    """The keys of the languages that a guide is written in."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def read_guide(folder: Path, language: str) -> Guide:
    """The guide in a language. Raises InvalidValueError naming the file that is wrong."""
    try:
        sources = {
            source.key: source for source in read_entries(folder / "sources.toml", _read_source)
        }
        articles = [
            _read_article(path, sources) for path in sorted((folder / language).glob("*.md"))
        ]
        notes = [
            _read_article(path, sources)
            for path in sorted((folder / language / "concerns").glob("*.md"))
        ]
    except InvalidValueError as error:
        raise InvalidValueError(f"Guide in {folder}: {error.message}", error.field) from error
    return Guide(
        articles=tuple(sorted(articles, key=lambda article: article.position)),
        concern_notes={note.key: note for note in notes},
    )


def _read_source(key: str, fields: EntryFields) -> Source:
    return Source(
        key=key,
        title=fields.read("title", str),
        publisher=fields.read("publisher", str),
        year=fields.read("year", str),
        url=fields.read("url", str),
    )


def _read_articles(folder: Path, sources: Mapping[str, Source]) -> list[GuideArticle]:
    return [_read_article(path, sources) for path in sorted(folder.glob("*.md"))]


def _read_article(path: Path, sources: Mapping[str, Source]) -> GuideArticle:
    text = read_text(path)
    head = HEAD.match(text)
    if head is None:
        raise InvalidValueError(f"{path.name} must begin with a head between lines of +++.")
    fields = EntryFields(path.name, read_toml(head[1], path.name))
    article = make_article(
        path.stem,
        title=fields.read("title", str),
        summary=fields.read("summary", str),
        position=fields.read("position", int) if fields.has("position") else 0,
        reviewed_on=fields.read("reviewed_on", date),
        reviewed_by=fields.read("reviewed_by", str) if fields.has("reviewed_by") else "",
        body=text[head.end() :],
        comparison=_read_comparison(fields) if fields.has("columns") else None,
        known_sources=sources,
    )
    fields.finish()
    return article


def _read_comparison(fields: EntryFields) -> Comparison:
    return Comparison(fields.texts("columns"), fields.entries("rows", _read_row))


def _read_row(fields: EntryFields) -> ComparisonRow:
    return ComparisonRow(fields.read("question", str), fields.texts("answers"))
