"""The index in OpenSearch: for sites that must go on searching when a machine is lost.

Each node of the cluster has a copy of everything, and a search that one of them leaves without an
answer is asked of the next.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from opensearchpy.helpers import scan

from search_index.documents import PractitionerDocument
from search_index.errors import IndexMissingError
from search_index.health import IndexHealth
from search_index.opensearch_backend import finding, matching, naming, writing
from search_index.opensearch_backend.cluster import Cluster
from search_index.opensearch_backend.lease import State, writer_lease
from search_index.page import SearchPage
from search_index.query import SearchQuery
from search_index.ranked_page import ranked_page
from search_index.words import WordUse

_SCANNED = 5_000


class OpensearchIndex:
    """SearchIndex in an OpenSearch cluster; see there for what the methods promise.

    A change of many documents is seen by one refresh; while a node is about to make it, another may
    answer from before.
    """

    def __init__(self, url: str) -> None:
        self._cluster = Cluster(url)
        self._alias = self._cluster.alias

    def search(self, query: SearchQuery) -> SearchPage:
        with self._cluster.asked() as client:
            words = matching.count_words(client, self._alias, query)
            return ranked_page(
                query,
                words.weighed,
                words.corpus.document_count,
                lambda wanted: finding.find(client, self._alias, query, words, wanted),
            )

    def count(self, query: SearchQuery) -> int:
        with self._cluster.asked() as client:
            words = matching.count_words(client, self._alias, query)
            return finding.count(client, self._alias, query, words)

    def word_uses(self, text: str) -> dict[str, WordUse]:
        with self._cluster.asked() as client:
            return matching.word_uses(client, self._alias, text)

    def find_similar_word(self, word: str) -> tuple[str, int] | None:
        with self._cluster.asked() as client:
            return naming.find_similar_word(client, self._alias, word)

    def finish_word(self, beginning: str) -> str | None:
        with self._cluster.asked() as client:
            return naming.finish_word(client, self._alias, beginning)

    def has_name(self, text: str) -> bool:
        with self._cluster.asked() as client:
            return naming.has_name(client, self._alias, text)

    def list_names(self, text: str, limit: int) -> list[int]:
        with self._cluster.asked() as client:
            return naming.list_names(client, self._alias, text, limit)

    def apply(self, upserts: Iterable[PractitionerDocument], deletes: Iterable[int] = ()) -> None:
        changed, gone = list(upserts), list(deletes)
        with self._cluster.asked() as client:
            client.indices.get_alias(name=self._alias)
            if changed or gone:
                with writer_lease(client, self._cluster.state_index) as lease:
                    writing.apply(self._cluster, lease, changed, gone)

    def rebuild(
        self,
        documents: Iterable[PractitionerDocument],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        with (
            self._cluster.asked() as client,
            writer_lease(client, self._cluster.state_index) as lease,
        ):
            writing.rebuild(self._cluster, lease, documents, progress)

    def versions(self) -> dict[int, int]:
        with self._cluster.asked() as client:
            hits = scan(
                client,
                index=self._alias,
                query={"_source": ["numbers.key", "numbers.version"]},
                size=_SCANNED,
            )
            numbers = (hit["_source"]["numbers"] for hit in hits)
            return {one["key"]: one["version"] for one in numbers}

    def health(self) -> IndexHealth:
        with self._cluster.asked() as client:
            document_count = client.count(index=self._alias)["count"]
            sizes = client.indices.stats(index=self._alias, metric="store")
            state, _ = State.read(client, self._cluster.state_index)
        if not state.built_at:
            raise IndexMissingError(
                "There is no search index in OpenSearch yet; rebuild it from the database."
            )
        nodes = ",".join(f"{host['host']}:{host['port']}" for host in self._cluster.hosts)
        return IndexHealth(
            url=f"opensearch://{nodes}/{self._cluster.prefix}",
            generation=state.generation,
            revision=state.revision,
            document_count=document_count,
            part_count=1,
            dead_row_count=0,
            size_bytes=sizes["_all"]["primaries"]["store"]["size_in_bytes"],
            built_at=datetime.fromisoformat(state.built_at),
        )

    def close(self) -> None:
        self._cluster.close()
