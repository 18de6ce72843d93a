"""Changing the index: one writer at a time, documents in bulk, seen all at once by a refresh."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import streaming_bulk

from search_index.distinct_keys import with_distinct_keys
from search_index.documents import PractitionerDocument
from search_index.errors import IndexCorruptError
from search_index.opensearch_backend.cluster import FORMAT, Cluster
from search_index.opensearch_backend.lease import PATIENTLY, Lease
from search_index.opensearch_backend.mapping import LAYOUT, source_of

_PROGRESS_STEP = 100
_IGNORED = {
    "delete": {404, 409},  # not there, or written anew since by whoever took the lease over
    "index": {409},
}
_COPIES_SECONDS = 30
_IF_THERE = {"ignore_unavailable": "true", **PATIENTLY}


def rebuild(
    cluster: Cluster,
    lease: Lease,
    documents: Iterable[PractitionerDocument],
    progress: Callable[[int], None] | None,
) -> None:
    """Write a new generation from these documents alone, and let the alias point at it.

    The generation before stays for searches that have begun; older ones go. Indexes of earlier
    formats stay beside the first of this one, for hosts that were not upgraded yet.
    """
    client, generation = lease.client, lease.state.generation + 1
    index = cluster.index_of(generation)
    client.indices.delete(index=index, params=_IF_THERE)
    client.indices.create(index=index, body=LAYOUT, params=PATIENTLY)
    try:
        _write(lease, index, with_distinct_keys(documents), [], progress)
        client.cluster.health(
            index=index,
            params={"wait_for_status": "green", "timeout": f"{_COPIES_SECONDS}s"},
            request_timeout=_COPIES_SECONDS + 10,
        )
    except BaseException:
        client.indices.delete(index=index, params=_IF_THERE)
        raise
    built_at = datetime.now(UTC).isoformat()
    lease.put(replace(lease.state, generation=generation, built_at=built_at))
    add = {"add": {"index": index, "alias": cluster.alias}}
    remove = {"remove": {"index": f"{cluster.alias}-*", "alias": cluster.alias}}
    is_first = not client.indices.exists_alias(name=cluster.alias)
    client.indices.update_aliases(
        body={"actions": [add] if is_first else [remove, add]}, params=PATIENTLY
    )
    for old in _generations(client, cluster) - {generation, generation - 1}:
        client.indices.delete(index=cluster.index_of(old), params=_IF_THERE)
    if not is_first:
        for name in _former_formats(client, cluster):
            client.indices.delete(index=name, params=_IF_THERE)


def apply(
    cluster: Cluster,
    lease: Lease,
    upserts: Iterable[PractitionerDocument],
    deletes: Iterable[int],
) -> None:
    """Put in or replace some documents and take out others.

    Of several documents with the same key the last holds; a key that is also deleted is deleted.
    """
    [index] = lease.client.indices.get_alias(name=cluster.alias)
    deleted = set(deletes)
    by_key = {document.key: document for document in upserts if document.key not in deleted}
    _write(lease, index, by_key.values(), sorted(deleted), None)


def _write(
    lease: Lease,
    index: str,
    documents: Iterable[PractitionerDocument],
    deletes: Iterable[int],
    progress: Callable[[int], None] | None,
) -> None:
    version = {"version": lease.state.revision, "version_type": "external", "_index": index}

    def actions() -> Iterator[dict[str, Any]]:
        number = 0
        for number, document in enumerate(documents, 1):
            lease.renew()
            yield {"_id": str(document.key), "_source": source_of(document), **version}
            if progress is not None and number % _PROGRESS_STEP == 0:
                progress(number)
        if progress is not None and number:
            progress(number)
        for key in deletes:
            yield {"_op_type": "delete", "_id": str(key), **version}

    for is_done, result in streaming_bulk(lease.client, actions(), raise_on_error=False):
        [(action, outcome)] = result.items()
        if not is_done and outcome["status"] not in _IGNORED[action]:
            raise IndexCorruptError(
                f"OpenSearch did not take practitioner {outcome['_id']} ({outcome.get('error')}); "
                "rebuild the index."
            )
    lease.client.indices.refresh(index=index)


def _former_formats(client: OpenSearch, cluster: Cluster) -> list[str]:
    """The indexes that versions with earlier formats search."""
    names = client.indices.get(
        index=f"{cluster.prefix}-v*", params={"ignore_unavailable": "true", "flat_settings": "true"}
    )
    pattern = re.escape(cluster.prefix) + r"-v(\d+)-\d+"
    return [
        name for name in names if (found := re.fullmatch(pattern, name)) and int(found[1]) < FORMAT
    ]


def _generations(client: OpenSearch, cluster: Cluster) -> set[int]:
    """The generations that are kept, whole or not."""
    names = client.indices.get(
        index=f"{cluster.alias}-*", params={"ignore_unavailable": "true", "flat_settings": "true"}
    )
    pattern = re.escape(cluster.alias) + r"-(\d+)"
    return {int(found[1]) for name in names if (found := re.fullmatch(pattern, name))}
