"""The description of an export that programs read: a Data Package by Frictionless, version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.domain.errors import InvalidValueError
from directory.domain.open_data import LICENCES, Licence
from directory.exports.open_data.data_files import FORMATS
from directory.exports.open_data.dictionary import Column, Table

DATA_PACKAGE = "datapackage.json"
PACKAGE_NAME = "skilled-hand"

Package = dict[str, object]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """How large a file is, and its SHA-256."""

    byte_count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of an export, as its Data Package describes it."""

    name: str
    media_type: str
    row_count: int
    facts: FileFacts


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """What a Data Package says of the export that it lies in; `files` by their names."""

    made_at: datetime
    licence: Licence
    files: Mapping[str, PublishedFile]


def make_data_package(
    *,
    tables: Sequence[Table],
    row_counts: Mapping[str, int],
    files: Mapping[str, FileFacts],
    licence: Licence,
    site_url: str,
    made_at: datetime,
) -> Package:
    """Describe every file by its name in `files`, with the schema of its table."""
    keys = {table.name: table.key[0] for table in tables}
    return {
        "profile": "data-package",
        "name": PACKAGE_NAME,
        "title": "Skilled Hand: open data",
        "description": "Practitioners of laser skin treatment: public facts, credentials, skill "
        "with its interval, outcomes in groups, reviews as counts, and the vocabulary.",
        "homepage": f"{site_url}/open-data",
        "created": made_at.isoformat(timespec="seconds"),
        "licenses": [{"name": licence.key, "title": licence.name, "path": licence.link}],
        "resources": [
            {
                "name": f"{table.name}-{one.suffix}",
                "title": str(table.title),
                "description": str(table.words),
                "path": one.name_file(table),
                "profile": "tabular-data-resource",
                "format": one.suffix,
                "mediatype": one.media_type,
                "encoding": "utf-8",
                "bytes": files[one.name_file(table)].byte_count,
                "hash": f"sha256:{files[one.name_file(table)].sha256}",
                "rows": row_counts[table.name],
                "schema": _schema(table, keys, one.suffix),
            }
            for table in tables
            for one in FORMATS
        ],
    }


def read_data_package(text: str) -> PublishedPackage:
    """Read a Data Package that was made here. Raises InvalidValueError."""
    try:
        package = json.loads(text)
        files = [
            PublishedFile(
                one["path"],
                one["mediatype"],
                one["rows"],
                FileFacts(one["bytes"], one["hash"].removeprefix("sha256:")),
            )
            for one in package["resources"]
        ]
        return PublishedPackage(
            made_at=datetime.fromisoformat(package["created"]),
            licence=LICENCES[package["licenses"][0]["name"]],
            files={file.name: file for file in files},
        )
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise InvalidValueError(f"{DATA_PACKAGE} cannot be read.") from error


def _schema(table: Table, keys: Mapping[str, str], suffix: str) -> Package:
    required = {column.name for column in table.columns if column.is_required}
    schema: Package = {"fields": [_field(column) for column in table.columns]}
    if required.issuperset(table.key):
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": name,
                "reference": {
                    "resource": f"{other}-{suffix}",
                    "fields": keys[other],
                },
            }
            for name, other in table.references.items()
        ]
    return schema


def _field(column: Column) -> Package:
    words = column.words
    if column.code_list:
        words = f"{words} Codes of the list “{column.code_list}”."
    constraints: Package = {}
    if column.is_required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    described: Package = {"name": column.name, "type": column.kind, "description": words}
    return described | ({"constraints": constraints} if constraints else {})
