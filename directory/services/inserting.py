"""Inserting a row unless there is one, which each database spells its way, and many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import insert
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
    own_insert = sqlite.insert if is_sqlite else postgresql.insert
    session.execute(
        own_insert(model).values(values).on_conflict_do_nothing(index_elements=[unique])
    )


def insert_many(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows of one shape at once.

    Into the table, not through the mapper: that would send every run of rows that leave other
    columns empty by itself, one row at a time where they alternate.
    """
    if rows:
        session.execute(insert(model.metadata.tables[model.__tablename__]), rows)
