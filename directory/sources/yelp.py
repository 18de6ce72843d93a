"""Reviews of the Yelp dataset: one JSON object on each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Any

from directory.sources.json_documents import JsonLine, read_lines
from directory.sources.json_values import day_of, mapping_of, number_of, text_of, word_of
from directory.sources.records import RowError, RowProblem
from directory.sources.review_records import ReviewEntry, ReviewRecord
from directory.sources.signatures import YELP, refuse_names

SITE = "yelp"


def read_yelp(stream: IO[bytes]) -> Iterator[ReviewEntry]:
    """One entry for each line; a last line that is cut off is a broken row.

    Raises InvalidValueError when the first line is of another kind of file.
    """
    is_first = True
    for one in read_lines(stream):
        if isinstance(one, JsonLine):
            review = mapping_of(one.value)
            if is_first and "business_id" not in review:
                raise refuse_names(review, YELP)
            yield _read_review(one.line, review)
        else:
            yield one
        is_first = False


def _read_review(line: int, review: Mapping[str, Any]) -> ReviewEntry:
    own_id, business = word_of(review.get("review_id")), word_of(review.get("business_id"))
    if not (own_id and business):
        return RowError(line, RowProblem.NO_KEY, own_id or business)
    rating = number_of(review.get("stars"))
    if rating is None or not 1 <= rating <= 5:
        return RowError(line, RowProblem.UNREADABLE_AMOUNT, word_of(review.get("stars")))
    written_on: date | None = day_of(review.get("date"))
    if written_on is None:
        return RowError(line, RowProblem.UNREADABLE_DATE, word_of(review.get("date")))
    return ReviewRecord(
        line=line,
        site=SITE,
        external_id=own_id,
        subject=business,
        subject_name="",
        rating=rating,
        text=text_of(review.get("text")),
        written_on=written_on,
        author_key=word_of(review.get("user_id")),
    )
