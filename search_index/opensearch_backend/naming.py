"""Words of names and facts that are spelt or begin alike, and practitioners by their names."""

from typing import Any

from opensearchpy import OpenSearch

from search_index import folding
from search_index.documents import OVERALL
from search_index.opensearch_backend import matching
from search_index.opensearch_backend.mapping import skill_field
from search_index.spelling import most_errors
from search_index.word_list import MOST_ENDINGS, WordList

_MOST_WORDS = 65_535
"""Of one length; as many as a request may count."""


def find_similar_word(client: OpenSearch, alias: str, word: str) -> tuple[str, int] | None:
    """The word spelt most like this one, and the number of errors.

    Words of about its length are compared here: OpenSearch's own fuzzy queries allow two errors.
    """
    folded = "".join(folding.words(word[: folding.LONGEST_WORD]))
    errors = most_errors(folded)
    counts: dict[str, int] = {}
    for length in range(max(1, len(folded) - errors), len(folded) + errors + 1):
        counts |= _count_words(client, alias, f"[a-z0-9]{{{length}}}", _MOST_WORDS)
    return WordList(counts).find_nearest(folded)


def finish_word(client: OpenSearch, alias: str, beginning: str) -> str | None:
    """The most frequent word of names and facts that begins so."""
    folded = "".join(folding.words(beginning[: folding.LONGEST_WORD]))
    return next(iter(_count_words(client, alias, f"{folded}.*", 1)), None) if folded else None


def has_name(client: OpenSearch, alias: str, text: str) -> bool:
    """Whether the text is exactly somebody's name of several words."""
    name = folding.query_name(text)
    if " " not in name:
        return False
    return bool(client.count(index=alias, body={"query": matching.has_name(name)})["count"])


def list_names(client: OpenSearch, alias: str, text: str, limit: int) -> list[int]:
    """Keys of those whose names have every word of the text, the last as a beginning, by skill."""
    words = [word for word in folding.words(text) if word not in folding.TITLES]
    if not words:
        return []
    endings = _count_words(client, alias, f"{words[-1]}.*", MOST_ENDINGS)
    if not endings:
        return []
    last = {"bool": {"should": [matching.in_name(word) for word in endings]}}
    found = client.search(
        index=alias,
        body={
            "query": matching.all_of([*map(matching.in_name, words[:-1]), last]),
            "size": limit,
            "_source": ["key"],
            "sort": [{skill_field(OVERALL): "desc"}, {"key": "asc"}],
        },
        params={"allow_partial_search_results": "false"},
    )
    return [hit["_source"]["key"] for hit in found["hits"]["hits"]]


def _count_words(client: OpenSearch, alias: str, pattern: str, limit: int) -> dict[str, int]:
    """Words that a regular expression describes, the most frequent first."""
    terms: dict[str, Any] = {"field": "correctable_words", "include": pattern, "size": limit}
    found = client.search(
        index=alias,
        body={"size": 0, "aggs": {"words": {"terms": terms}}},
        params={"allow_partial_search_results": "false"},
    )
    buckets = found["aggregations"]["words"]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}
