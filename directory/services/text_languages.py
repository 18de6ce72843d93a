"""In which language a text is written, so that pages can say it to screen readers and translators.

Worked out on this machine; texts are sent nowhere.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from sqlalchemy.orm import Session

from directory.services.vocabulary import list_language_keys

SURE_FROM = 0.8
"""Share of all chances that the likeliest language must have; below it nothing is said."""

TELLING_LETTERS = 160
"""A language shows in so many letters; reading all of a long text takes time and tells no more."""


def find_language(session: Session, text: str) -> str:
    """The ISO 639 code of a text's language, among the vocabulary's; empty when not certain."""
    return detect_language(text, list_language_keys(session))


def detect_language(text: str, languages: Set[str]) -> str:
    """The code of the language of these that a text is written in; empty when not certain."""
    if not text or not languages:
        return ""
    language, share = _identifier(frozenset(languages)).classify(text[:TELLING_LETTERS])
    return str(language) if share >= SURE_FROM else ""


@lru_cache(maxsize=1)
def _identifier(languages: frozenset[str]) -> LanguageIdentifier:
    """The model for these languages: read once, when first needed, in one to two seconds."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages.intersection(identifier.labels))
    return identifier
