"""What a PDF contains, told as JSON by a process of its own that may be killed: run as a script.

A file of two kilobytes can keep a PDF reader busy for half a minute, so time and memory are limited
here. What the findings mean is judged in `receipt_pdfs`; nothing of the directory is imported.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import TypedDict

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

CPU_SECONDS = 3
MEMORY_BYTES = 768 * 1024**2

MOST_OBJECTS = 20_000

ACTIVE_NAMES = frozenset(
    {
        "/JavaScript",
        "/JS",
        "/Launch",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/EF",
        "/FileAttachment",
        "/RichMedia",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/3D",
        "/XFA",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
    }
)
"""Keys and values by which a PDF runs, opens, sends or carries something (ISO 32000-2, 12.6)."""


class Findings(TypedDict):
    """What there is in a PDF; pages and names are 0 and empty where it cannot be opened."""

    is_encrypted: bool
    object_count: int
    page_count: int
    active_names: list[str]


def inspect(content: bytes) -> Findings:
    """Read a PDF and tell what is in it; raises whatever pypdf raises for a broken one."""
    reader = PdfReader(io.BytesIO(content))
    numbers = {
        (number, generation) for generation, offsets in reader.xref.items() for number in offsets
    } | {(number, 0) for number in reader.xref_objStm}
    findings = Findings(
        is_encrypted=reader.is_encrypted,
        object_count=len(numbers),
        page_count=0,
        active_names=[],
    )
    if not reader.is_encrypted and len(numbers) <= MOST_OBJECTS:
        items = [reader.trailer, *_iterate_objects(reader, sorted(numbers))]
        names = {name for item in items for name in _iterate_names(item)}
        findings["active_names"] = sorted(names & ACTIVE_NAMES)
        findings["page_count"] = len(reader.pages)
    return findings


def _iterate_objects(reader: PdfReader, numbers: list[tuple[int, int]]) -> Iterator[PdfObject]:
    for number, generation in numbers:
        item = reader.get_object(IndirectObject(number, generation, reader))
        if item is not None:
            yield item


def _iterate_names(item: PdfObject) -> Iterator[str]:
    """The names in an object, itself included; what it only refers to is an object of its own."""
    waiting: list[object] = [item]
    while waiting:
        part = waiting.pop()
        if isinstance(part, NameObject):
            yield str(part)
        elif isinstance(part, DictionaryObject):
            waiting += [*part.keys(), *(part.raw_get(key) for key in part)]
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    json.dump(inspect(sys.stdin.buffer.read()), sys.stdout)
