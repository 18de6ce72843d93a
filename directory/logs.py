"""Logs: one JSON object a line on standard error, without anything that tells of a person.

A request is named by its route and its id, never by its path, which may hold a secret.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from flask import g, has_request_context

from directory.domain.redaction import redact


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object; a record's `facts` become fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, without its end."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if has_request_context() and "request_id" in g:
            line["request_id"] = g.request_id
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["error"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def configure_logs(level: str) -> None:
    """Let everything this process logs from `level` on go to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in ("alembic", "sqlalchemy"):  # Flask-Alembic writes what they say a second time
        logging.getLogger(name).handlers.clear()
    logging.getLogger("alembic").setLevel(max(logging.WARNING, logging.root.level))
    # With each attempt of its client to reach a node a traceback; we say ourselves what is amiss.
    logging.getLogger("opensearch").setLevel(logging.ERROR)
