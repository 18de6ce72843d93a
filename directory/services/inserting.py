"""Inserting a row unless there is one: the one statement that each database spells its way."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.models.base import Base


def insert_if_new(
    session: Session,
    model: type[Base],
    values: Mapping[str, object],
    unique: InstrumentedAttribute[str],
) -> None:
    """Insert a row unless one has this value of `unique`, also when two do so at the same time."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    session.execute(insert(model).values(values).on_conflict_do_nothing(index_elements=[unique]))
