"""What is typed and in no profile is put right: misspelt words, and words not finished yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.domain.phrases import PhraseMatcher
from directory.services.spelling import correct_query
from directory.services.understanding import understand_query
from directory.sources.vocabulary_files import read_vocabulary
from search_index import SearchIndex, open_index
from tests.factories import load_some_places
from tests.search.documents import a_document

VOCABULARY_FOLDER = Path(__file__).parents[2] / "seed_data" / "vocabulary"
MATCHER = PhraseMatcher(read_vocabulary(VOCABULARY_FOLDER))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index of two people."""
    index = open_index(f"whoosh://{tmp_path_factory.mktemp('index')}")
    index.rebuild(
        [a_document(1, name="Marisol Okafor"), a_document(2, name="Rosaccia Keloyd Marie")]
    )
    yield index
    index.close()


@pytest.fixture(autouse=True)
def _places(session: Session) -> None:
    load_some_places(session)


def correct(session: Session, index: SearchIndex, text: str) -> str | None:
    return correct_query(session, index, MATCHER, understand_query(session, MATCHER, text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("melazzma", "melasma"),
        ("melasma near Dever", "melasma near Denver, CO"),
        ("pitted scars bostan", "pitted scars Boston, MA"),
        ("rosaciea", "rosacea"),
        ("stretch marcs", "stretch marks"),
        ("frazel boston", "fraxel boston"),
        ("acne scras", "acne scars"),
        ("post inflamatory hyperpigmentaton", "post inflammatory hyperpigmentation"),
        ("Okaffor", "okafor"),
        ("marisol okafer", "marisol okafor"),
    ],
)
def test_a_misspelt_word_is_put_right(
    typed: str, meant: str, index: SearchIndex, session: Session
) -> None:
    assert correct(session, index, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("melas", "melasma"),
        ("acne sca", "acne scars"),
        ("melasma denv", "melasma Denver, CO"),
        ("okaf", "okafor"),
        ("ultrapu", "ultrapulse"),
    ],
)
def test_a_beginning_is_finished(
    typed: str, meant: str, index: SearchIndex, session: Session
) -> None:
    assert correct(session, index, typed) == meant


@pytest.mark.parametrize(
    "text",
    ["", "Rosaccia Keloyd", "melasma denver", "melasma that never went away", "xq", "zzzzzz"],
)
def test_what_is_known_ordinary_or_like_nothing_is_left_alone(
    text: str, index: SearchIndex, session: Session
) -> None:
    assert correct(session, index, text) is None
