"""A place's name is completed while it is typed: the best-known first, the rest by its region."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from directory.services.place_completions import (
    COMPLETIONS,
    finish_place_name,
    list_place_completions,
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("chic", "Chicago, IL"),
        ("Denv", "Denver, CO"),
        ("st lou", "St. Louis, MO"),
        ("portland, m", "Portland, ME"),
        ("Münch", "Munich, Germany"),
        ("80202", "80202 Denver, CO"),
        ("philadelpiha", "Philadelphia, PA"),
    ],
)
def test_the_place_meant_stands_first(gazetteer_session: Session, text: str, first: str) -> None:
    labels = list_place_completions(gazetteer_session, text)
    assert labels[0] == first
    assert len(labels) == len(set(labels)) <= COMPLETIONS


@pytest.mark.parametrize("text", ["", "d", " , ", "%%", "__", ", colorado", "qqqqqqqq"])
def test_what_begins_no_name_completes_to_nothing(gazetteer_session: Session, text: str) -> None:
    assert list_place_completions(gazetteer_session, text) == []


def test_a_beginning_is_finished_to_a_town_of_some_size_only(gazetteer_session: Session) -> None:
    assert finish_place_name(gazetteer_session, "chica", 20_000) == "Chicago, IL"
    assert finish_place_name(gazetteer_session, "beach p", 20_000) is None
    assert finish_place_name(gazetteer_session, "beach p", 1_000) == "Beach Park, IL"
