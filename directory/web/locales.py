"""Which language a page speaks: the one at the beginning of its address, `/es/…`; English has none.

No cookie and no header of the browser decides, so that every address has one content for people,
caches and search engines (decision 0120).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from babel import Locale
from flask import Flask, current_app, has_request_context, redirect, request
from flask_babel import Babel
from werkzeug.wrappers import Response

from directory.domain.locales import ENGLISH, LANGUAGES, Language
from directory.web.catalogues import CatalogueDomain

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGE_OF_REQUEST = "directory.language"
ENGLISH_ONLY = ("/admin", "/moderation", "/api")
"""Beginnings of the paths of pages for staff and programmers."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A page in one language."""

    language: Language
    path: str
    """Its address on this site."""
    url: str
    """Its whole address, from SITE_URL: a request's Host can be forged."""
    is_current: bool


class LanguageInPath:
    """Takes the language off the path before the pages see it; addresses they write get it back.

    It stands where a folder that the site is mounted at would stand (SCRIPT_NAME): `url_for`
    keeps the language of the reader without being told.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        first, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        language = LANGUAGES.get(first, ENGLISH)
        if language.prefix:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + language.prefix
            environ["PATH_INFO"] = f"/{rest}"
        environ[LANGUAGE_OF_REQUEST] = language.key
        return self._application(environ, start_response)


def register(app: Flask) -> None:
    """Let the address choose the language of each answer."""
    app.wsgi_app = LanguageInPath(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    babel = Babel(app, locale_selector=lambda: current_language().locale)
    babel.domain_instance = CatalogueDomain()
    app.before_request(_lead_to_english)
    app.context_processor(_page_language)


def current_language() -> Language:
    """The language of the request; English outside of one."""
    if not has_request_context():
        return ENGLISH
    # A page asks hundreds of times: the request itself answers faster than what stands for it.
    environ = request._get_current_object().environ  # type: ignore[attr-defined]
    return LANGUAGES.get(environ.get(LANGUAGE_OF_REQUEST, ""), ENGLISH)


def is_english_only(path: str) -> bool:
    """Whether a path, without a language, is of pages that speak English alone."""
    return path.startswith(ENGLISH_ONLY)


def list_translations(path: str) -> list[Translation]:
    """A page of this site, by its address in any language, in every language there is."""
    site_url: str = current_app.config["SETTINGS"].site_url
    current = current_language()
    has_prefix = current.prefix and path.startswith(f"{current.prefix}/")
    bare = path.removeprefix(current.prefix) if has_prefix else path
    return [
        Translation(
            language,
            language.prefix + bare,
            site_url + language.prefix + bare,
            language == current,
        )
        for language in ([ENGLISH] if is_english_only(bare) else LANGUAGES.values())
    ]


def asked_address() -> str:
    """What was asked for, without the language: the path and the query."""
    query = request.query_string.decode("ascii", "replace")
    return quote(request.path) + (f"?{query}" if query else "")


def _lead_to_english() -> Response | None:
    """Pages of the staff speak English; their addresses in another language lead there."""
    is_translated = current_language() is not ENGLISH
    if is_translated and request.method == "GET" and is_english_only(request.path):
        return redirect(asked_address())
    return None


def _page_language() -> dict[str, object]:
    language = current_language()
    return {
        "page_language": language,
        "page_direction": Locale.parse(language.locale).text_direction,
        "list_translations": list_translations,
        "asked_address": asked_address,
    }
