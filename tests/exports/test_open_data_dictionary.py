"""The dictionary of the open data: whole, consistent, and the same wherever it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from directory.domain.open_data import LICENCES
from directory.exports.open_data.data_files import FORMATS
from directory.exports.open_data.data_package import FileFacts, make_data_package
from directory.exports.open_data.dictionary import Table
from directory.exports.open_data.dictionary_text import write_dictionary
from directory.exports.open_data.tables import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "open-data.md"
TABLES_BY_NAME = {table.name: table for table in TABLES}


def make_package() -> Any:
    names = [one.name_file(table) for table in TABLES for one in FORMATS]
    return make_data_package(
        tables=TABLES,
        row_counts={table.name: 1 for table in TABLES},
        files={name: FileFacts(1, "0" * 64) for name in names},
        licence=LICENCES["CC0-1.0"],
        site_url="https://directory.example",
        made_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    )


def test_the_docs_hold_the_dictionary_as_it_is_printed() -> None:
    assert DOCS.read_text("utf-8").endswith(write_dictionary(TABLES)), (
        "If this is meant, run: flask --app wsgi open-data dictionary"
    )


@pytest.mark.parametrize("table", TABLES, ids=TABLES_BY_NAME)
def test_every_table_and_column_is_explained(table: Table) -> None:
    assert len(TABLES_BY_NAME) == len(TABLES)
    assert table.title and table.words.endswith(".")
    assert len(set(table.column_names)) == len(table.columns)
    for column in table.columns:
        assert column.words.endswith("."), column.name
    assert set(table.key) <= set(table.column_names)
    for name, other in table.references.items():
        assert name in table.column_names
        assert len(TABLES_BY_NAME[other].key) == 1


def test_the_package_describes_every_file_with_every_column() -> None:
    package = make_package()
    described = {one["path"]: one for one in package["resources"]}
    assert set(described) == {one.name_file(table) for table in TABLES for one in FORMATS}
    names = {one["name"] for one in package["resources"]}
    assert len(names) == len(described)
    for table in TABLES:
        for one in FORMATS:
            schema = described[one.name_file(table)]["schema"]
            fields = [(field["name"], field["type"]) for field in schema["fields"]]
            assert fields == [(column.name, column.kind) for column in table.columns]
            for key in schema.get("foreignKeys", []):
                assert key["reference"]["resource"] in names
