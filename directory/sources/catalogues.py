"""The translated messages of the site, read from `translations/LANGUAGE/LC_MESSAGES/messages.po`.

The files people edit are read as they are, once for each process and language: there is no compiled
copy that could be missing or old (decision 0121).
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

TRANSLATIONS_FOLDER = Path(__file__).resolve().parents[2] / "translations"

UNTRANSLATED = NullTranslations()


def catalogue_file(language: str) -> Path:
    """Where the messages of a language are kept."""
    return TRANSLATIONS_FOLDER / language / "LC_MESSAGES" / "messages.po"


@cache
def read_translations(language: str) -> NullTranslations:
    """The messages of a language; without a file, as of English, each message is its own."""
    file = catalogue_file(language)
    if not file.exists():
        return UNTRANSLATED
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
