"""Queries as patients type them, read with the real vocabulary and the real gazetteer."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from directory.domain.phrases import PhraseMatcher
from directory.services.understanding import understand_query
from directory.sources.vocabulary_files import read_vocabulary

VOCABULARY_FOLDER = Path(__file__).parents[2] / "seed_data" / "vocabulary"
QUERIES = tomllib.loads(
    Path(__file__).with_name("understanding_queries.toml").read_text(encoding="utf-8")
)["query"]


@pytest.fixture(scope="module")
def matcher() -> PhraseMatcher:
    return PhraseMatcher(read_vocabulary(VOCABULARY_FOLDER))


def test_the_list_of_queries_is_long_enough_to_mean_something() -> None:
    assert len(QUERIES) >= 60


@pytest.mark.parametrize("query", QUERIES, ids=[query["text"] for query in QUERIES])
def test_a_query_is_understood(
    query: dict[str, Any], matcher: PhraseMatcher, gazetteer_session: Session
) -> None:
    understood = understand_query(gazetteer_session, matcher, query["text"])
    read = {
        "concerns": list(understood.concern_keys),
        "treatments": list(understood.treatment_keys),
        "device_names": list(understood.device_name_keys),
        "professions": list(understood.profession_keys),
        "languages": list(understood.language_keys),
        "place": understood.place and understood.place.label,
        "skin_type": understood.skin_type,
        "minimum_years": understood.minimum_years,
        "rest": understood.rest,
        "is_accepting": understood.is_accepting,
        "unplaced": understood.unplaced,
        "unsearched": list(understood.unsearched),
    }
    said = {name: value for name, value in read.items() if value}
    expected = {name: value for name, value in query.items() if name != "text"}
    assert said == expected
