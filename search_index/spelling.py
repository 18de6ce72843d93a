"""How many errors a misspelt word may hold, whatever it is compared with."""

_SHORTEST_MISSPELT = 4
_LONGEST_WITH_ONE_ERROR = 5
_LONGEST_WITH_TWO_ERRORS = 8


def most_errors(word: str) -> int:
    """The errors from which on a word is another one: letters missing, added, wrong or swapped."""
    if len(word) < _SHORTEST_MISSPELT:
        return 0
    if len(word) <= _LONGEST_WITH_ONE_ERROR:
        return 1
    return 2 if len(word) <= _LONGEST_WITH_TWO_ERRORS else 3
