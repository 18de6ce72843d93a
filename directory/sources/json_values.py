"""Reading values out of JSON that others wrote: whatever is of another type reads as nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from directory.sources.cells import clean_cell

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffd]")
_FRACTION = re.compile(r"\.\d+")
LONGEST_TEXT = 20_000


def text_of(value: object) -> str:
    """A text with its line breaks, without what cannot be seen; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    text = _CONTROL.sub("", value.encode("utf-8", "ignore").decode("utf-8"))
    return text.strip()[:LONGEST_TEXT]


def word_of(value: object) -> str:
    """A text on one line, of numbers too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean_cell(text_of(value))


def number_of(value: object) -> float | None:
    """A finite number, also one written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            return None
    if not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def mapping_of(value: object) -> Mapping[str, Any]:
    """An object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """An array, else a single value as one, else an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def day_of(value: object) -> date | None:
    """The day (UTC) of an instant or day in ISO 8601, whatever fraction of seconds it has."""
    text = _FRACTION.sub("", word_of(value)).replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return None
