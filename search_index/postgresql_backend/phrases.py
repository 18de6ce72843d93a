"""Phrases as conditions about the row of a document.

Whoever has all words of a phrase is found by the index of words; then their passages are read. A
tsvector would forget where a word stands after its 256th time, and behind the 16,383rd word.
"""

from collections.abc import Iterable, Sequence

from psycopg import sql

from search_index.document_words import Passage
from search_index.postgresql_backend import tsqueries


def passages_text(passages: Iterable[Passage]) -> str:
    """Passages as they are kept: one a line, a space before and behind each word."""
    return "\n".join(f" {' '.join(passage)} " for passage in passages)


def stands_in(words: Sequence[str]) -> sql.Composable:
    """Whether the words of a phrase stand together anywhere in a row."""
    together = tsqueries.all_of(map(tsqueries.anywhere, dict.fromkeys(words)))
    return sql.SQL("(words @@ {}::tsquery AND ({} OR {}))").format(
        sql.Literal(together), stands_in_facts(words), _stands_in(words, "biography_passage")
    )


def stands_in_facts(words: Sequence[str]) -> sql.Composable:
    """Whether they stand together in its names or facts."""
    return _stands_in(words, "fact_passages")


def _stands_in(words: Sequence[str], column: str) -> sql.Composable:
    return sql.SQL("strpos({}, {}) > 0").format(
        sql.Identifier(column), sql.Literal(passages_text([words]))
    )
