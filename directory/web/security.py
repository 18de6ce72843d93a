"""What every answer carries to keep visitors safe, and which requests are refused unread."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, request
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

HTTPS_ONLY = "max-age=31536000; includeSubDomains"
"""Sent where `SITE_URL` is https: for a year, the least that browsers put on their own lists."""

csrf = CSRFProtect()


class NumberConverter(IntegerConverter):
    """A number in an address that every database can compare; a longer one is no page."""

    regex = r"\d{1,18}"


def register(app: Flask) -> None:
    """Refuse malformed forms, check every form's token, and set the headers."""
    app.url_map.converters["int"] = NumberConverter
    app.before_request(_refuse_unstorable_paths)
    app.before_request(_refuse_unnamed_parts)
    csrf.init_app(app)
    app.after_request(_set_headers)


def _refuse_unstorable_paths() -> None:
    """NUL cannot stand in a text of PostgreSQL, so that nothing can have such an address."""
    if "\x00" in request.path:
        abort(404)


def _refuse_unnamed_parts() -> None:
    """A multipart part without a name is no form field, and would break the token's check."""
    if request.mimetype == "multipart/form-data" and (
        None in request.form or None in request.files
    ):
        abort(400, "A part of this form has no name.")


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", _cache_control())
    return response


def _cache_control() -> str:
    """Nothing of who has a session may stay in the browser for whoever uses it next."""
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return "no-store" if has_session else "private, no-cache"
