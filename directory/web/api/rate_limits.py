"""Counting requests of the API by network, reads and writes apart. Rules: `domain`.

All processes of a site count together (decision 0164), see `services.request_counts`.
"""

from __future__ import annotations

import time

from flask import Flask, Response, g, request

from directory.database import find_counts_engine
from directory.domain.rate_limits import READS, WRITES, RateLimitError, RateStanding
from directory.domain.throttling import network_of
from directory.services.request_counts import RequestCounter
from directory.web import site
from directory.web.transactions import SAFE_METHODS


def register(app: Flask) -> None:
    """Give the application its counter."""
    with app.app_context():
        engine = find_counts_engine()
    app.extensions["request_counter"] = RequestCounter(engine, app.config["SECRET_KEY"])


def count_request() -> None:
    """Count this request for its network. Raises RateLimitError when there were too many."""
    if request.method == "OPTIONS":
        return
    rule = READS if request.method in SAFE_METHODS else WRITES
    network = network_of(request.remote_addr or "")
    g.rate_standing = site.request_counter().count(rule, network, time.time())
    if g.rate_standing.left < 0:
        raise RateLimitError(g.rate_standing)


def tell_standing(response: Response) -> Response:
    """Say what is left, as draft-ietf-httpapi-ratelimit-headers-07 does."""
    standing: RateStanding | None = g.get("rate_standing")
    if standing is not None:
        rule = standing.rule
        response.headers["RateLimit-Policy"] = f"{rule.count};w={rule.window_seconds}"
        response.headers["RateLimit-Limit"] = str(rule.count)
        response.headers["RateLimit-Remaining"] = str(max(standing.left, 0))
        response.headers["RateLimit-Reset"] = str(standing.reset_seconds)
    return response
