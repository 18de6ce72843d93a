"""From words to conditions: which rows match the text of a search, and how well.

Words are asked for as lexemes that were made by our own folding, so that PostgreSQL's parsers,
dictionaries and `unaccent` have no part in it and every engine finds the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from psycopg import Connection, sql

from search_index import folding
from search_index.marked_words import (
    marked_anywhere,
    marked_biography,
    marked_fact,
    marked_in_facts,
    marked_in_name,
    tell_uses,
)
from search_index.page import Tier
from search_index.postgresql_backend import phrases
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.expressions import all_of, float_of
from search_index.postgresql_backend.tables import State
from search_index.query import SearchQuery
from search_index.relevance_rule import (
    BIOGRAPHY_LENGTH_SHARE,
    BIOGRAPHY_WEIGHT,
    FACT_WEIGHT,
    IDF_UNITS,
    K1,
    NAME_WEIGHT,
    RELEVANCE_DECIMALS,
)
from search_index.weighed_words import AskedWords, WeighedWords
from search_index.words import WordUse

_LITERAL = sql.Literal


def find_words(
    connection: Connection[Row], state: State, query: SearchQuery
) -> WeighedWords | None:
    """The words and phrases of a search, weighed; None when there are none."""
    asked = AskedWords.of(query.text, query.remarks, query.phrases)
    if not asked:
        return None
    counts = _count(connection, state, [anywhere(word) for word in asked.words])
    are_known = _are_there(connection, state, [phrases.stands_in(one) for one in asked.phrases])
    return asked.weigh(counts, are_known, state.document_count)


def word_uses(connection: Connection[Row], state: State, text: str) -> dict[str, WordUse]:
    """Where each word of a text is used."""
    words = folding.query_words(text)
    if not words:
        return {}
    asked = [in_facts(word) for word in words] + [anywhere(word) for word in words]
    counts = _count(connection, state, asked)
    return tell_uses(words, counts[: len(words)], counts[len(words) :])


def in_name(word: str) -> str:
    """The tsquery of profiles that have a word in their names, a letter also as an initial."""
    return _any_of(marked_in_name(word))


def in_facts(word: str) -> str:
    """The tsquery of profiles that have a word in names or facts."""
    return _any_of(marked_in_facts(word))


def anywhere(word: str) -> str:
    """The tsquery of profiles that have a word."""
    return _any_of(marked_anywhere(word))


def _any_of(marked: Sequence[str]) -> str:
    return " | ".join(f"'{word}'" for word in marked)


@dataclass(frozen=True)
class TextMatch:
    """Expressions about the row of a document, whose tsvector is to be called `lexemes`."""

    weighed: WeighedWords
    mean_biography_length: float

    @cached_property
    def condition(self) -> sql.Composable:
        """Whether a row can match; whoever does for another reason has no tier."""
        return all_of([self._can_have_words, *map(phrases.stands_in, self.weighed.asked.phrases)])

    @property
    def _can_have_words(self) -> sql.Composable:
        asked = self.weighed.asked
        if not asked.required_count:
            return sql.SQL("true")
        deciding = [asked.words[number] for number in self.weighed.list_deciding()]
        query = " | ".join(map(anywhere, deciding))
        return sql.SQL("(words @@ {}::tsquery OR {})").format(_LITERAL(query), self._is_name)

    @property
    def tier(self) -> sql.Composable:
        """The tier of a row; NULL when it does not match."""
        asked, weighed = self.weighed.asked, self.weighed
        enough: sql.Composable = sql.SQL("true")
        if asked.required_count:
            required = self._weight(asked.required_count)
            enough = sql.SQL("{} >= {}").format(required, _LITERAL(weighed.least_required))
        few = Tier.FEW_WORDS if asked.required_count < len(asked.words) else None
        return sql.SQL(
            "CASE WHEN {is_name} THEN {exact} WHEN {facts} THEN {in_facts}"
            " WHEN {every} THEN {every_word} WHEN NOT ({enough}) THEN NULL"
            " WHEN {weight} >= {least} THEN {most} ELSE {few} END"
        ).format(
            is_name=self._is_name,
            exact=_LITERAL(int(Tier.EXACT_NAME)),
            facts=all_of(
                [
                    _have(map(in_facts, asked.words)),
                    *map(phrases.stands_in_facts, asked.phrases),
                ]
            ),
            in_facts=_LITERAL(int(Tier.EVERY_WORD_IN_FACTS)),
            every=_have(map(anywhere, asked.words)),
            every_word=_LITERAL(int(Tier.EVERY_WORD)),
            enough=enough,
            weight=self._weight(len(asked.words)),
            least=_LITERAL(weighed.least),
            most=_LITERAL(int(Tier.MOST_WORDS)),
            few=_LITERAL(few and int(few)),
        )

    @property
    def relevance(self) -> sql.Composable:
        """BM25F of a row, by the same steps of arithmetic as everywhere, so exactly the same."""
        lengths = sql.SQL("({} + {} * (biography_length / {}::float8))").format(
            float_of(1 - BIOGRAPHY_LENGTH_SHARE),
            float_of(BIOGRAPHY_LENGTH_SHARE),
            float_of(self.mean_biography_length),
        )
        score: sql.Composable = float_of(0)
        for word, weight in zip(self.weighed.asked.words, self.weighed.weights, strict=True):
            if weight:
                score = sql.SQL(
                    "{} + (SELECT {} * f * {} / ({} + f) FROM (SELECT {} AS f OFFSET 0) AS word)"
                ).format(
                    score,
                    float_of(weight / IDF_UNITS),
                    float_of(K1 + 1),
                    float_of(K1),
                    self._frequency(word, lengths),
                )
        tenths = float_of(10.0**RELEVANCE_DECIMALS)
        return sql.SQL("round(({}) * {}) / {}").format(score, tenths, tenths)

    def _frequency(self, word: str, lengths: sql.Composable) -> sql.Composable:
        stem = folding.stem(word)
        return sql.SQL(
            "(CASE WHEN lexemes @@ {biography}::tsquery"
            " THEN coalesce((repeated_words ->> {stem})::float8, 1) ELSE 0 END / {lengths}"
            " * {biography_weight} + {name_weight} * (lexemes @@ {name}::tsquery)::integer"
            " + {fact_weight} * (lexemes @@ {fact}::tsquery)::integer)"
        ).format(
            biography=_LITERAL(_any_of([marked_biography(stem)])),
            stem=_LITERAL(stem),
            lengths=lengths,
            biography_weight=float_of(BIOGRAPHY_WEIGHT),
            name_weight=float_of(NAME_WEIGHT),
            name=_LITERAL(in_name(word)),
            fact_weight=float_of(FACT_WEIGHT),
            fact=_LITERAL(_any_of([marked_fact(stem)])),
        )

    @property
    def _is_name(self) -> sql.Composable:
        return sql.SQL("names @> {}::text[]").format(_LITERAL([self.weighed.asked.name]))

    def _weight(self, word_count: int) -> sql.Composable:
        """The weight of those of the first words that a row has."""
        pairs = list(zip(self.weighed.asked.words, self.weighed.weights, strict=True))
        weights = (
            sql.SQL("{} * (lexemes @@ {}::tsquery)::integer").format(
                _LITERAL(weight), _LITERAL(anywhere(word))
            )
            for word, weight in pairs[:word_count]
        )
        return sql.SQL("({})").format(sql.SQL(" + ").join([sql.SQL("0"), *weights]))


def _have(queries: Iterable[str]) -> sql.Composable:
    """Whether the lexemes have what each of some tsqueries asks for."""
    together = " & ".join(f"({query})" for query in queries)
    if not together:
        return sql.SQL("true")
    return sql.SQL("lexemes @@ {}::tsquery").format(_LITERAL(together))


def _are_there(
    connection: Connection[Row], state: State, conditions: Sequence[sql.Composable]
) -> list[bool]:
    """Of each of some conditions whether any document is so."""
    if not conditions:
        return []
    exist = [
        sql.SQL("EXISTS (SELECT FROM {} WHERE {})").format(state.documents, one)
        for one in conditions
    ]
    statement = sql.SQL("SELECT ARRAY[{}]").format(sql.SQL(", ").join(exist))
    row = connection.execute(statement).fetchone()
    return list(row[0]) if row else []


def _count(connection: Connection[Row], state: State, queries: list[str]) -> list[int]:
    """How many documents each of some tsqueries finds."""
    if not queries:
        return []
    counts = [
        sql.SQL("(SELECT count(*) FROM {} WHERE words @@ {}::tsquery)").format(
            state.documents, _LITERAL(query)
        )
        for query in queries
    ]
    statement = sql.SQL("SELECT ARRAY[{}]").format(sql.SQL(", ").join(counts))
    row = connection.execute(statement).fetchone()
    return list(row[0]) if row else []
