"""Reviews as a plain table, or as names and values, for sites that have no format of their own.

`docs/sources/reviews.md` gives the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from directory.sources.cells import clean_cell
from directory.sources.columns import Columns, Names
from directory.sources.csv_rows import CsvRows
from directory.sources.dates import read_date
from directory.sources.json_values import number_of
from directory.sources.records import RowError, RowProblem
from directory.sources.review_records import ReviewEntry, ReviewRecord, SiteScale
from directory.sources.signatures import CSV_REVIEWS

_REQUIRED: Mapping[str, Names] = {
    "site": "site",
    "id": "review_id",
    "practitioner": "practitioner",
    "rating": "rating",
    "text": "text",
    "written_on": "written_on",
}
_OPTIONAL: Mapping[str, Names] = {
    "lowest": "rating_lowest",
    "highest": "rating_highest",
    "link": "link",
    "author": "author",
    "language": "language",
    "reply": "reply",
    "replied_on": "replied_on",
}
_DATE_STYLES = ("2024-05-13",)


def read_csv_reviews(stream: IO[bytes]) -> Iterator[ReviewEntry]:
    """One entry for each row. Raises InvalidValueError at once for another kind of file."""
    rows = CsvRows(stream)
    columns = Columns(rows.header, CSV_REVIEWS, _REQUIRED, _OPTIONAL)
    return (
        row if isinstance(row, RowError) else _read_row(row.line, columns.read(row.values))
        for row in rows
    )


def read_named_reviews(rows: Iterable[Mapping[str, str]]) -> Iterator[ReviewEntry]:
    """One entry for each row, which has values by the names of the table's columns."""
    columns = {**_REQUIRED, **_OPTIONAL}
    for line, row in enumerate(rows, start=1):
        yield _read_row(
            line, {key: clean_cell(row.get(str(name), "")) for key, name in columns.items()}
        )


def _read_row(line: int, cells: Mapping[str, str]) -> ReviewEntry:
    if not (cells["site"] and cells["id"] and cells["practitioner"]):
        return RowError(line, RowProblem.NO_KEY, cells["id"])
    scale = SiteScale(number_of(cells["lowest"]) or 1.0, number_of(cells["highest"]) or 5.0)
    rating = number_of(cells["rating"])
    is_within = rating is None or scale.lowest <= rating <= scale.highest
    if (cells["rating"] and rating is None) or scale.lowest >= scale.highest or not is_within:
        return RowError(line, RowProblem.UNREADABLE_AMOUNT, cells["rating"])
    if rating is None and not cells["text"]:
        return RowError(line, RowProblem.NOTHING_SAID, cells["id"])
    try:
        written_on = read_date(cells["written_on"], _DATE_STYLES)
        replied_on = read_date(cells["replied_on"], _DATE_STYLES)
    except ValueError:
        written_on = replied_on = None
    if written_on is None:
        return RowError(line, RowProblem.UNREADABLE_DATE, cells["written_on"])
    return ReviewRecord(
        line=line,
        site=re.sub(r"[^a-z0-9.:_-]+", "_", cells["site"].casefold())[:64],
        external_id=cells["id"],
        subject=cells["practitioner"],
        subject_name=cells["practitioner"],
        rating=rating,
        text=cells["text"],
        written_on=written_on,
        scale=scale,
        link=cells["link"] if cells["link"].startswith(("http://", "https://")) else "",
        author_key=cells["author"],
        language=cells["language"][:8],
        reply=cells["reply"],
        replied_on=replied_on,
    )
