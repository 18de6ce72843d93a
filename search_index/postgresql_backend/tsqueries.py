"""Words as tsqueries, whose lexemes were made by our own folding, so that PostgreSQL's parsers,
dictionaries and `unaccent` have no part in it and every engine finds the same.
"""

from collections.abc import Iterable

from search_index.marked_words import marked_anywhere, marked_in_facts, marked_in_name


def in_name(word: str) -> str:
    """Profiles that have a word in their names, a letter also as an initial."""
    return any_of(marked_in_name(word))


def in_facts(word: str) -> str:
    """Profiles that have a word in names or facts."""
    return any_of(marked_in_facts(word))


def anywhere(word: str) -> str:
    """Profiles that have a word."""
    return any_of(marked_anywhere(word))


def any_of(marked: Iterable[str]) -> str:
    """Profiles that have one of some marked words."""
    return " | ".join(f"'{word}'" for word in marked)


def all_of(queries: Iterable[str]) -> str:
    """Profiles that each of some queries finds."""
    return " & ".join(f"({query})" for query in queries)
