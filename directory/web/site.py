"""What belongs to the running site and not to one request: its index, its vocabulary, its day."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime

from flask import current_app, url_for

from directory.config import PROJECT_FOLDER
from directory.database import db
from directory.domain.phrases import PhraseMatcher
from directory.domain.vocabulary import Vocabulary
from directory.services.guide import GuideFolder, read_guide_folder
from directory.services.request_counts import RequestCounter
from directory.services.vocabulary import get_vocabulary
from directory.web.locales import current_language
from search_index import SearchIndex

VOCABULARY_SECONDS = 60
GUIDE_FOLDER = PROJECT_FOLDER / "seed_data" / "guide"


def search_index() -> SearchIndex:
    """The index that this process searches."""
    index: SearchIndex = current_app.extensions["search_index"]
    return index


def request_counter() -> RequestCounter:
    """What counts requests of the API."""
    counter: RequestCounter = current_app.extensions["request_counter"]
    return counter


def matcher() -> PhraseMatcher:
    """The matcher of the vocabulary's words; an edited vocabulary is noticed within a minute."""
    cache: _MatcherCache = current_app.extensions.setdefault("phrase_matcher", _MatcherCache())
    return cache.get()


def vocabulary() -> Vocabulary:
    """The vocabulary that the pages speak."""
    return matcher().vocabulary


def guide_folder() -> GuideFolder:
    """The guide in the language of the page, read once by this process."""
    cache: dict[str, GuideFolder] = current_app.extensions.setdefault("guide", {})
    language = current_language().key
    if language not in cache:
        cache[language] = read_guide_folder(GUIDE_FOLDER, language)
    return cache[language]


def now() -> datetime:
    """This moment by the application's clock, UTC."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def today() -> date:
    """This day by the application's clock, UTC."""
    return now().date()


def absolute_url(endpoint: str, **values: str | int) -> str:
    """The whole address of a page, in the language of this one: from SITE_URL, as a request's Host
    can be forged."""
    return site_url() + url_for(endpoint, **values)


def link_for_mail(endpoint: str, **values: str | int) -> str:
    """The whole address of a page without a language: a mail is in that of whoever gets it."""
    return site_url() + current_app.url_map.bind("").build(endpoint, values)


def site_url() -> str:
    """Where people reach the site, without a slash at the end."""
    url: str = current_app.config["SETTINGS"].site_url
    return url


class _MatcherCache:
    """Builds the matcher anew only when the vocabulary in the database has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._matcher: PhraseMatcher | None = None
        self._looked_at = 0.0

    def get(self) -> PhraseMatcher:
        with self._lock:
            if self._matcher is None or time.monotonic() - self._looked_at > VOCABULARY_SECONDS:
                self._look_again()
            assert self._matcher is not None  # noqa: S101  # _look_again set it
            return self._matcher

    def _look_again(self) -> None:
        current = get_vocabulary(db.session)
        if self._matcher is None or self._matcher.vocabulary != current:
            self._matcher = PhraseMatcher(current)
        self._looked_at = time.monotonic()
