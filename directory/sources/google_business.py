"""Reviews from the Google Business Profile API: its answers, or one review on each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from directory.domain.imported_reviews import original_text
from directory.sources.json_documents import read_document, read_lines
from directory.sources.json_values import day_of, list_of, mapping_of, text_of, word_of
from directory.sources.records import RowError, RowProblem
from directory.sources.review_records import ReviewEntry, ReviewRecord
from directory.sources.signatures import GOOGLE_BUSINESS, refuse_names

SITE = "google"

_STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}


def read_google_business(stream: IO[bytes], *, is_lines: bool) -> Iterator[ReviewEntry]:
    """One entry for each review; keyed on `name`, the only member that is always there.

    Raises InvalidValueError for another kind of file.
    """
    if is_lines:
        return (
            one if isinstance(one, RowError) else _read_review(one.line, mapping_of(one.value))
            for one in read_lines(stream)
        )
    return _read_answer(read_document(stream))


def _read_answer(document: object) -> Iterator[ReviewEntry]:
    answers = document if isinstance(document, list) else [document]
    reviews: list[Any] = []
    for answer in map(mapping_of, answers):
        if "reviews" in answer:
            reviews += list_of(answer["reviews"])
        elif "starRating" in answer or "name" in answer:
            reviews.append(answer)
        else:
            raise refuse_names(answer, GOOGLE_BUSINESS)
    if not answers:
        raise refuse_names({}, GOOGLE_BUSINESS)
    return (
        _read_review(number, mapping_of(review)) for number, review in enumerate(reviews, start=1)
    )


def _read_review(line: int, review: Mapping[str, Any]) -> ReviewEntry:
    name = word_of(review.get("name"))
    place, _, own_id = name.partition("/reviews/")
    if not (place and own_id):
        return RowError(line, RowProblem.NO_KEY, name)
    written_on = day_of(review.get("createTime"))
    if written_on is None:
        return RowError(line, RowProblem.UNREADABLE_DATE, word_of(review.get("createTime")))
    rating = _STARS.get(word_of(review.get("starRating")))
    text = original_text(text_of(review.get("comment")))
    if rating is None and not text:
        return RowError(line, RowProblem.NOTHING_SAID, name)
    reviewer, reply = mapping_of(review.get("reviewer")), mapping_of(review.get("reviewReply"))
    is_anonymous = reviewer.get("isAnonymous") is True
    return ReviewRecord(
        line=line,
        site=SITE,
        external_id=name,
        subject=place,
        subject_name="",
        rating=rating,
        text=text,
        written_on=written_on,
        author_key="" if is_anonymous else word_of(reviewer.get("displayName")),
        reply=original_text(text_of(reply.get("comment"))),
        replied_on=day_of(reply.get("updateTime")),
        is_deleted=review.get("isDeleted") is True or review.get("state") == "DELETED",
    )
