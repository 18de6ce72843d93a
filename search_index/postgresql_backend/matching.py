"""From words to expressions: which rows match the text of a search, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from psycopg import Connection, sql

from search_index import folding
from search_index.marked_words import tell_uses
from search_index.page import Tier
from search_index.postgresql_backend import phrases
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.expressions import all_of, float_of
from search_index.postgresql_backend.tables import State
from search_index.postgresql_backend.tsqueries import anywhere, in_facts
from search_index.postgresql_backend.word_places import Field, WordPlaces
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


@dataclass(frozen=True)
class TextMatch:
    """Expressions about the row of a document that `source` has."""

    weighed: WeighedWords
    mean_biography_length: float

    @cached_property
    def _places(self) -> WordPlaces:
        return WordPlaces(self.weighed)

    def source(self, documents: sql.Identifier) -> sql.Composable:
        """The documents that can match; whoever does not in the end has no tier."""
        if not self.weighed.asked.words:
            return sql.SQL("{} AS document").format(documents)
        return sql.SQL("{}, LATERAL (SELECT {} AS places OFFSET 0) AS text").format(
            self._places.joined_to(documents), self._places.places
        )

    @property
    def condition(self) -> sql.Composable:
        """Whether a row has every phrase."""
        return all_of(map(phrases.stands_in, self.weighed.asked.phrases))

    @property
    def tier(self) -> sql.Composable:
        """The tier of a row; NULL when it does not match."""
        asked, weighed = self.weighed.asked, self.weighed
        phrases_in_facts = all_of(map(phrases.stands_in_facts, asked.phrases))
        if not asked.words:
            return sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(
                phrases_in_facts,
                _LITERAL(int(Tier.EVERY_WORD_IN_FACTS)),
                _LITERAL(int(Tier.EVERY_WORD)),
            )
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
            is_name=self._places.is_name,
            exact=_LITERAL(int(Tier.EXACT_NAME)),
            facts=all_of([self._all_stand_in(Field.NAME, Field.FACTS), phrases_in_facts]),
            in_facts=_LITERAL(int(Tier.EVERY_WORD_IN_FACTS)),
            every=self._all_stand_in(*Field),
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
        for number, weight in enumerate(self.weighed.weights):
            if weight:
                score = sql.SQL(
                    "{} + (SELECT {} * f * {} / ({} + f) FROM (SELECT {} AS f OFFSET 0) AS word)"
                ).format(
                    score,
                    float_of(weight / IDF_UNITS),
                    float_of(K1 + 1),
                    float_of(K1),
                    self._frequency(number, lengths),
                )
        tenths = float_of(10.0**RELEVANCE_DECIMALS)
        return sql.SQL("round(({}) * {}) / {}").format(score, tenths, tenths)

    def _frequency(self, number: int, lengths: sql.Composable) -> sql.Composable:
        return sql.SQL(
            "(CASE {biography} WHEN 1"
            " THEN coalesce((repeated_words ->> {stem})::float8, 1) ELSE 0 END / {lengths}"
            " * {biography_weight} + {name_weight} * {name} + {fact_weight} * {facts})"
        ).format(
            biography=self._places.stands_in(number, Field.BIOGRAPHY),
            stem=_LITERAL(folding.stem(self.weighed.asked.words[number])),
            lengths=lengths,
            biography_weight=float_of(BIOGRAPHY_WEIGHT),
            name_weight=float_of(NAME_WEIGHT),
            name=self._places.stands_in(number, Field.NAME),
            fact_weight=float_of(FACT_WEIGHT),
            facts=self._places.stands_in(number, Field.FACTS),
        )

    def _all_stand_in(self, *fields: Field) -> sql.Composable:
        """Whether every word stands in one of some fields."""
        numbers = range(len(self.weighed.asked.words))
        return all_of(sql.SQL("{} = 1").format(self._places.stands_in(n, *fields)) for n in numbers)

    def _weight(self, word_count: int) -> sql.Composable:
        """The weight of those of the first words that a row has."""
        weights = (
            sql.SQL("{} * {}").format(_LITERAL(weight), self._places.stands_in(number, *Field))
            for number, weight in enumerate(self.weighed.weights[:word_count])
        )
        return sql.SQL("({})").format(sql.SQL(" + ").join(weights))


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
