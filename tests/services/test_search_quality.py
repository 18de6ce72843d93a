"""The labelled queries find whom they ask for: a floor just below what the benchmark scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks.quality_corpus import LabelledQuery, read_labelled_queries
from benchmarks.search_quality import (
    SEED_DATA,
    open_gazetteer,
    practitioners_for,
    product,
    rank_queries,
    score,
)
from directory.domain.phrases import PhraseMatcher
from directory.sources.vocabulary_files import read_vocabulary

LEAST_SUCCESS_AT_1 = 0.97
LEAST_SUCCESS_AT_5 = 0.98
LEAST_MRR = 0.97
LEAST_OF_EACH_KIND = 0.9

QUERIES = read_labelled_queries()

RankedQueries = list[tuple[LabelledQuery, int | None]]


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RankedQueries]:
    """Every query and the place of its first right answer."""
    folder = tmp_path_factory.mktemp("quality")
    matcher = PhraseMatcher(read_vocabulary(SEED_DATA / "vocabulary"))
    with open_gazetteer(folder) as session:
        practitioners = practitioners_for(session, matcher, QUERIES)
        find = product(session, matcher, practitioners, folder / "index")
        yield list(zip(QUERIES, rank_queries(find, QUERIES, practitioners), strict=True))


def test_there_are_enough_queries_of_many_kinds() -> None:
    assert len(QUERIES) >= 500
    assert len(Counter(query.kind for query in QUERIES)) >= 12


def test_most_queries_find_the_right_person_first(ranked: RankedQueries) -> None:
    total = score([rank for _, rank in ranked])
    assert total.success_at_1 >= LEAST_SUCCESS_AT_1
    assert total.success_at_5 >= LEAST_SUCCESS_AT_5
    assert total.mrr >= LEAST_MRR


def test_no_kind_of_query_is_left_behind(ranked: RankedQueries) -> None:
    for kind in {query.kind for query, _ in ranked}:
        of_kind = score([rank for query, rank in ranked if query.kind == kind])
        assert of_kind.success_at_1 >= LEAST_OF_EACH_KIND, kind
