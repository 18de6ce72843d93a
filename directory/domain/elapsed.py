"""Whether it is time again for what is done once in a while."""

from __future__ import annotations

from datetime import datetime, timedelta


def is_over(wait: timedelta, last: datetime | None, now: datetime) -> bool:
    """Whether so much time has passed, or never began. A clock that was set back makes nothing wait
    until it is as late again."""
    return last is None or abs(now - last) >= wait
