"""Documents with the words they had come into a large part by its columns alone, and answer so."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import PractitionerDocument, SearchIndex, SearchQuery, open_index
from search_index.whoosh_backend import part
from tests.search.documents import a_document, a_query, a_skill, at, documents_with, queries

IndexOf = Callable[..., SearchIndex]


@pytest.fixture(autouse=True, scope="module")
def parts_of_five_are_large() -> Iterator[None]:
    """A part of five documents keeps none of them, as one of many thousands."""
    patch = pytest.MonkeyPatch()
    patch.setattr(part, "MOST_KEPT_DOCUMENTS", 4)
    yield
    patch.undo()


def _texts_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if "text-" in str(path)}


def test_new_points_write_no_text(index_of: IndexOf, tmp_path: Path) -> None:
    index = index_of(*(a_document(key, points=key, biography="gentle") for key in range(1, 80)))
    written = _texts_in(tmp_path)
    reader = open_index(f"whoosh://{tmp_path}/index")
    assert [hit.key for hit in reader.search(a_query("gentle", per_page=2)).hits] == [79, 78]
    index.apply(a_document(key, -key, biography="gentle", version=2) for key in range(1, 80))
    assert _texts_in(tmp_path) == written
    assert [hit.key for hit in reader.search(a_query("gentle", per_page=2)).hits] == [1, 2]
    assert set(index.versions().values()) == {2}
    assert (index.health().part_count, index.health().dead_row_count) == (1, 0)


def test_new_words_and_few_changes_become_a_part_of_their_own(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key, biography="gentle") for key in range(1, 80)))
    index.apply([a_document(1, 90.0, biography="gentle")])
    assert (index.health().part_count, index.health().dead_row_count) == (2, 1)
    index.apply(a_document(key, biography="kind") for key in range(2, 20))
    assert index.search(a_query("kind")).total == 18
    assert index.search(a_query("gentle")).total == 61


def test_columns_that_are_no_longer_used_are_removed(index_of: IndexOf, tmp_path: Path) -> None:
    index = index_of(*map(a_document, range(1, 10)))
    for points in range(5):
        index.apply(a_document(key, points) for key in range(1, 10))
    assert len(list((tmp_path / "index").glob("columns-*"))) == 2  # the valid ones and those before
    index.rebuild([a_document(1)])
    index.rebuild([a_document(1)])
    assert list((tmp_path / "index").glob("columns-*")) == []


def test_locations_concerns_and_facets_may_come_and_go(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key, locations=at(40, key)) for key in range(1, 10)))
    moved = a_document(
        3,
        locations=at(10, 10) + at(20, 20) + at(30, 30),
        languages=("tlh",),
        skill={"": a_skill(50), "acne": a_skill(60)},
    )
    index.apply([moved, a_document(4)])
    assert index.health().part_count == 1
    found = index.search(a_query(languages=("tlh",), concern=None))
    assert [hit.key for hit in found.hits] == [3]


def _with_numbers_of(
    document: PractitionerDocument, other: PractitionerDocument
) -> PractitionerDocument:
    """The words of one practitioner with everything else of another."""
    return replace(
        other,
        key=document.key,
        name=document.name,
        name_variants=document.name_variants,
        profession_words=document.profession_words,
        credential_words=document.credential_words,
        concern_words=document.concern_words,
        treatment_words=document.treatment_words,
        place_words=document.place_words,
        biography=document.biography,
    )


_documents = st.lists(
    documents_with(st.integers(0, 40)), min_size=5, max_size=20, unique_by=lambda d: d.key
)


@settings(max_examples=12, deadline=None)
@given(
    documents=_documents,
    others=st.lists(documents_with(st.integers(0, 40)), max_size=12),
    changed=st.lists(documents_with(st.integers(0, 40)), max_size=3),
    searches=st.lists(queries, min_size=1, max_size=4),
)
def test_renewed_rows_answer_as_a_rebuild_would(
    documents: list[PractitionerDocument],
    others: list[PractitionerDocument],
    changed: list[PractitionerDocument],
    searches: list[SearchQuery],
) -> None:
    renewed = list(map(_with_numbers_of, documents, others))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other_folder:
        index = open_index(f"whoosh://{folder}")
        index.rebuild(documents)
        index.apply([*renewed, *changed])
        expected = {one.key: one for one in [*documents, *renewed, *changed]}
        rebuilt = open_index(f"whoosh://{other_folder}")
        rebuilt.rebuild(expected.values())
        for query in searches:
            assert index.search(query) == rebuilt.search(query)
