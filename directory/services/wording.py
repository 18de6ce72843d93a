"""Saying messages in a language outside of pages, which have their own way (`web.wording`)."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from directory.domain.locales import Language, PageLink
from directory.domain.messages import Message
from directory.sources.catalogues import read_translations


def say(value: object, language: Language) -> str:
    """A message, a link to a page, a number or a day in this language; other text as it is."""
    if isinstance(value, Message):
        return _say_message(value, language)
    if isinstance(value, PageLink):
        return value.in_language(language)
    if isinstance(value, int):
        return format_decimal(value, locale=_locale(language.locale))
    if isinstance(value, date):
        return format_date(value, "long", locale=_locale(language.locale))
    return str(value)


def _say_message(message: Message, language: Language) -> str:
    translations = read_translations(language.key)
    text: str
    if message.plural:
        number: Any = message.number  # gettext takes fractions too, whatever its types say
        text = translations.ungettext(message.source, message.plural, number)
    else:
        text = translations.ugettext(message.source)
    if message.values:
        text %= {name: say(value, language) for name, value in message.values.items()}
    return text.lower() if message.is_lowered else text


@cache
def _locale(locale: str) -> Locale:
    return Locale.parse(locale)
