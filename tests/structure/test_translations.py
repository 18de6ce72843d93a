"""Every message has its translation, with the same placeholders; `make translations` adds it."""

from __future__ import annotations

import re

import pytest
from babel.messages import Catalog, Message

from directory.domain.locales import ENGLISH, LANGUAGES
from scripts.update_translations import extract_messages, read_catalogue

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%%")
TRANSLATED = sorted(LANGUAGES.keys() - {ENGLISH.key})


@pytest.fixture(scope="module")
def messages() -> Catalog:
    return extract_messages()


def texts_of(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A message and its translation, each in all its forms."""
    original = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    translated = message.string if isinstance(message.string, tuple) else (message.string,)
    return original, tuple(text or "" for text in translated)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(messages: Catalog, language: str) -> None:
    catalogue = read_catalogue(language)
    missing = [
        message.id
        for message in messages
        if message.id
        and not ((found := catalogue.get(message.id, message.context)) and all(texts_of(found)[1]))
    ]
    assert not missing, "Run `make translations`, and translate what is new"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_placeholders_and_the_marks(language: str) -> None:
    for message in read_catalogue(language):
        if not message.id:
            continue
        original, translated = texts_of(message)
        wanted = {frozenset(re.findall(r"<[^>]*>|%\(\w+\)", text)) for text in original}
        for text in translated:
            found = frozenset(re.findall(r"<[^>]*>|%\(\w+\)", text))
            assert found in wanted, f"{text!r} has other placeholders than {original!r}"
            assert "%" not in PLACEHOLDER.sub("", text) or "%(" not in text, text
