"""Days with words as an iCalendar file (RFC 5545), for calendars of phones and mail programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Skilled Hand//Healing calendar//EN"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Something that takes whole days, from the first to the last one, both included."""

    summary: str
    description: str
    first_on: date
    last_on: date


def write_calendar(name: str, entries: Iterable[CalendarEntry], written_at: datetime) -> bytes:
    """The calendar as a file. An entry keeps its identity, so that loading twice adds none."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_make_event(entry, name, written_at))
    content: bytes = calendar.to_ical()
    return content


def _make_event(entry: CalendarEntry, name: str, written_at: datetime) -> Event:
    event = Event()
    identity = f"{name}\n{entry.summary}\n{entry.first_on}\n{entry.last_on}"
    event.add("uid", f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}@skilled-hand")
    event.add("dtstamp", written_at)
    event.add("dtstart", entry.first_on)
    event.add("dtend", entry.last_on + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("transp", "TRANSPARENT")
    return event
