"""What one cell of a published table says: blanks, masks, control characters and dates.

Shared by the readers; which cell means what is each reader's own business.
"""

from __future__ import annotations

import re
from datetime import date, datetime

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffd]+")
# Values that the publisher took out: "<UNAVAIL>", "=========", "--", ".", "N/A".
_MASK = re.compile(r"<[A-Z _]+>|[=*#._/\-\s]+|N/A", re.IGNORECASE)


def clean_cell(text: str) -> str:
    """The cell's text on one line, or empty if it is blank or masked."""
    text = " ".join(_CONTROL_CHARACTERS.sub(" ", text).split())
    return "" if _MASK.fullmatch(text) else text


def parse_us_date(text: str) -> date | None:
    """The date in a cell written MM/DD/YYYY, None if it is blank or masked; else ValueError."""
    text = clean_cell(text)
    return datetime.strptime(text, "%m/%d/%Y").date() if text else None  # noqa: DTZ007  # a date
