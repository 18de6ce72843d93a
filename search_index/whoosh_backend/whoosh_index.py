"""The index in a folder: Whoosh for the text, memory-mapped columns for all numbers.

One object serves the threads of a process. Every search looks whether the manifest was replaced,
opens the new state aside and swaps it in by one reference; a process forked off opens its own.
"""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from search_index.arrays import answering, naming
from search_index.arrays.word_postings import WordCache
from search_index.documents import PractitionerDocument
from search_index.forks import forget_in_children
from search_index.health import IndexHealth
from search_index.page import SearchPage
from search_index.query import SearchQuery
from search_index.whoosh_backend import writing
from search_index.whoosh_backend.file_words import FileWords
from search_index.whoosh_backend.manifest import stamp_of
from search_index.whoosh_backend.snapshot import FolderSnapshot, open_snapshot
from search_index.words import WordUse


class WhooshIndex:
    """SearchIndex in a local folder; see there for what the methods promise."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.forget()
        forget_in_children(self)

    def forget(self) -> None:
        self._opened: FolderSnapshot | None = None
        self._opening = threading.Lock()
        self._cache = WordCache()

    def search(self, query: SearchQuery) -> SearchPage:
        snapshot = self._snapshot()
        return answering.search(snapshot, query, self._words_of(snapshot))

    def count(self, query: SearchQuery) -> int:
        snapshot = self._snapshot()
        return answering.count(snapshot, query, self._words_of(snapshot))

    def word_uses(self, text: str) -> dict[str, WordUse]:
        snapshot = self._snapshot()
        return answering.word_uses(snapshot, text, self._words_of(snapshot))

    def find_similar_word(self, word: str) -> tuple[str, int] | None:
        return answering.find_similar_word(self._snapshot(), word)

    def finish_word(self, beginning: str) -> str | None:
        return answering.finish_word(self._snapshot(), beginning)

    def has_name(self, text: str) -> bool:
        return naming.has_name(self._snapshot(), text)

    def list_names(self, text: str, limit: int) -> list[int]:
        snapshot = self._snapshot()
        return naming.list_names(snapshot, text, limit, self._words_of(snapshot))

    def apply(self, upserts: Iterable[PractitionerDocument], deletes: Iterable[int] = ()) -> None:
        with writing.writer_lock(self._folder):
            latest = open_snapshot(self._folder, before=self._opened)
            writing.apply(self._folder, latest, upserts, deletes)

    def rebuild(
        self,
        documents: Iterable[PractitionerDocument],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        with writing.writer_lock(self._folder):
            writing.rebuild(self._folder, documents, progress)

    def versions(self) -> dict[int, int]:
        return self._snapshot().versions()

    def health(self) -> IndexHealth:
        snapshot = self._snapshot()
        manifest = snapshot.manifest
        return IndexHealth(
            url=f"whoosh://{self._folder}",
            generation=manifest.generation,
            revision=manifest.revision,
            document_count=snapshot.document_count,
            part_count=len(snapshot.parts),
            dead_row_count=snapshot.row_count - snapshot.document_count,
            size_bytes=sum(manifest.sizes.values()),
            built_at=datetime.fromisoformat(manifest.built_at),
        )

    def close(self) -> None:
        self._opened = None
        self._cache = WordCache()

    def _words_of(self, snapshot: FolderSnapshot) -> FileWords:
        return FileWords(snapshot.files, self._cache)

    def _snapshot(self) -> FolderSnapshot:
        """The state of the index now. While one thread opens a new one, others use the old one."""
        stamp = stamp_of(self._folder)
        opened = self._opened
        if opened is not None and opened.stamp == stamp:
            return opened
        if not self._opening.acquire(blocking=opened is None) and opened is not None:
            return opened
        try:
            opened = self._opened
            if opened is None or opened.stamp != stamp:
                opened = self._opened = open_snapshot(self._folder, before=opened)
                self._cache.forget_parts_but({part.name for part in opened.parts})
            return opened
        finally:
            self._opening.release()
