"""Loading the vocabulary into the database and getting it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.vocabulary import Vocabulary
from directory.services.vocabulary import get_vocabulary, load_vocabulary
from directory.sources.vocabulary_files import read_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(Path(__file__).parents[2] / "seed_data" / "vocabulary")


def count_entries(vocabulary: Vocabulary) -> int:
    return sum(len(entries) for _, entries in vocabulary.list_kinds())


def test_what_was_loaded_comes_back_the_same(session: Session, vocabulary: Vocabulary) -> None:
    load_vocabulary(session, vocabulary)
    assert get_vocabulary(session) == vocabulary


def test_loading_again_changes_nothing(session: Session, vocabulary: Vocabulary) -> None:
    first = load_vocabulary(session, vocabulary)
    second = load_vocabulary(session, vocabulary)
    assert first.created_count == count_entries(vocabulary)
    assert not second.has_changes
    assert second.unchanged_count == count_entries(vocabulary)


def test_an_edited_entry_is_updated_and_a_dropped_one_removed(
    session: Session, vocabulary: Vocabulary
) -> None:
    load_vocabulary(session, vocabulary)
    first, *others, _last = vocabulary.languages
    edited = replace(vocabulary, languages=(replace(first, name="Plain English"), *others))
    report = load_vocabulary(session, edited)
    assert (report.created_count, report.updated_count, report.removed_count) == (0, 1, 1)
    assert get_vocabulary(session) == edited


def test_without_a_vocabulary_the_operator_is_told_what_to_run(session: Session) -> None:
    with pytest.raises(NotFoundError, match="vocabulary load"):
        get_vocabulary(session)
