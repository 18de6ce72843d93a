"""Printing sentences in the reader's language: those of templates, and `Message`s of the rules.

Templates print a `Message` like any other text; that it is translated is seen to here alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from babel import Locale
from flask import Flask
from jinja2 import pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape, soft_str

from directory.domain.messages import N_, Message
from directory.services.wording import get_locale, say_message, write_number
from directory.sources.catalogues import read_translations
from directory.web.locales import current_language


def register(app: Flask) -> None:
    """Let templates print messages in the reader's language, also inside of other sentences."""
    environment = app.jinja_env
    environment.finalize = translated
    environment.globals.update(N_=N_, _=_gettext, gettext=_gettext, ngettext=_ngettext)
    environment.filters.update(
        lower=_of_translated(str.lower),
        capitalize=_of_translated(str.capitalize),
        capital=_of_translated(lambda text: text[:1].upper() + text[1:]),
        uncapital=_of_translated(lambda text: text[:1].lower() + text[1:]),
        known_words=lambda text: gettext(text) if text else text,
        join=_join,
    )


def translated(value: Any) -> Any:  # noqa: ANN401  # whatever a template prints
    """A message in the reader's language; anything else as it is."""
    if not isinstance(value, Message):
        return value
    return say_message(value, current_language())


def gettext(text: str) -> str:
    """A sentence in the reader's language; one that is not among ours as it is."""
    return read_translations(current_language().key).gettext(text)


def ngettext(one: str, many: str, count: float) -> str:
    """The form of a sentence that goes with a number, in the reader's language."""
    return read_translations(current_language().key).ngettext(one, many, count)


def number(value: float, decimals: int = 0) -> str:
    """A number with the separators of the reader's language: "1,204", "3.5"."""
    return write_number(value, current_language(), decimals)


def page_locale() -> Locale:
    """How the language of the page writes numbers and days; English outside of a request."""
    return get_locale(current_language())


def _gettext(text: str, /, **values: object) -> Markup:
    return _fill(gettext(text), values)


def _ngettext(one: str, many: str, num: float, /, **values: object) -> Markup:
    return _fill(ngettext(one, many, num), {"num": num, **values})


def _fill(text: str, values: dict[str, object]) -> Markup:
    """A translated sentence is markup that we wrote; what is put into it is escaped."""
    if "%" in text:
        text %= {name: escape(translated(value)) for name, value in values.items()}
    return Markup(text)  # noqa: S704


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
