"""A reviewer's own reviews from Google Takeout, in both dialects of its members' names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

from directory.domain.imported_reviews import original_text
from directory.sources.json_documents import read_document
from directory.sources.json_values import day_of, list_of, mapping_of, number_of, text_of, word_of
from directory.sources.records import RowError, RowProblem
from directory.sources.review_records import ReviewEntry, ReviewRecord
from directory.sources.signatures import GOOGLE_TAKEOUT, refuse_names

SITE = "google"


def read_google_takeout(stream: IO[bytes]) -> Iterator[ReviewEntry]:
    """One entry for each review, of whatever places the reviewer has been to.

    Raises InvalidValueError for another kind of file.
    """
    document = mapping_of(read_document(stream))
    if document.get("type") != "FeatureCollection":
        raise refuse_names(document, GOOGLE_TAKEOUT)
    return (
        _read_review(number, mapping_of(mapping_of(feature).get("properties")))
        for number, feature in enumerate(list_of(document.get("features")), start=1)
    )


def _read_review(line: int, properties: Mapping[str, Any]) -> ReviewEntry:
    def either(lower: str, title: str) -> object:
        return properties.get(lower, properties.get(title))

    place = mapping_of(either("location", "Location"))
    link = word_of(either("google_maps_url", "Google Maps URL"))
    if not link.startswith("http"):
        return RowError(line, RowProblem.NO_KEY, link)
    written = either("date", "Published")
    written_on = day_of(written)
    if written_on is None:
        return RowError(line, RowProblem.UNREADABLE_DATE, word_of(written))
    rating = number_of(either("five_star_rating_published", "Star Rating"))
    text = original_text(text_of(either("review_text_published", "Review Comment")))
    if rating is not None and not 1 <= rating <= 5:
        return RowError(line, RowProblem.UNREADABLE_AMOUNT, str(rating))
    if rating is None and not text:
        return RowError(line, RowProblem.NOTHING_SAID, link)
    return ReviewRecord(
        line=line,
        site=SITE,
        external_id=f"takeout {link} {word_of(written)}",
        subject=link,
        subject_name=word_of(place.get("name", place.get("Business Name"))),
        rating=rating,
        text=text,
        written_on=written_on,
        link=link,
    )
