"""The words under which a document is found, folded and counted, by the field they stand in."""

from collections import Counter

from search_index import folding
from search_index.documents import PractitionerDocument

NAME = "name"
INITIALS = "initials"
FACTS = "facts"
BIOGRAPHY = "biography"


def count_words(document: PractitionerDocument) -> dict[str, Counter[str]]:
    """Of each field the words and how often they stand in it; of facts and biography the stems."""
    names = _name_words(document)
    return {
        NAME: Counter(names),
        INITIALS: Counter({word[0] for word in names}),
        FACTS: Counter({folding.stem(word) for word in _fact_words(document)}),
        BIOGRAPHY: Counter(map(folding.stem, folding.words(document.biography))),
    }


def correctable_words(document: PractitionerDocument) -> set[str]:
    """The words of names and facts, from which misspellings are corrected."""
    return _name_words(document) | set(_fact_words(document))


def name_keys(document: PractitionerDocument) -> set[str]:
    """Every way of asking for exactly this person, as `folding.query_name` gives it."""
    names = (document.name, *document.name_variants)
    return {key for name in names for key in folding.name_keys(name) if key}


def _name_words(document: PractitionerDocument) -> set[str]:
    names = (document.name, *document.name_variants)
    return {word for name in names for word in folding.name_words(name)}


def _fact_words(document: PractitionerDocument) -> list[str]:
    facts = (
        document.concern_words,
        document.treatment_words,
        document.place_words,
        document.profession_words,
        document.credential_words,
    )
    return [word for fact in facts for word in folding.words(fact)]
