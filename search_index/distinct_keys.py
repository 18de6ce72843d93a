"""A rebuild takes each practitioner once."""

from collections.abc import Iterable, Iterator

from search_index.documents import PractitionerDocument
from search_index.errors import DocumentError


def with_distinct_keys(
    documents: Iterable[PractitionerDocument],
) -> Iterator[PractitionerDocument]:
    """The documents as they come. Raises DocumentError when a key comes twice."""
    seen: set[int] = set()
    for document in documents:
        if document.key in seen:
            raise DocumentError(f"Two documents have the key {document.key}.", "key")
        seen.add(document.key)
        yield document
