"""Words of names and facts that are spelt or begin alike, and practitioners by their names."""

from psycopg import Connection, sql

from search_index import folding
from search_index.postgresql_backend.connections import Row
from search_index.postgresql_backend.tables import State
from search_index.postgresql_backend.tsqueries import in_name
from search_index.spelling import most_errors
from search_index.word_list import MOST_ENDINGS, WordList


def find_similar_word(
    connection: Connection[Row], state: State, word: str
) -> tuple[str, int] | None:
    """The word spelt most like this one, and the number of errors.

    Words of about its length are compared here: three errors in nine letters leave no three letters
    together, so that `pg_trgm` would not find some of them.
    """
    folded = "".join(folding.words(word[: folding.LONGEST_WORD]))
    errors = most_errors(folded)
    rows = connection.execute(
        sql.SQL("SELECT word, document_count FROM {} WHERE length(word) BETWEEN {} AND {}").format(
            state.words, sql.Literal(len(folded) - errors), sql.Literal(len(folded) + errors)
        )
    ).fetchall()
    return WordList(dict(rows)).find_nearest(folded)


def list_endings(
    connection: Connection[Row], state: State, beginning: str, limit: int
) -> list[str]:
    """The most frequent words that begin so; `beginning` is folded."""
    rows = connection.execute(
        sql.SQL(
            "SELECT word FROM {} WHERE word LIKE {} ORDER BY document_count DESC, word LIMIT {}"
        ).format(state.words, sql.Literal(f"{beginning}%"), sql.Literal(limit))
    ).fetchall()
    return [word for (word,) in rows]


def finish_word(connection: Connection[Row], state: State, beginning: str) -> str | None:
    """The most frequent word of names and facts that begins so."""
    folded = "".join(folding.words(beginning[: folding.LONGEST_WORD]))
    endings = list_endings(connection, state, folded, 1) if folded else []
    return endings[0] if endings else None


def has_name(connection: Connection[Row], state: State, text: str) -> bool:
    """Whether the text is exactly somebody's name of several words."""
    name = folding.query_name(text)
    if " " not in name:
        return False
    statement = sql.SQL("SELECT FROM {} WHERE names @> {}::text[] LIMIT 1")
    found = connection.execute(statement.format(state.documents, sql.Literal([name])))
    return found.fetchone() is not None


def list_names(connection: Connection[Row], state: State, text: str, limit: int) -> list[int]:
    """Keys of those whose names have every word of the text, the last as a beginning, by skill."""
    words = [word for word in folding.words(text) if word not in folding.TITLES]
    if not words:
        return []
    endings = list_endings(connection, state, words[-1], MOST_ENDINGS)
    if not endings:
        return []
    last = " | ".join(map(in_name, endings))
    query = " & ".join(f"({part})" for part in (*map(in_name, words[:-1]), last))
    rows = connection.execute(
        sql.SQL(
            "SELECT key FROM {} WHERE words @@ {}::tsquery ORDER BY points DESC, key LIMIT {}"
        ).format(state.documents, sql.Literal(query), sql.Literal(limit))
    ).fetchall()
    return [key for (key,) in rows]
