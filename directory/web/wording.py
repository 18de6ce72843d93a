"""Printing sentences in the reader's language: those of templates, and `Message`s of the rules.

Templates print a `Message` like any other text; that it is translated is seen to here alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext
from markupsafe import Markup, soft_str

from directory.domain.locales import ENGLISH
from directory.domain.messages import N_, Message


def register(app: Flask) -> None:
    """Let templates print messages in the reader's language, also inside of other sentences."""
    environment = app.jinja_env
    environment.finalize = translated
    environment.globals.update(N_=N_, _=_gettext, gettext=_gettext, ngettext=_ngettext)
    environment.filters.update(
        lower=_of_translated(str.lower),
        capitalize=_of_translated(str.capitalize),
        capital=_of_translated(lambda text: text[:1].upper() + text[1:]),
        join=_join,
    )


def translated(value: Any) -> Any:  # noqa: ANN401  # whatever a template prints
    """A message in the reader's language; anything else as it is."""
    if not isinstance(value, Message):
        return value
    translations = get_translations()
    text: str
    if value.plural:
        text = translations.ungettext(value.source, value.plural, value.number)
    else:
        text = translations.ugettext(value.source)
    if value.values:
        text %= {name: _written(part) for name, part in value.values.items()}
    return text.lower() if value.is_lowered else text


def number(value: float, decimals: int = 0) -> str:
    """A number with the separators of the reader's language: "1,204", "3.5"."""
    return f"{value:,.{decimals}f}".translate(_separators(str(page_locale())))


def page_locale() -> Locale:
    """How the language of the page writes numbers and days; English outside of a request."""
    return get_locale() or Locale.parse(ENGLISH.locale)


def _written(value: object) -> object:
    if isinstance(value, int):
        return number(value)
    if isinstance(value, date):
        return format_date(value, "long", locale=page_locale())
    return translated(value)


@cache
def _separators(locale: str) -> dict[int, str]:
    symbols = Locale.parse(locale).number_symbols["latn"]
    return {ord(","): symbols["group"], ord("."): symbols["decimal"]}


def _gettext(text: str, /, **values: object) -> Markup:
    return _fill(get_translations().ugettext(text), values)


def _ngettext(one: str, many: str, num: float, /, **values: object) -> Markup:
    return _fill(get_translations().ungettext(one, many, num), {"num": num, **values})


def _fill(text: str, values: dict[str, object]) -> Markup:
    """A translated sentence is markup that we wrote; what is put into it is escaped."""
    markup = Markup(text)  # noqa: S704
    if "%" not in text:
        return markup
    return markup % {name: translated(value) for name, value in values.items()}


def _of_translated(change: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: change(soft_str(translated(value)))


@pass_eval_context
def _join(
    context: EvalContext,
    values: Iterable[object],
    between: str = "",
    attribute: str | int | None = None,
) -> str:
    joined: str = do_join(context, [translated(value) for value in values], between, attribute)
    return joined
