"""The practitioners of an export in batches, so that memory does not grow with the directory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.practitioner_states import STATES_WITH_A_PAGE
from directory.models import Practitioner

BATCH_SIZE = 500


def iterate_batches(session: Session) -> Iterator[Mapping[int, str]]:
    """Everybody with a page: their slugs by their numbers, in the order of the numbers."""
    last = 0
    while True:
        rows = session.execute(
            select(Practitioner.id, Practitioner.slug)
            .where(Practitioner.status.in_(STATES_WITH_A_PAGE), Practitioner.id > last)
            .order_by(Practitioner.id)
            .limit(BATCH_SIZE)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        yield {row.id: row.slug for row in rows}
