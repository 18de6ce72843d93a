"""Reviews that a saved web page carries for search engines: schema.org, however it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any
from urllib.parse import urlsplit

from directory.domain.errors import InvalidValueError
from directory.domain.imported_reviews import fold_text
from directory.sources.dates import read_date
from directory.sources.json_documents import MOST_BYTES_OF_A_DOCUMENT
from directory.sources.json_values import day_of, list_of, mapping_of, number_of, text_of, word_of
from directory.sources.records import RowError, RowProblem
from directory.sources.review_records import ReviewEntry, ReviewRecord, SiteScale
from directory.sources.saved_pages import DEEPEST_NESTING, read_saved_page
from directory.sources.signatures import SAVED_PAGE


def read_schema_org_reviews(stream: IO[bytes]) -> Iterator[ReviewEntry]:
    """One entry for each review of the page, however deep it lies in the page's data.

    The site is the host of the page's address, from its canonical link or `og:url`. Raises
    InvalidValueError for a page that is too large, has no address or carries no reviews.
    """
    raw = stream.read(MOST_BYTES_OF_A_DOCUMENT + 1)
    if len(raw) > MOST_BYTES_OF_A_DOCUMENT:
        raise InvalidValueError("The page is larger than 64 MB, which is no saved page.")
    page = read_saved_page(raw)
    host = _host_of(page.address)
    found = [
        (review, subject)
        for thing in page.things
        for review, subject in _find_reviews(thing, {}, 0)
    ]
    if not found:
        raise InvalidValueError(f"This is not {SAVED_PAGE}: no schema.org data names a review.")
    if not host:
        raise InvalidValueError(
            "The page does not say its address; save it again from the browser as a whole page."
        )
    return _each_once(
        _read_review(number, review, subject, host, page.address)
        for number, (review, subject) in enumerate(found, start=1)
    )


def _host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _each_once(entries: Iterable[ReviewEntry]) -> Iterator[ReviewEntry]:
    """Leave out what a page says twice, as JSON-LD and again as microdata."""
    seen: set[tuple[object, ...]] = set()
    for entry in entries:
        if isinstance(entry, ReviewRecord):
            said = (
                fold_text(entry.author_key),
                entry.written_on,
                entry.rating,
                fold_text(entry.text),
            )
            if said in seen:
                continue
            seen.add(said)
        yield entry


def _find_reviews(
    value: object, subject: Mapping[str, Any], depth: int
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Reviews in the data, each with whatever carries it as its `review`."""
    if depth > DEEPEST_NESTING:
        return
    if isinstance(value, list):
        for one in value:
            yield from _find_reviews(one, subject, depth + 1)
        return
    thing = mapping_of(value)
    types = {word_of(kind).rsplit("/", 1)[-1] for kind in list_of(thing.get("@type"))}
    if types & {"Review", "UserReview"}:
        yield thing, mapping_of(thing.get("itemReviewed")) or subject
        return
    for name, held in thing.items():
        is_review = name in {"review", "reviews"}
        yield from _find_reviews(held, thing if is_review else subject, depth + 1)


def _read_review(
    line: int, review: Mapping[str, Any], subject: Mapping[str, Any], host: str, address: str
) -> ReviewEntry:
    rating = mapping_of(review.get("reviewRating"))
    lowest, highest = number_of(rating.get("worstRating")), number_of(rating.get("bestRating"))
    scale = SiteScale(1.0 if lowest is None else lowest, 5.0 if highest is None else highest)
    value = number_of(rating.get("ratingValue"))
    text = text_of(review.get("reviewBody")) or text_of(review.get("description"))
    if value is not None and not scale.lowest <= value <= scale.highest:
        return RowError(line, RowProblem.UNREADABLE_AMOUNT, str(value))
    if value is None and not text:
        return RowError(line, RowProblem.NOTHING_SAID, "")
    written_on = _day_of(review.get("datePublished")) or _day_of(review.get("dateCreated"))
    if written_on is None:
        return RowError(line, RowProblem.UNREADABLE_DATE, word_of(review.get("datePublished")))
    author = _author_of(review)
    own_key = word_of(review.get("@id")) or word_of(review.get("url"))
    said = f"{author}|{written_on}|{value}|{text}"
    return ReviewRecord(
        line=line,
        site=host[:64],
        external_id=own_key or hashlib.sha256(said.encode()).hexdigest(),
        subject=word_of(subject.get("@id")) or word_of(subject.get("url")) or address,
        subject_name=word_of(subject.get("name")),
        rating=value,
        text=text,
        written_on=written_on,
        scale=scale,
        link=own_key if own_key.startswith("http") else address,
        author_key=author,
        language=word_of(review.get("inLanguage"))[:8],
    )


def _author_of(review: Mapping[str, Any]) -> str:
    """Who wrote it: a person’s name, or the name alone."""
    names = (mapping_of(one).get("name", one) for one in list_of(review.get("author")))
    return next((word for name in names if (word := word_of(name))), "")


def _day_of(value: object) -> date | None:
    """A day as data, or as the page shows it to people, where the data lack it."""
    if (day := day_of(value)) is not None:
        return day
    try:
        return read_date(word_of(value), ("May 13, 2024",))
    except ValueError:
        return None
