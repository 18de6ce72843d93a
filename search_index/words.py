"""What the index knows of a word: where it is used, if anywhere."""

from enum import IntEnum


class WordUse(IntEnum):
    """Where a word stands in some profile, the most telling place first."""

    FACTS = 1
    """In a name, or among concerns, treatments, professions, credentials and places."""

    BIOGRAPHIES = 2
    NOWHERE = 3
