"""What every search backend offers, and how to open one by its address."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from search_index.documents import PractitionerDocument
from search_index.errors import IndexUrlError
from search_index.health import IndexHealth
from search_index.page import SearchPage
from search_index.postgresql_backend.postgresql_index import PostgresqlIndex
from search_index.query import SearchQuery
from search_index.whoosh_backend.whoosh_index import WhooshIndex
from search_index.words import WordUse


class SearchIndex(Protocol):
    """An index of practitioners. One object per process, shared by its threads.

    Everything but `rebuild` raises IndexMissingError when there is no index yet, and
    IndexCorruptError when its files cannot be trusted; a rebuild mends both.
    """

    def search(self, query: SearchQuery) -> SearchPage:
        """The page of results a query asks for, with the counts of its facets."""
        ...

    def count(self, query: SearchQuery) -> int:
        """How many practitioners a query finds; cheaper than to search."""
        ...

    def word_uses(self, text: str) -> dict[str, WordUse]:
        """Of each word of a text, stop words left out, where it is used."""
        ...

    def find_similar_word(self, word: str) -> tuple[str, int] | None:
        """The word of names and facts spelt most like this one, and the number of errors."""
        ...

    def finish_word(self, beginning: str) -> str | None:
        """The most frequent word of names and facts that begins so."""
        ...

    def has_name(self, text: str) -> bool:
        """Whether the text is exactly somebody's name of several words, in any order of them."""
        ...

    def list_names(self, text: str, limit: int) -> list[int]:
        """Keys of the practitioners whose names have every word of the text, the last of which may
        be unfinished; the better hands first.
        """
        ...

    def apply(self, upserts: Iterable[PractitionerDocument], deletes: Iterable[int] = ()) -> None:
        """Replace or add documents and delete keys, in one commit that all processes see at once.

        Durable when it returns. A key that is both is deleted. Raises IndexBusyError when another
        writer does not finish in time; nothing is changed then.
        """
        ...

    def rebuild(
        self,
        documents: Iterable[PractitionerDocument],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Make a new index of these documents alone and swap it in when it is whole.

        Searches are answered from the old one meanwhile; other writers have to wait. `progress` is
        called with the number of documents written. Raises IndexBusyError, and DocumentError when
        a key comes twice.
        """
        ...

    def versions(self) -> dict[int, int]:
        """The version of every document by key, to compare with the database."""
        ...

    def health(self) -> IndexHealth:
        """Size, age and state of the index."""
        ...

    def close(self) -> None:
        """Let go of open files; the next call opens them again."""
        ...


def _open_whoosh(url: str) -> SearchIndex:
    parts = urlsplit(url)
    folder = unquote(parts.netloc + parts.path)
    if not folder.startswith("/"):
        raise IndexUrlError(
            f"The folder of a Whoosh index must be absolute, as in whoosh:///var/index, "
            f"not {folder!r}."
        )
    return WhooshIndex(Path(folder))


def _open_opensearch(url: str) -> SearchIndex:
    # Its client is loaded by those who use it: every start of the site would pay for it.
    from search_index.opensearch_backend.opensearch_index import OpensearchIndex  # noqa: PLC0415

    return OpensearchIndex(url)


_BACKENDS: dict[str, Callable[[str], SearchIndex]] = {
    "whoosh": _open_whoosh,
    "postgresql": PostgresqlIndex,
    "opensearch": _open_opensearch,
    "opensearch+https": _open_opensearch,
}


def open_index(url: str) -> SearchIndex:
    """Open the index at an address such as `whoosh:///var/lib/skilled-hand/index`.

    Nothing need be there yet: `rebuild` makes it. No server is asked before the first use. Raises
    IndexUrlError.
    """
    scheme = url.partition(":")[0]
    if scheme not in _BACKENDS:
        supported = ", ".join(f"{name}://" for name in sorted(_BACKENDS))
        raise IndexUrlError(f"No search backend for {scheme!r}; supported are {supported}.")
    return _BACKENDS[scheme](url)
