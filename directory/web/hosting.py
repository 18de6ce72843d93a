"""By which names and through which proxies the site is reached; anything else is not believed.

`Host` and `X-Forwarded-…` are written by whoever asks, unless a proxy that we know wrote them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from directory.config import Network, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PROBES = frozenset({"health.live", "health.ready"})
"""Balancers ask these by the host's own address."""


class KnownProxies:
    """Takes the address and the scheme of whoever asked from proxies that are known.

    The address is the last one that no known proxy wrote for another known one.
    """

    def __init__(self, app: WSGIApplication, proxies: Sequence[Network]) -> None:
        self._app = app
        self._proxies = proxies

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not self._is_known(environ.get("REMOTE_ADDR", "")):
            return self._app(environ, start)
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        hops = 1
        while hops < len(forwarded) and self._is_known(forwarded[-hops].strip()):
            hops += 1
        return ProxyFix(self._app, x_for=hops, x_proto=1, x_host=0)(environ, start)

    def _is_known(self, text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)


def register(app: Flask) -> None:
    """Believe known proxies only, and answer to the site's own names only."""
    settings: Settings = app.config["SETTINGS"]
    if settings.trusted_proxies:
        app.wsgi_app = KnownProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    app.before_request(_refuse_other_names)


def _refuse_other_names() -> None:
    settings: Settings = current_app.config["SETTINGS"]
    if request.endpoint not in PROBES and not _is_own_name(request.host, settings.allowed_hosts):
        abort(400, "This site is not called by that name.")


def _is_own_name(host: str, allowed: Sequence[str]) -> bool:
    if not allowed:
        return True
    if not host_is_trusted(host):
        return False
    name = (urlsplit(f"//{host}").hostname or "").lower()
    return any(name.endswith(own) if own.startswith(".") else name == own for own in allowed)
