"""Gives each request the messages of its language."""

from __future__ import annotations

from babel.support import NullTranslations
from flask_babel import Domain, get_locale

from directory.sources.catalogues import UNTRANSLATED, read_translations


class CatalogueDomain(Domain):
    """Gives each request the messages of its language; what is not translated stays English."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return UNTRANSLATED if locale is None else read_translations(locale.language)
