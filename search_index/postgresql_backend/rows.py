"""From a document to its row."""

import json
from collections.abc import Iterable

import numpy as np
from psycopg import Connection, sql

from search_index.document_words import BIOGRAPHY, DocumentWords, name_keys
from search_index.documents import OVERALL, PractitionerDocument, SkillPoints
from search_index.errors import DocumentError
from search_index.facets import SKILL_KNOWN, values_of
from search_index.geometry import unit_vector
from search_index.marked_words import mark_words
from search_index.name_orders import name_order
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.phrases import passages_text
from search_index.text_hashes import text_hash

_SIGN = 2**63
"""Taken off a hash, so that it becomes a bigint."""

_MOST_WORD_BYTES = 1_000_000
"""What the lexemes of a tsvector may have together, a little less than PostgreSQL allows."""

_COLUMNS = (
    *("key", "version", "points", "lo90", "hi90", "years"),
    *("verified_outcome_count", "effective_outcomes", "biography_length"),
    *("x", "y", "z", "other_vectors", "clinics", "name_order", "facets", "own_skill"),
    *("names", "correctable_words", "words", "repeated_words"),
    *("fact_passages", "biography_passage"),
)


class RowWriter:
    """Copies documents into a table and remembers what their state is made of."""

    def __init__(self) -> None:
        self.document_count = 0
        self.biography_length = 0

    def write(
        self,
        connection: Connection[Row],
        table: sql.Identifier,
        documents: Iterable[PractitionerDocument],
    ) -> None:
        columns = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for document in documents:
                words = DocumentWords.of(document)
                length = len(words.biography)
                copy.write_row(_values(document, words, length))
                self.document_count += 1
                self.biography_length += length


def facet_text(facet: str, value: str) -> str:
    """A value of a facet as one text."""
    return f"{facet}:{plain(value)}"


def plain(text: str) -> str:
    """A text without the one character that PostgreSQL does not keep."""
    return text.replace("\0", "\ufffd")


def _values(
    document: PractitionerDocument, words: DocumentWords, length: int
) -> tuple[object, ...]:
    counted = words.counted()
    marked = mark_words(counted)
    if sum(map(len, marked)) > _MOST_WORD_BYTES:
        raise DocumentError(
            f"The words of practitioner {document.key} are more than PostgreSQL can index.",
            "biography",
        )
    vectors = [
        value
        for location in document.locations
        for value in unit_vector(location.latitude, location.longitude)
    ]
    first = vectors[:3] if vectors else [None] * 3
    own_skill = {plain(key): _numbers(s) for key, s in document.skill.items() if key != OVERALL}
    repeated = {word: count for word, count in counted[BIOGRAPHY].items() if count > 1}
    return (
        document.key,
        document.version,
        *_numbers(document.skill[OVERALL]),
        document.years_evidenced,
        document.verified_outcome_count,
        document.effective_outcomes,
        length,
        *first,
        vectors[3:] or None,
        [clinic_number(location.clinic) for location in document.locations],
        name_order(document.name).rstrip(b"\0").decode(),
        [facet_text(*pair) for pair in values_of(document) if pair[0] != SKILL_KNOWN],
        json.dumps(own_skill),
        sorted(name_keys(document)),
        sorted(words.correctable()),
        " ".join(f"'{word}'" for word in marked),
        json.dumps(repeated),
        passages_text(words.fact_passages()),
        passages_text([words.biography_passage()]),
    )


def clinic_number(clinic: str) -> int | None:
    """A number that stands for a clinic; None for none."""
    return text_hash(clinic) - _SIGN if clinic else None


def _numbers(skill: SkillPoints) -> list[float]:
    """The numbers of a skill as 32-bit floats, as which they rank."""
    return [float(np.float32(value)) for value in (skill.points, skill.lo90, skill.hi90)]
