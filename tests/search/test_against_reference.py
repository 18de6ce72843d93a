"""The index answers what the rules in plain Python answer, for any documents and searches."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index import PractitionerDocument, SearchPage, SearchQuery
from tests.search import reference
from tests.search.documents import corpora, documents_with, queries
from tests.search.engines import EVERY_ENGINE, NewIndex

ENGINES = EVERY_ENGINE

slow_but_thorough = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)


def _assert_agrees(
    page: SearchPage, documents: list[PractitionerDocument], query: SearchQuery
) -> None:
    found = reference.search(documents, query)
    assert page.total == len(found)
    assert page.pages == max(1, -(-len(found) // query.per_page))
    first = (min(query.page, page.pages) - 1) * query.per_page
    expected = found[first : first + query.per_page]
    assert [hit.key for hit in page.hits] == [one.document.key for one in expected]
    for hit, one in zip(page.hits, expected, strict=True):
        assert hit.tier == one.tier
        assert hit.points == one.points
        assert abs(hit.utility - one.utility) < 1e-9
        assert hit.nearest_location == one.nearest
        assert hit.held_back_by_clinic_rule == one.held_back
        assert hit.relevance is None or hit.relevance == one.relevance
    matching = reference.matching(documents, query)
    for facet, counts in page.facets.items():
        for counted in counts:
            expected_count = reference.facet_count(matching, query, facet, counted.value)
            assert (facet, counted.value, counted.count) == (facet, counted.value, expected_count)


@slow_but_thorough
@given(documents=corpora, searches=st.lists(queries, min_size=1, max_size=8))
def test_order_totals_and_facets_are_those_of_the_rules(
    new_index: NewIndex, documents: list[PractitionerDocument], searches: list[SearchQuery]
) -> None:
    with new_index() as index:
        index.rebuild(documents)
        for query in searches:
            _assert_agrees(index.search(query), documents, query)
            assert index.count(query) == len(reference.search(documents, query))


few_keys = st.integers(0, 12)
changes = st.lists(
    st.tuples(st.lists(documents_with(few_keys), max_size=6), st.lists(few_keys, max_size=3)),
    min_size=1,
    max_size=6,
)


@slow_but_thorough
@given(
    documents=st.lists(documents_with(few_keys), max_size=12, unique_by=lambda d: d.key),
    applied=changes,
    searches=st.lists(queries, min_size=1, max_size=4),
)
def test_changes_leave_the_index_as_a_rebuild_would(
    new_index: NewIndex,
    documents: list[PractitionerDocument],
    applied: list[tuple[list[PractitionerDocument], list[int]]],
    searches: list[SearchQuery],
) -> None:
    with new_index() as index, new_index() as rebuilt:
        index.rebuild(documents)
        expected = {document.key: document for document in documents}
        for upserts, deletes in applied:
            index.apply(upserts, deletes)
            expected |= {document.key: document for document in upserts}
            expected = {key: value for key, value in expected.items() if key not in deletes}
        left = list(expected.values())
        assert index.versions() == {document.key: document.version for document in left}
        rebuilt.rebuild(left)
        for query in searches:
            page = index.search(query)
            _assert_agrees(page, left, query)
            assert page == rebuilt.search(query)


@slow_but_thorough
@given(documents=corpora, query=queries)
def test_pages_put_together_are_the_whole_order(
    new_index: NewIndex, documents: list[PractitionerDocument], query: SearchQuery
) -> None:
    with new_index() as index:
        index.rebuild(documents)
        whole = index.search(replace(query, page=1, per_page=100)).hits
        page_count = index.search(replace(query, page=1)).pages
        pages = [index.search(replace(query, page=n + 1)) for n in range(page_count)]
        assert tuple(hit for page in pages for hit in page.hits) == whole
