"""Days as registries write them: one of five styles each, or a stand-in for "not known"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

DATE_STYLES: dict[str, str] = {
    "20240513": "%Y%m%d",
    "05-13-2024": "%m-%d-%Y",
    "05/13/2024": "%m/%d/%Y",
    "May 13, 2024": "%B %d, %Y",
    "2024-05-13": "%Y-%m-%d",
}
"""The styles by an example of each, as column maps name them."""

_NO_DATE = re.compile(r"[0\s/.-]*")
_TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s*([AP]M|Z)?$", re.IGNORECASE)
_MONTH_IN_SHORT = re.compile(r"^([A-Z]{3})[A-Z]*\.?(?= )", re.IGNORECASE)


def read_date(text: str, styles: Iterable[str]) -> date | None:
    """The day in a cell in one of the styles (keys of `DATE_STYLES`); None where it holds none.

    Zeros stand for no date, and a time of day after the date is dropped. Raises ValueError for
    anything else: a day is not guessed at, nor is month mistaken for day.
    """
    text = _TIME_OF_DAY.sub("", text.strip())
    if _NO_DATE.fullmatch(text):
        return None
    for style in styles:
        form = DATE_STYLES[style]
        written = text
        if "%B" in form:
            written = _MONTH_IN_SHORT.sub(r"\1", text)
            form = form.replace("%B", "%b")
        if form == "%Y%m%d" and not re.fullmatch(r"\d{8}", text):
            continue
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007  # a day
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date in the styles {', '.join(styles)}")
