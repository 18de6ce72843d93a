"""The language of what patients write: told where it is certain, and left open where it is not."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from directory.services.text_languages import detect_language, find_language
from tests.factories import load_the_vocabulary

TEXTS = {
    "en": "Redness went after two weeks.",
    "es": "Las cicatrices de mis mejillas han mejorado mucho.",
    "fr": "Très contente du résultat, presque plus de cicatrices.",
    "pt": "Muito satisfeita com o resultado",
    "vi": "Da tôi đẹp hơn nhiều",
    "ru": "Шрамы почти исчезли",
    "zh": "我的痘疤好多了，医生很耐心",
}
UNCERTAIN = ["", "Ok.", "12 3", "😀", "Fraxel CO2 Dr. Okafor"]


def test_texts_in_the_sites_languages_are_recognised(session: Session) -> None:
    load_the_vocabulary(session)
    assert {text: find_language(session, text) for text in TEXTS.values()} == {
        text: language for language, text in TEXTS.items()
    }


def test_a_long_text_is_told_by_its_beginning() -> None:
    text = " ".join([TEXTS["es"]] * 200)
    assert detect_language(text, TEXTS.keys()) == "es"


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_is_not_certain_is_not_said(text: str) -> None:
    assert detect_language(text, TEXTS.keys()) == ""


def test_without_languages_none_is_said() -> None:
    assert detect_language(TEXTS["en"], frozenset()) == ""
