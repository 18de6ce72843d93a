"""Two indexes as one: a second answers searches while the server of the first is away.

Changes are made to both, the second first, so that it never knows less; a change that the first
does not take is an error, and whoever made it makes it again later, to both.
"""

import logging
import tempfile
import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

from search_index.document_lines import read_lines, write_lines
from search_index.documents import PractitionerDocument
from search_index.errors import IndexUnavailableError, SearchIndexError
from search_index.forks import forget_in_children
from search_index.health import IndexHealth
from search_index.index import SearchIndex
from search_index.page import SearchPage
from search_index.query import SearchQuery
from search_index.words import WordUse

ResultT = TypeVar("ResultT")

_SECONDS_BETWEEN_ATTEMPTS = 5.0

_logger = logging.getLogger("search_index")

_DIFFERENT = -1
"""Stands for the version of a document of which the two have different ones: it is no version."""


class FallbackIndex:
    """SearchIndex of two; see there for what the methods promise.

    A missing or damaged index is one where either is, so that a rebuild mends both. A first that is
    away is asked again in the background: no search has to wait for a server that went silent.
    """

    def __init__(
        self,
        first: SearchIndex,
        second: SearchIndex,
        seconds_between_attempts: float = _SECONDS_BETWEEN_ATTEMPTS,
    ) -> None:
        self._first = first
        self._second = second
        self._seconds_between_attempts = seconds_between_attempts
        self.forget()
        forget_in_children(self)

    def forget(self) -> None:
        self._is_away = False
        self._is_closed = threading.Event()

    def search(self, query: SearchQuery) -> SearchPage:
        return self._read(lambda index: index.search(query))

    def count(self, query: SearchQuery) -> int:
        return self._read(lambda index: index.count(query))

    def word_uses(self, text: str) -> dict[str, WordUse]:
        return self._read(lambda index: index.word_uses(text))

    def find_similar_word(self, word: str) -> tuple[str, int] | None:
        return self._read(lambda index: index.find_similar_word(word))

    def finish_word(self, beginning: str) -> str | None:
        return self._read(lambda index: index.finish_word(beginning))

    def has_name(self, text: str) -> bool:
        return self._read(lambda index: index.has_name(text))

    def list_names(self, text: str, limit: int) -> list[int]:
        return self._read(lambda index: index.list_names(text, limit))

    def apply(self, upserts: Iterable[PractitionerDocument], deletes: Iterable[int] = ()) -> None:
        changed, gone = list(upserts), list(deletes)
        self._second.apply(changed, gone)
        self._first.apply(changed, gone)

    def rebuild(
        self,
        documents: Iterable[PractitionerDocument],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
            write_lines(kept, documents)  # they come once and are needed twice
            kept.seek(0)
            self._second.rebuild(read_lines(kept))
            kept.seek(0)
            self._first.rebuild(read_lines(kept), progress)

    def versions(self) -> dict[int, int]:
        """The versions on which both agree. Raises IndexUnavailableError when one is away."""
        first, second = self._first.versions(), self._second.versions()
        return {
            key: first[key] if first.get(key) == second.get(key) else _DIFFERENT
            for key in first.keys() | second.keys()
        }

    def health(self) -> IndexHealth:
        """That of the first, of the second while the first is away."""
        second = self._second.health()
        return self._read(lambda index: second if index is self._second else index.health())

    def close(self) -> None:
        self._is_closed.set()
        self._is_away = False
        self._first.close()
        self._second.close()

    def _read(self, answer: Callable[[SearchIndex], ResultT]) -> ResultT:
        if not self._is_away:
            try:
                return answer(self._first)
            except IndexUnavailableError as error:
                self._note_absence(error)
        return answer(self._second)

    def _note_absence(self, error: IndexUnavailableError) -> None:
        if self._is_away:
            return
        self._is_away = True
        _logger.warning("%s Searches are answered by the second index.", error)
        self._is_closed.clear()
        threading.Thread(target=self._await_return, daemon=True).start()

    def _await_return(self) -> None:
        while not self._is_closed.wait(self._seconds_between_attempts):
            if not _is_away(self._first):
                self._is_away = False
                _logger.warning("The search server answers again.")
                return


def _is_away(index: SearchIndex) -> bool:
    """Whether its server does not answer; what else is wrong with it, searches are to tell."""
    try:
        index.health()
    except IndexUnavailableError:
        return True
    except SearchIndexError:
        pass
    return False
