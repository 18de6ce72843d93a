"""Saying messages, numbers and days in a language: for mail, and for pages by `web.wording`."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date

from directory.domain.locales import Language, PageLink
from directory.domain.messages import Message
from directory.sources.catalogues import read_translations


def say(value: object, language: Language) -> str:
    """A message, a link to a page, a number or a day in this language; other text as it is."""
    if isinstance(value, Message):
        return say_message(value, language)
    if isinstance(value, PageLink):
        return value.in_language(language)
    if isinstance(value, int):
        return write_number(value, language)
    if isinstance(value, date):
        return format_date(value, "long", locale=get_locale(language))
    return str(value)


def say_message(message: Message, language: Language) -> str:
    """A message, and those it is filled with, in this language."""
    translations = read_translations(language.key)
    text: str
    if message.plural:
        number: Any = message.number  # gettext takes fractions too, whatever its types say
        text = translations.ngettext(message.source, message.plural, number)
    else:
        text = translations.gettext(message.source)
    if message.values:
        text %= {name: say(value, language) for name, value in message.values.items()}
    return text.lower() if message.is_lowered else text


def write_number(value: float, language: Language, decimals: int = 0) -> str:
    """A number with the separators of this language: "1,204", "3.5"."""
    written = f"{value:,.{decimals}f}"
    separators = _separators(language.locale)
    return written.translate(separators) if separators else written


def get_locale(language: Language) -> Locale:
    """How this language writes numbers and days."""
    return _locale(language.locale)


@cache
def _locale(locale: str) -> Locale:
    return Locale.parse(locale)


@cache
def _separators(locale: str) -> dict[int, str]:
    """What stands for the comma and the point of English numbers; empty where they stay."""
    symbols = _locale(locale).number_symbols["latn"]
    written = {",": symbols["group"], ".": symbols["decimal"]}
    return {ord(ours): theirs for ours, theirs in written.items() if ours != theirs}
