"""When it is time again, also after the clock was set."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from directory.domain.elapsed import is_over


@pytest.mark.parametrize("hours", [-24, 24])
def test_what_is_due_is_done_whichever_way_the_clock_was_set(hours: int, now: datetime) -> None:
    wait = timedelta(hours=1)
    assert is_over(wait, now, now + timedelta(hours=hours))
    assert is_over(wait, None, now)
    assert not is_over(wait, now, now + timedelta(minutes=59))
