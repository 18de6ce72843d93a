"""Figures of the whole site: the worker counts them, all processes of all hosts read them.

Counting a large site takes seconds and more, for which nobody who asks for a page may wait. A
small one is counted whenever somebody asks, so that its figures are those of the moment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from directory.models import KeptFigures, Practitioner, Review

FigureT = TypeVar("FigureT")

COUNTED_EVERY = timedelta(hours=1)
OTHER_FORMS_KEPT = timedelta(days=1)

LARGE_FROM = 30_000
"""Reviews, or practitioners: below it each of the figures takes a tenth of a second or less."""


@dataclass(frozen=True, slots=True)
class Figures(Generic[FigureT]):
    """Some figures by name: a dataclass of plain values, and how the rows are counted for it."""

    name: str
    shape: type[FigureT]
    count: Callable[[Session, date], FigureT]


@dataclass(frozen=True, slots=True)
class Counted(Generic[FigureT]):
    """Figures, and when they were counted."""

    at: datetime
    figures: FigureT


def get_figures(
    session: Session, wanted: Figures[FigureT], now: datetime
) -> Counted[FigureT] | None:
    """Figures of now, or of a large site those that were counted last; None if none were yet."""
    if _has_high_numbers(session):
        adapter: TypeAdapter[FigureT] = _adapter(wanted)
        row = session.execute(
            select(KeptFigures.counted_at, KeptFigures.figures).where(
                KeptFigures.name == wanted.name, KeptFigures.form == find_form(wanted)
            )
        ).one_or_none()
        if row is not None:
            return Counted(row.counted_at, adapter.validate_python(row.figures))
        if _has_many_rows(session):
            return None
    return Counted(now, wanted.count(session, now.date()))


def renew_figures(session: Session, wanted: Figures[FigureT], now: datetime) -> bool:
    """Count figures and keep them, unless that was done within the hour; returns whether it was.

    Two workers who do so at once each leave them whole, and the later ones stay. What another
    version of the site keeps is left to it, as long as it still runs.
    """
    form = find_form(wanted)
    counted_at = session.scalar(
        select(KeptFigures.counted_at).where(
            KeptFigures.name == wanted.name, KeptFigures.form == form
        )
    )
    if counted_at is not None and timedelta(0) <= now - counted_at < COUNTED_EVERY:
        return False
    figures = wanted.count(session, now.date())
    kept = {
        "counted_at": now,
        "figures": _adapter(wanted).dump_python(figures, mode="json"),
    }
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(KeptFigures)
    session.execute(
        insert.values(name=wanted.name, form=form, **kept).on_conflict_do_update(
            index_elements=[KeptFigures.name, KeptFigures.form], set_=kept
        )
    )
    session.execute(
        delete(KeptFigures).where(
            KeptFigures.name == wanted.name,
            KeptFigures.form != form,
            KeptFigures.counted_at < now - OTHER_FORMS_KEPT,
        )
    )
    return True


@cache
def find_form(wanted: Figures[Any]) -> str:
    """The name of a shape: another one as soon as a field of it is called or typed otherwise."""
    schema = json.dumps(_adapter(wanted).json_schema(), sort_keys=True)
    return hashlib.sha256(schema.encode()).hexdigest()[:16]


@cache
def _adapter(wanted: Figures[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(wanted.shape)


def _has_high_numbers(session: Session) -> bool:
    """Whether a site can be large. Asked with every page, so nothing is counted; numbers that were
    given in vain, as by imports that were taken back, make it look larger than it is."""
    newest = session.execute(
        select(
            select(func.max(Review.id)).scalar_subquery(),
            select(func.max(Practitioner.id)).scalar_subquery(),
        )
    ).one()
    return max(number or 0 for number in newest) >= LARGE_FROM


def _has_many_rows(session: Session) -> bool:
    return any(
        session.scalar(select(key).order_by(key).offset(LARGE_FROM - 1).limit(1)) is not None
        for key in (Review.id, Practitioner.id)
    )
