"""Brings the translation files up to date with the messages in the code: `make translations`.

New messages are added untranslated, those that nothing shows any more are dropped. The files name
no lines and no dates, so that two changes collide only where both touch the same message.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po

from directory.cli.setup import SEED_DATA
from directory.config import PROJECT_FOLDER
from directory.domain.locales import ENGLISH, LANGUAGES
from directory.services.demo.credentials import training_licence
from directory.services.demo.evidence import FELLOWSHIP
from directory.services.demo.files import read_demo_files
from directory.services.registry_facts import DEGREE_NAME
from directory.services.registry_profiles import LICENCE_NAME
from directory.sources.catalogues import catalogue_file
from directory.sources.vocabulary_files import read_vocabulary
from search_index import Tier

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "N_": None, "NN_": (1, 2)}
MARK = re.compile(r"\b(?:_|NN?_|\w*gettext)\(|{%-? *trans\b")
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals={count}; plural={rule};\\n"

"""


def extract_messages() -> Catalog:
    """Every message that the code and the templates mark for translation."""
    settings = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text("utf-8"))
    catalogue = Catalog()
    for mapping in settings["tool"]["babel"]["mappings"]:
        for file in sorted(PROJECT_FOLDER.glob(mapping["pattern"])):
            if not MARK.search(file.read_text("utf-8")):
                continue  # reading every file's tokens would take ten times as long
            for line, message, comments, context in extract_from_file(
                mapping["method"],
                file,
                KEYWORDS,
                comment_tags=("Translators:",),
                options=mapping,
                strip_comment_tags=True,
            ):
                place = [(str(file.relative_to(PROJECT_FOLDER)), line)]
                catalogue.add(message, locations=place, auto_comments=comments, context=context)
    for text in list_texts_of_data():
        catalogue.add(text, locations=[("seed_data/vocabulary", 1)])
    return catalogue


def list_texts_of_data() -> Iterator[str]:
    """What pages show of the vocabulary's entries, and of the index, which marks nothing itself."""
    vocabulary = read_vocabulary(SEED_DATA / "vocabulary")
    for concern in vocabulary.concerns:
        yield from (concern.name, concern.description)
    for treatment in vocabulary.treatments:
        yield from (treatment.name, treatment.mechanism, *treatment.risks)
    for profession in vocabulary.professions:
        yield from (profession.name, profession.plural, profession.licence)
    yield from (tier.explanation for tier in Tier)
    for named in (*vocabulary.credentials, *vocabulary.languages):
        yield named.name
    yield from list_credential_names()


def list_credential_names() -> Iterator[str]:
    """What the demonstration and the registries call credentials; their keepers' words stay."""
    for profession in read_demo_files().professions:
        yield from (profession.licence, training_licence(profession), profession.certification)
    yield from (FELLOWSHIP.name, LICENCE_NAME, DEGREE_NAME)


def read_catalogue(language: str) -> Catalog:
    """The messages of a language as its file has them; none, where there is no file yet."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def write_catalogue(language: str, template: Catalog) -> Path:
    """Keep what is translated of the messages in use, add the new ones, drop the rest."""
    catalogue = read_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True)
    written = BytesIO()
    write_po(
        written,
        catalogue,
        width=100,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    header = HEADER.format(
        language=language, count=catalogue.num_plurals, rule=catalogue.plural_expr
    )
    file = catalogue_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(header.encode() + written.getvalue().strip() + b"\n")
    return file


if __name__ == "__main__":
    messages = extract_messages()
    for key in LANGUAGES.keys() - {ENGLISH.key}:
        file = write_catalogue(key, messages)
        untranslated = [message.id for message in read_catalogue(key) if not message.string]
        print(f"Wrote {file}: {len(untranslated)} of {len(messages)} messages are not translated")
