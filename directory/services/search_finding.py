"""From a request to the practitioners found: what was read out of it, and the page of the index.

Where words are in no profile, the search is made as they were probably meant, and said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from directory.domain.phrases import PhraseMatcher
from directory.domain.quotations import with_phrases
from directory.services.search_reading import SearchReading, read_request
from directory.services.search_request import SearchRequest
from directory.services.spelling import correct_query
from search_index import SearchIndex, SearchPage


@dataclass(frozen=True, slots=True)
class Finding:
    """What a request was read as, and who was found.

    `written` asks for exactly what was typed, where `reading` is of a corrected request.
    `spelling` is a correction that was not taken: it was not wanted, or finds nobody either.
    """

    reading: SearchReading
    page: SearchPage
    written: SearchRequest | None = None
    spelling: SearchRequest | None = None


def find_practitioners(
    session: Session,
    index: SearchIndex,
    matcher: PhraseMatcher,
    request: SearchRequest,
    today: date,
) -> Finding:
    """Read a request and search. Any text gives a page; raises only what the index raises."""
    reading = read_request(session, index, matcher, request, today)
    page = index.search(reading.query)
    text = (
        correct_query(session, index, matcher, reading.understood) if page.unknown_words else None
    )
    text = text and with_phrases(text, reading.understood.phrases)
    if not text or text.casefold() == request.text.casefold():
        return Finding(reading, page)
    corrected = request.changed(text=text, page=request.page)
    if not request.is_as_written:
        corrected_reading = read_request(session, index, matcher, corrected, today)
        corrected_page = index.search(corrected_reading.query)
        if corrected_page.total:
            as_written = request.changed(is_as_written=True)
            return Finding(corrected_reading, corrected_page, written=as_written)
    return Finding(reading, page, spelling=corrected.changed(is_as_written=False))
