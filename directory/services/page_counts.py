"""How often profiles are listed and opened: added up by day, without a trace of who looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from directory.models import Practitioner
from directory.models.page_count import PageCount

SHOWN_DAYS = 28


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a profile was listed, and how often opened."""

    listed_count: int = 0
    opened_count: int = 0


def add_page_counts(session: Session, counts: Mapping[str, Seen], day: date) -> None:
    """Add to the day's counts, by the addresses of profiles; unknown addresses count nothing."""
    ids = dict(
        session.execute(
            select(Practitioner.slug, Practitioner.id).where(Practitioner.slug.in_(counts))
        ).all()
    )
    rows = [
        {
            "practitioner_id": ids[slug],
            "day": day,
            "listed_count": seen.listed_count,
            "opened_count": seen.opened_count,
        }
        for slug, seen in sorted(counts.items(), key=lambda item: ids.get(item[0], 0))
        if slug in ids
    ]
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(PageCount)
    session.execute(
        insert.values(rows).on_conflict_do_update(
            index_elements=[PageCount.practitioner_id, PageCount.day],
            set_={
                "listed_count": PageCount.listed_count + insert.excluded.listed_count,
                "opened_count": PageCount.opened_count + insert.excluded.opened_count,
            },
        )
    )


def list_page_counts(session: Session, practitioner_id: int, today: date) -> Sequence[PageCount]:
    """The counts of the last weeks, the latest day first; days without any have no row."""
    return session.scalars(
        select(PageCount)
        .where(
            PageCount.practitioner_id == practitioner_id,
            PageCount.day > today - timedelta(days=SHOWN_DAYS),
        )
        .order_by(PageCount.day.desc())
    ).all()
