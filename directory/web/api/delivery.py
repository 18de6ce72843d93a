"""How answers of the API travel: kept by caches until they change, and readable from any site.

No answer depends on a cookie, so that every site may read it without credentials.
"""

from __future__ import annotations

from flask import Response, request

from directory.web.transactions import SAFE_METHODS

CACHE_CONTROL = "public, no-cache"  # may be kept, but is asked for again, mostly with a 304
OK = 200

READABLE_HEADERS = (
    "ETag",
    "Link",
    "RateLimit-Limit",
    "RateLimit-Policy",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
)
PREFLIGHT_SECONDS = 24 * 60 * 60


def deliver(response: Response) -> Response:
    """Give an answer its ETag, or make it a 304 where that is known already; let others read it."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method not in SAFE_METHODS:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = ", ".join(READABLE_HEADERS)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
        return response
    if response.status_code == OK:
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        response.add_etag()
        response.make_conditional(request)
    return response
