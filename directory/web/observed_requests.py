"""Every request is noted: an id that its answer carries, a line in the log, and how long it took.

The log knows the route and the numbers in an address, nothing else of it and nothing of who asked.
"""

from __future__ import annotations

import logging
import re
import time
import uuid

from flask import Flask, Response, g, request

from directory.web import metrics
from directory.web.static_files import FILE_VIEWS

HEADER = "X-Request-ID"
ACCEPTED_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
UNKNOWN_ROUTE = "none"

logger = logging.getLogger("directory.requests")


def register(app: Flask) -> None:
    """Note requests: before anything else looks at them, and after all have done with them."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if ACCEPTED_ID.fullmatch(given) else uuid.uuid4().hex
    g.request_began = time.perf_counter()


def _finish(response: Response) -> Response:
    if "request_began" not in g:  # refused before it began
        return response
    seconds = time.perf_counter() - g.request_began
    response.headers[HEADER] = g.request_id
    metrics.note_request(request.endpoint, request.method, response.status_code, seconds)
    level = logging.DEBUG if request.endpoint in FILE_VIEWS else logging.INFO
    logger.log(level, "request", extra={"facts": _facts(response, seconds)})
    return response


def _facts(response: Response, seconds: float) -> dict[str, object]:
    ids = {name: part for name, part in (request.view_args or {}).items() if isinstance(part, int)}
    return {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else UNKNOWN_ROUTE,
        **({"ids": ids} if ids else {}),
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
    }
