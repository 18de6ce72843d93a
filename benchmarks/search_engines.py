"""What is measured of an engine, and our own among them: each is asked for the same page, twenty
practitioners by skill less the way, the total, and the counts of facets.
"""

import math
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Protocol

from benchmarks.search_corpus import Profile, Search, Wording
from search_index import SearchPage, SearchQuery, open_index

PER_PAGE = 20
_SNAPSHOT_ON = date(2026, 1, 1)


class Engine(Protocol):
    """What the benchmark asks of an engine. A larger corpus than `most_profiles` takes too long.
    One that `keeps_files` in its folder is built only once.
    """

    name: str
    most_profiles: float
    keeps_files: bool

    def __init__(self, folder: Path) -> None: ...

    def build(self, profiles: Iterable[Profile]) -> None: ...

    def answer(self, search: Search) -> int | None:
        """Find, count and order; return how many were found, None where it cannot be asked so."""
        ...

    def cpu_ns(self) -> int:
        """Nanoseconds of CPU used so far outside this process."""
        ...


class OurIndex:
    """The search index of this project, asked as the product asks it: by a SearchQuery, for a page.

    A word that is in no profile is finished or corrected, and searched again, as the product does.
    """

    name = "search_index"
    most_profiles = math.inf
    keeps_files = True

    def __init__(self, folder: Path, url: str = "") -> None:
        self._index = open_index(url or f"whoosh://{folder.resolve()}")

    def build(self, profiles: Iterable[Profile]) -> None:
        self._index.rebuild(profile.document for profile in profiles)

    def answer(self, search: Search) -> int:
        page = self._page(search, search.words)
        if page.unknown_words and search.wording is Wording.BEGINNING:
            finished = self._index.finish_word(search.words[0])
            page = self._page(search, (finished,)) if finished else page
        elif page.unknown_words and search.wording is Wording.MISSPELT:
            similar = self._index.find_similar_word(search.words[0])
            page = self._page(search, (similar[0],)) if similar else page
        return page.total

    def cpu_ns(self) -> int:
        return 0

    def _page(self, search: Search, words: tuple[str, ...]) -> SearchPage:
        is_phrase = search.wording is Wording.PHRASE
        return self._index.search(
            SearchQuery(
                snapshot_on=_SNAPSHOT_ON,
                text="" if is_phrase else " ".join(words),
                phrases=(" ".join(words),) if is_phrase else (),
                concern=search.concern,
                place=search.place,
                radius_km=search.radius_km,
                professions=(search.profession,) if search.profession else (),
                languages=(search.language,) if search.language else (),
                min_years=search.min_years,
                per_page=PER_PAGE,
            )
        )
