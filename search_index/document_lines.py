"""Documents as lines of JSON, to be put aside and read again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TextIO

from search_index.documents import DocumentLocation, PractitionerDocument, SkillPoints


def write_lines(file: TextIO, documents: Iterable[PractitionerDocument]) -> None:
    """Write documents into a file, one a line."""
    for document in documents:
        file.write(json.dumps(document, default=_values_of) + "\n")


def read_lines(file: TextIO) -> Iterator[PractitionerDocument]:
    """The documents of a file, one from each line."""
    for line in file:
        yield _document_of(json.loads(line))


def _values_of(record: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever JSON does not know
    if isinstance(record, Mapping):
        return dict(record)
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _document_of(values: dict[str, Any]) -> PractitionerDocument:
    read: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    read["locations"] = tuple(DocumentLocation(**location) for location in values["locations"])
    read["skill"] = {concern: SkillPoints(**points) for concern, points in values["skill"].items()}
    return PractitionerDocument(**read)
