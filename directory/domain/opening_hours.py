"""Opening hours as a practice types them, day by day: "9–12, 14:00–18:30", "closed", or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_

WEEKDAYS: Mapping[str, str] = {
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
CLOSED = "closed"
MOST_SPANS = 4

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]\.?m\.?)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|—|to|until)\s*{_TIME}", re.IGNORECASE)

Spans = Sequence[Sequence[str]]
"""Spans of one day as ("09:00", "12:00"); none: closed."""


def read_day_hours(text: str) -> list[list[str]] | None:
    """The spans of one day; an empty list means closed, None that nothing was said.

    Raises InvalidValueError with an example of what can be read.
    """
    text = " ".join(text.split()).lower()
    if not text:
        return None
    if text == CLOSED:
        return []
    spans = [_read_span(part) for part in re.split(r"\s*[,;]\s*", text) if part]
    if len(spans) > MOST_SPANS:
        raise InvalidValueError(
            N_("A day has at most %(most_spans)s spans of hours.", most_spans=MOST_SPANS)
        )
    if any(spans[i][1] > spans[i + 1][0] for i in range(len(spans) - 1)):
        raise InvalidValueError(N_("The spans of a day follow on one another, the earliest first."))
    return spans


def format_day_hours(spans: Spans | None) -> str:
    """The spans of one day as they are shown, and as `read_day_hours` reads them again."""
    if spans is None:
        return ""
    return ", ".join(f"{start}–{end}" for start, end in spans) or CLOSED


def list_open_days(hours: Mapping[str, Spans]) -> list[tuple[str, str]]:
    """The days about which something is known, in the order of the week, in words."""
    return [(name, format_day_hours(hours[key])) for key, name in WEEKDAYS.items() if key in hours]


def _read_span(text: str) -> list[str]:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise _unreadable(text)
    start = _read_time(found[1], found[2], found[3], text)
    end = _read_time(found[4], found[5], found[6], text)
    if start >= end:
        raise InvalidValueError(
            N_("“%(text)s” ends before it begins. Use 13:30 or 1:30 pm.", text=text)
        )
    return [start, end]


def _read_time(hour: str, minute: str | None, half: str | None, text: str) -> str:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            raise _unreadable(text)
        hours = hours % 12 + (12 if half[0] == "p" else 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise _unreadable(text)
    return f"{hours:02d}:{minutes:02d}"


def _unreadable(text: str) -> InvalidValueError:
    return InvalidValueError(
        N_(
            "“%(text)s” cannot be read as hours. Write 9:00–17:00, 9 am–12, 2 pm–5 pm, or closed.",
            text=text[:40],
        )
    )
