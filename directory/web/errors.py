"""Errors as pages: what is wrong and what to do, with the right status. Nothing is lost unsaid.

What the API was asked is answered by problem documents instead (`problems`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, g, make_response, render_template
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from directory.database import db
from directory.domain.errors import DomainError, NotFoundError
from directory.domain.messages import N_
from directory.domain.permissions import OwnAccountError
from directory.domain.receipts import MOST_BYTES
from directory.domain.throttling import TooManyAttemptsError
from directory.web import problems, security_log, sessions
from directory.web.outages import Outage, say_reason
from directory.web.problems import INDEX_RETRY_SECONDS, RETRY_AFTER
from directory.web.security_log import SecurityEvent
from directory.web.transactions import outage_of
from directory.web.uploads import discard_body
from search_index import IndexUnavailableError, SearchIndexError

ERROR_WORDS: dict[int, tuple[str, str]] = {
    400: (
        N_("This request cannot be read"),
        N_("Something in it is not as a browser sends it. Go back, reload the page and try again."),
    ),
    403: (
        N_("This page is not for your account"),
        N_("Sign in with an account that may see it."),
    ),
    404: (
        N_("This page does not exist"),
        N_(
            "The address may be mistyped, or the page has moved. Search for the person or "
            "the concern."
        ),
    ),
    405: (
        N_("This address cannot be used that way"),
        N_("Open it as a page, or go back and use the form again."),
    ),
    413: (
        N_("This is too much to send at once"),
        N_(
            "Nothing of it was taken, and what you had saved before is kept. Go back, "
            "choose a smaller file (a receipt may have %(most_bytes)s MB) or shorten the "
            "text, and send it again.",
            most_bytes=MOST_BYTES // 1024**2,
        ),
    ),
    429: (
        N_("Too much at once"),
        N_("Wait a moment, then go back and try again. What you had saved is kept."),
    ),
    500: (
        N_("Something went wrong on our side"),
        N_("It was noted. Nothing you sent was saved. Try again in a moment."),
    ),
    503: (
        N_("The search is not ready"),
        N_(
            "Its index is missing or damaged. Whoever runs this site has to rebuild it: "
            "flask --app wsgi index rebuild"
        ),
    ),
}

DOMAIN_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFoundError, 404),
    (OwnAccountError, 403),
    (TooManyAttemptsError, 429),
)

ErrorT = TypeVar("ErrorT", bound=Exception)


def register(app: Flask) -> None:
    """Let every error end in a page."""
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _as_asked(_http_error))
    app.register_error_handler(DomainError, _as_asked(_domain_error))
    app.register_error_handler(SearchIndexError, _as_asked(_index_error))
    app.register_error_handler(DataError, _as_asked(_data_error))
    for kind in (DBAPIError, OSError, InternalServerError):
        app.register_error_handler(kind, _unexpected_error)


def _as_asked(
    make_page: Callable[[ErrorT], HTTPException | Response],
) -> Callable[[ErrorT], HTTPException | Response]:
    """Answer what was asked of the API by a problem document, and everything else by a page."""

    def answer(error: ErrorT) -> HTTPException | Response:
        _note(error)
        return problems.answer_to(error) if problems.is_asked_for() else make_page(error)

    return answer


def _note(error: Exception) -> None:
    """Log what whoever runs the site should know of."""
    if isinstance(error, DataError):
        current_app.logger.warning("A value was refused by the database: %s", error.orig)
    elif isinstance(error, SearchIndexError):
        current_app.logger.error("The search index cannot be used: %s", error)
    elif isinstance(error, RequestEntityTooLarge):
        discard_body()


def show_on_form(form: FlaskForm, error: DomainError) -> None:
    """Put an error beside the field it names, or above the form."""
    field = getattr(form, error.field or "", None)
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]


def status_of(error: DomainError) -> int:
    """The status of a page that shows this error."""
    return next((status for kind, status in DOMAIN_STATUS if isinstance(error, kind)), 400)


def _page(status: int, words: str = "") -> Response:
    title, advice = ERROR_WORDS.get(status, ERROR_WORDS[500 if status >= 500 else 400])
    return _show(status, title, words or advice)


def _show(status: int, title: str, advice: str) -> Response:
    """Show an error; one of ours looks up nobody, as the database may be what is at fault."""
    if status >= 500:
        sessions.forget_who_asks()
    reference = g.get("request_id", "") if status >= 500 else ""
    page = render_template("errors/error.html", title=title, advice=advice, reference=reference)
    return make_response(page, status)


def _expired_form(_error: CSRFError) -> Response:
    security_log.note(SecurityEvent.FORM_REFUSED)
    return _page(400, N_("This form has expired. Go back, reload the page and send it again."))


def _http_error(error: HTTPException) -> HTTPException | Response:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code)


def _domain_error(error: DomainError) -> Response:
    return _page(status_of(error), error.message)


def _data_error(_error: DataError) -> Response:
    """A value that no database keeps, such as a NUL, got as far as the database. PostgreSQL answers
    nothing more in that transaction, and the page may have to know who asks."""
    db.session.rollback()
    return _page(400)


def _index_error(error: SearchIndexError) -> Response:
    away = isinstance(error, IndexUnavailableError)
    page = _page(
        503, N_("The server that searches does not answer. Try again soon.") if away else ""
    )
    page.headers[RETRY_AFTER] = INDEX_RETRY_SECONDS
    return page


def _unexpected_error(error: Exception) -> HTTPException | Response:
    """Answer an outage of database or disk; anything else is a fault, and answered as one."""
    outage = outage_of(error)
    if outage is not None:
        db.session.rollback()
        current_app.logger.error("%s: %s", outage.title, say_reason(error))
        is_program = problems.is_asked_for()
        return problems.answer_to_outage(outage) if is_program else _outage_page(outage)
    if isinstance(error, InternalServerError):
        return _as_asked(_http_error)(error)
    raise error


def _outage_page(outage: Outage) -> Response:
    page = _show(503, outage.title, outage.advice)
    page.headers[RETRY_AFTER] = str(outage.retry_seconds)
    return page
