"""One transaction for each request: committed here, in one place, when the answer is no error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, g, request
from sqlalchemy.orm import Session

from directory.database import db
from directory.web.outages import Outage, find_outage

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_ERROR_STATUS = 400


def register(app: Flask) -> None:
    """Commit or roll back after each request. Reading requests never commit anything."""
    app.after_request(_finish_transaction)


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A transaction before the request's own, for what stays also when it fails: attempts counted.

    The request has written nothing yet: the two would wait for each other.
    """
    db.session.rollback()
    with db.sessionmaker.begin() as session:
        yield session


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage that an error of this request tells of: before its commit, or in it."""
    return find_outage(error, was_committing=g.get("is_committing", False))


def _finish_transaction(response: Response) -> Response:
    if request.method in SAFE_METHODS:
        return response
    if response.status_code < FIRST_ERROR_STATUS:
        g.is_committing = True
        db.session.commit()
        g.is_committing = False
    else:
        db.session.rollback()
    return response
