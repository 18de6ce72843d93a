"""Where the words of a search stand in each row: bits that the GIN index gives, so that no row's
own words, long values beside it, are read for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from psycopg import sql

from search_index import folding
from search_index.marked_words import marked_biography, marked_fact
from search_index.postgresql_backend import tsqueries
from search_index.weighed_words import WeighedWords


class Field(IntEnum):
    """Where a word can stand."""

    NAME = 0
    FACTS = 1
    BIOGRAPHY = 2


_NAME_BIT = 0
"""Says that the whole text is the name of a row."""


@dataclass(frozen=True)
class WordPlaces:
    """Expressions about a row, whose bits are to be called `places`."""

    weighed: WeighedWords

    def joined_to(self, documents: sql.Identifier) -> sql.Composable:
        """The documents, called `document`, that words can find: all where none is required."""
        branches = [
            sql.SQL("SELECT key, {} AS bits FROM {} WHERE names @> {}::text[]").format(
                self._bits(_NAME_BIT), documents, sql.Literal([self.weighed.asked.name])
            ),
            *(
                sql.SQL("SELECT key, {} FROM {} WHERE words @@ {}::tsquery").format(
                    self._bits(number), documents, sql.Literal(query)
                )
                for number, query in self._queries()
            ),
        ]
        return sql.SQL(
            "{documents} AS document {join} (SELECT key, bit_or(bits) AS bits FROM ({branches})"
            " AS branch GROUP BY key) AS held ON held.key = document.key"
        ).format(
            documents=documents,
            join=sql.SQL("JOIN" if self.weighed.asked.required_count else "LEFT JOIN"),
            branches=sql.SQL(" UNION ALL ").join(branches),
        )

    @property
    def places(self) -> sql.Composable:
        """The bits of a row of `joined_to`."""
        return sql.SQL("coalesce(held.bits, {})").format(self._bits())

    @property
    def is_name(self) -> sql.Composable:
        """Whether the text is a row's name."""
        return sql.SQL("get_bit(places, {}) = 1").format(sql.Literal(_NAME_BIT))

    def stands_in(self, number: int, *fields: Field) -> sql.Composable:
        """1 where the word of that number stands in any of some fields, else 0."""
        bits = (
            sql.SQL("get_bit(places, {})").format(sql.Literal(_bit_of(number, field)))
            for field in fields
        )
        return sql.SQL("({})").format(sql.SQL(" | ").join(bits))

    def _queries(self) -> Iterator[tuple[int, str]]:
        """Of each bit of a word the tsquery of the rows that have it, among those that matter."""
        asked = self.weighed.asked
        deciding = self.weighed.list_deciding()
        decided = " | ".join(tsqueries.anywhere(asked.words[number]) for number in deciding)
        for number, word in enumerate(asked.words):
            if not self.weighed.counts[number]:
                continue
            stem = folding.stem(word)
            for field, query in (
                (Field.NAME, tsqueries.in_name(word)),
                (Field.FACTS, tsqueries.any_of([marked_fact(stem)])),
                (Field.BIOGRAPHY, tsqueries.any_of([marked_biography(stem)])),
            ):
                is_free = number in deciding or not decided
                together = query if is_free else tsqueries.all_of([decided, query])
                yield _bit_of(number, field), together

    def _bits(self, *set_bits: int) -> sql.Composable:
        count = _bit_of(len(self.weighed.asked.words), Field.NAME)
        text = "".join("1" if number in set_bits else "0" for number in range(count))
        return sql.SQL("B{}").format(sql.Literal(text))


def _bit_of(number: int, field: Field) -> int:
    return 1 + len(Field) * number + field
