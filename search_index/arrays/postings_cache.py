"""What was read of words, kept in memory between searches within a budget. Shared by threads."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Generic, Protocol, TypeVar

BUDGET_BYTES = 256 * 2**20
_BYTES_PER_ENTRY = 400  # what an entry without postings takes, about

Term = tuple[str, str]
"""Part and word. Parts never change, so an entry is never out of date."""


class Sized(Protocol):
    """Something whose memory is known."""

    @property
    def size_bytes(self) -> int: ...


EntryT = TypeVar("EntryT", bound=Sized)


class PostingsCache(Generic[EntryT]):
    """Keeps what was used last; what is too much for the budget is forgotten, oldest first."""

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        self._budget_bytes = budget_bytes
        self._lock = threading.Lock()
        self._entries: OrderedDict[Term, EntryT] = OrderedDict()
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        """Of each part."""
        self._size_bytes = 0

    def get_all(
        self, part: str, words: Sequence[str], read: Callable[[list[str]], Sequence[EntryT]]
    ) -> list[EntryT]:
        """What was read of each word of a part; those that are not remembered are read now."""
        with self._lock:
            known = {word: self._entries.get((part, word)) for word in words}
            for word, entry in known.items():
                if entry is not None:
                    self._entries.move_to_end((part, word))
        entries = {word: entry for word, entry in known.items() if entry is not None}
        unknown = [word for word in known if word not in entries]
        if unknown:
            entries.update(zip(unknown, read(unknown), strict=True))
            with self._lock:
                for word in unknown:
                    self._remember((part, word), entries[word])
        return [entries[word] for word in words]

    def _remember(self, term: Term, entry: EntryT) -> None:
        if term in self._entries:
            return
        part, word = term
        self._entries[term] = entry
        self._words[part].add(word)
        self._size_bytes += entry.size_bytes + _BYTES_PER_ENTRY
        while self._size_bytes > self._budget_bytes:
            (part, word), forgotten = self._entries.popitem(last=False)
            self._words[part].discard(word)
            self._size_bytes -= forgotten.size_bytes + _BYTES_PER_ENTRY

    def forget_parts_but(self, kept: Collection[str]) -> None:
        """Let go of what was read of parts that the index no longer has.

        Every change leaves a part or two behind; what was read of them would fill the budget, and
        hold their files, for nobody to ask for.
        """
        with self._lock:
            for part in self._words.keys() - set(kept):
                for word in self._words.pop(part):
                    forgotten = self._entries.pop((part, word))
                    self._size_bytes -= forgotten.size_bytes + _BYTES_PER_ENTRY
