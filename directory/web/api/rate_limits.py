"""Counting requests of the API by network, reads and writes apart. Rules: `domain`.

Each process counts in its own memory (decision 0134).
"""

from __future__ import annotations

import math
import time

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from directory.domain.rate_limits import READS, WRITES, RateLimitError, RateRule, RateStanding
from directory.domain.throttling import network_of
from directory.web.transactions import SAFE_METHODS


def register(app: Flask) -> None:
    """Count in the memory of each process."""
    app.extensions["rate_limiter"] = make_limiter()


def make_limiter() -> MovingWindowRateLimiter:
    """A counter that begins at nothing."""
    return MovingWindowRateLimiter(MemoryStorage())


def count_request() -> None:
    """Count this request for its network. Raises RateLimitError when there were too many."""
    if request.method == "OPTIONS":
        return
    rule = READS if request.method in SAFE_METHODS else WRITES
    g.rate_standing = _count(rule, network_of(request.remote_addr or ""))
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


def _count(rule: RateRule, who: str) -> RateStanding:
    limiter: MovingWindowRateLimiter = current_app.extensions["rate_limiter"]
    item = RateLimitItemPerSecond(rule.count, rule.window_seconds)
    is_admitted = limiter.hit(item, rule.name, who)
    reset_at, left = limiter.get_window_stats(item, rule.name, who)
    seconds = max(math.ceil(reset_at - time.time()), 1)
    return RateStanding(rule, left if is_admitted else -1, seconds)
