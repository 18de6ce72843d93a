"""Counting what visitors ask for, so that nobody asks without end. Rules: `domain.throttling`.

Each raises TooManyAttemptsError, which says how long to wait.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app

from directory.database import db
from directory.domain.throttling import AttemptScope
from directory.services.throttling import admit_attempt
from directory.web import site
from directory.web.transactions import own_transaction


def admit(counted_by: Mapping[AttemptScope, str]) -> None:
    """Count what is asked for if the request succeeds."""
    admit_attempt(db.session, current_app.config["SECRET_KEY"], counted_by, site.now())


def admit_apart(counted_by: Mapping[AttemptScope, str], otherwise: str = "") -> tuple[int, ...]:
    """Count an attempt before it is made, also if it fails; gives what is forgotten if it succeeds.

    Comes before the request's own writes.
    """
    with own_transaction() as own:
        return admit_attempt(
            own, current_app.config["SECRET_KEY"], counted_by, site.now(), otherwise
        )
