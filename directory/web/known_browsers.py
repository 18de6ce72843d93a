"""A cookie by which a browser that signed in before is known, so that strangers' failures do not
keep its owner waiting. It signs nobody in; it only says whose attempts are counted apart.
"""

from __future__ import annotations

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from directory.domain.throttling import AttemptScope, network_of
from directory.domain.tokens import hash_token
from directory.web.cookie_names import name_for_the_site

COOKIE = "known_browser"
LIFETIME_SECONDS = 180 * 24 * 60 * 60


def remember(response: Response, email: str) -> None:
    """Give a browser that has just signed in its cookie."""
    response.set_cookie(
        _name(),
        _serializer().dumps([hash_token(email), secrets.token_hex(8)]),
        max_age=LIFETIME_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def counted_by(email: str) -> dict[AttemptScope, str]:
    """What an attempt to sign in to an account counts towards, for the browser that asks."""
    address = email.strip().lower()
    browser = _find_browser(address)
    if browser:
        return {AttemptScope.KNOWN_BROWSER: f"{address} {browser}"}
    network = current_network()
    return {
        AttemptScope.ACCOUNT_AND_NETWORK: f"{address} {network}",
        AttemptScope.ACCOUNT: address,
        AttemptScope.NETWORK: network,
    }


def current_network() -> str:
    """The network that asks."""
    return network_of(request.remote_addr or "")


def _find_browser(address: str) -> str:
    """The name of this browser, if it signed in to this account before."""
    try:
        email_hash, browser = _serializer().loads(
            request.cookies.get(_name(), ""), max_age=LIFETIME_SECONDS
        )
    except BadSignature:
        return ""
    return str(browser) if email_hash == hash_token(address) else ""


def _name() -> str:
    return name_for_the_site(COOKIE, is_https=current_app.config["SESSION_COOKIE_SECURE"])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=COOKIE)
