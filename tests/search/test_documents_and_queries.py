"""What may be indexed and asked: nothing that must never rank, and nothing without a meaning."""

import ast
import random
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import search_index
from search_index import (
    DocumentError,
    DocumentLocation,
    Place,
    PractitionerDocument,
    SearchIndex,
    SearchQueryError,
    SkillPoints,
    Sort,
)
from search_index.arrays.columns import Columns
from tests.search.documents import a_document, a_query, a_skill, at

IndexOf = Callable[..., SearchIndex]

MUST_NEVER_RANK = (
    "equipment", "device", "price", "deal", "offer", "photo", "image", "claim", "pay", "paid",
    "sponsor", "promot", "popular", "complete", "click", "view_count",
)  # fmt: skip


def test_a_document_holds_these_fields_and_no_others() -> None:
    assert {field.name for field in fields(PractitionerDocument)} == {
        "key", "version", "name", "name_variants", "profession", "profession_words",
        "credential_words", "concerns", "concern_words", "treatments", "treatment_words",
        "place_words", "biography", "languages", "accepting_patients", "years_evidenced",
        "verified_outcome_count", "effective_outcomes", "skin_types", "locations", "skill",
    }  # fmt: skip
    assert {field.name for field in fields(DocumentLocation)} == {"latitude", "longitude", "clinic"}
    assert {field.name for field in fields(SkillPoints)} == {"points", "lo90", "hi90"}


def test_nothing_can_be_attached_to_a_document() -> None:
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(a_document(), "price", 1)


def test_no_name_in_the_package_speaks_of_what_must_never_rank() -> None:
    names = {field.name for field in fields(Columns)}
    for path in Path(search_index.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    names.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    names.add(name)
    spoken = {name for name in names for word in MUST_NEVER_RANK if word in name.lower()}
    assert spoken == set()


def test_the_order_of_the_documents_does_not_matter(index_of: IndexOf) -> None:
    documents = [
        a_document(
            key, points=key % 3, biography="laser " * (key % 4), locations=at(42, -71, "one")
        )
        for key in range(1, 40)
    ]
    pages = []
    for seed in range(3):
        random.Random(seed).shuffle(documents)
        index = index_of(*documents)
        pages.append([index.search(a_query(text, per_page=50)) for text in ("", "laser")])
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": -1}, "key"),
        ({"key": 2**63}, "key"),
        ({"skill": {}}, "skill"),
        ({"skill": {"acne": a_skill(50)}}, "skill"),
        ({"skin_types": (0,)}, "skin_types"),
        ({"skin_types": (7,)}, "skin_types"),
        ({"years_evidenced": -1.0}, "years_evidenced"),
        ({"years_evidenced": float("nan")}, "years_evidenced"),
        ({"verified_outcome_count": -1}, "verified_outcome_count"),
        ({"effective_outcomes": float("nan")}, "verified_outcome_count"),
    ],
)
def test_a_document_without_meaning_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(DocumentError) as refused:
        a_document(**values)
    assert refused.value.field == field


def test_points_and_places_without_meaning_are_refused() -> None:
    for points in ((float("nan"), 0, 1), (0, 2, 1), (0, float("-inf"), 1)):
        with pytest.raises(DocumentError):
            SkillPoints(points=points[0], lo90=points[1], hi90=points[2])
    for latitude, longitude in ((91, 0), (0, 181), (float("nan"), 0)):
        with pytest.raises(DocumentError):
            DocumentLocation(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"skin_type": 7}, "skin_type"),
        ({"radius_km": 0}, "radius_km"),
        ({"radius_km": float("inf")}, "radius_km"),
        ({"min_years": -1}, "min_years"),
        ({"min_years": float("nan")}, "min_years"),
        ({"min_verified_outcomes": -5}, "min_verified_outcomes"),
        ({"points_per_doubling": float("nan")}, "points_per_doubling"),
        ({"sort": "price"}, "sort"),
    ],
)
def test_a_search_without_meaning_is_refused_with_the_field(
    values: dict[str, Any], field: str
) -> None:
    with pytest.raises(SearchQueryError) as refused:
        a_query(**values)
    assert refused.value.field == field
    assert refused.value.message


@pytest.mark.parametrize("point", [(91, 0), (0, -181), (float("nan"), 0)])
def test_a_place_off_the_earth_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(SearchQueryError):
        Place(*point)


def test_what_is_too_large_or_small_is_brought_to_the_nearest_useful_value() -> None:
    query = a_query(page=-3, per_page=10**9, points_per_doubling=99, min_years=0, sort="name")
    assert (query.page, query.per_page, query.points_per_doubling) == (1, 100, 10)
    assert query.min_years is None
    assert query.sort is Sort.NAME
    assert a_query(points_per_doubling=-1).points_per_doubling == 0
    assert a_query(radius_km=5).radius_km is None


def test_numbers_beyond_all_bounds_are_answered(index_of: IndexOf) -> None:
    index = index_of(a_document(1, locations=at(42, -71)))
    place = Place(42, -71)
    assert index.search(a_query(min_verified_outcomes=10**30)).total == 0
    assert index.search(a_query(min_years=1e300)).total == 0
    assert index.search(a_query(place=place, radius_km=1e300, page=10**30)).total == 1
    assert index.search(a_query(concern="\ud800", languages=("\x00",))).total == 0
