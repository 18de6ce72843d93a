"""Who is found to lead among many is who leads when all are put in order."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from search_index import Place, SearchIndex, Sort, ordering
from tests.search.documents import a_document, a_query, a_skill, at
from tests.search.engines import new_whoosh_index

COUNT = 900


@pytest.fixture(scope="module")
def large_index() -> Iterator[SearchIndex]:
    """An index of many, with equals in every number that decides."""
    with new_whoosh_index() as index:
        index.rebuild(
            a_document(
                key,
                skill={
                    "": a_skill(40 + key * 37 % 50 / 2),
                    "acne": a_skill(40 + key * 53 % 400 / 8),
                },
                locations=() if key % 97 == 0 else at(key * 7 % 60, key * 11 % 90, f"c{key % 30}"),
                years_evidenced=key % 12 or None,
                verified_outcome_count=key % 9,
                effective_outcomes=key % 5,
                biography="laser " * (1 + key % 4) + ("gentle" if key % 3 else ""),
            )
            for key in range(COUNT)
        )
        yield index


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"concern": "acne"},
        {"place": Place(30, 45)},
        {"place": Place(30, 45), "concern": "acne", "points_per_doubling": 10.0},
        {"text": "laser gentle"},
        {"text": "laser", "place": Place(-80, 0)},
    ],
    ids=["everybody", "concern", "place", "concern and place", "words", "word and place"],
)
def test_the_leaders_of_many_are_those_of_the_whole_order(
    large_index: SearchIndex,
    monkeypatch: pytest.MonkeyPatch,
    sort: Sort,
    asked: dict[str, object],
) -> None:
    query = a_query(sort=sort, per_page=30, **asked)
    pages = [replace(query, page=page) for page in (1, 2, 7)]
    monkeypatch.setattr(ordering, "_FEW", 0)
    found = [large_index.search(page) for page in pages]
    monkeypatch.setattr(ordering, "_FEW", COUNT)
    assert found == [large_index.search(page) for page in pages]
