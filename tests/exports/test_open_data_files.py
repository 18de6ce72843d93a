"""The files of the open data: the same rows in every format, and no column unexplained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.exports.open_data.data_files import (
    FORMATS,
    NDJSON,
    PARQUET,
    DataFiles,
    Row,
    read_rows,
)
from directory.exports.open_data.dictionary import Table, day, given_text, number, whole, yes_no
from directory.exports.open_data.parquet_files import write_parquet_file
from tests.fixtures.open_data import read_everywhere

TABLE = Table(
    "things",
    "Things",
    "Things of the tests.",
    (
        given_text("name", "Name."),
        whole("count", "How many."),
        number("size", "How large."),
        yes_no("is_good", "Whether it is good."),
        day("seen_on", "When it was seen."),
    ),
    ("name",),
)
NOTHING = {"count": None, "size": None, "is_good": None, "seen_on": None}
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


def write_all(folder: Path, rows: list[Row]) -> Path:
    folder.mkdir(exist_ok=True)
    with DataFiles(folder, [TABLE]) as files:
        for row in rows:
            files.write(TABLE.name, row)
    lines = read_rows(folder / NDJSON.name_file(TABLE))
    write_parquet_file(folder / PARQUET.name_file(TABLE), TABLE, lines)
    return folder


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "name": TEXTS,
                "count": st.none() | st.integers(-(2**63), 2**63 - 1),
                "size": st.none() | st.floats(allow_nan=False, allow_infinity=False),
                "is_good": st.none() | st.booleans(),
                "seen_on": st.none() | st.dates(),
            }
        ),
        max_size=5,
    )
)
def test_whatever_is_written_is_read_from_every_format(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    folder = write_all(tmp_path_factory.mktemp("export"), rows)
    assert read_everywhere(folder, TABLE) == [rows] * len(FORMATS)


def test_equal_rows_make_equal_files(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"name": f"“{count}”, and more", "count": count, "size": count / 3, "is_good": True,
         "seen_on": date(2026, 11, 23)}
        for count in range(100)
    ]  # fmt: skip
    one, other = write_all(tmp_path / "one", rows), write_all(tmp_path / "other", rows)
    for file_format in FORMATS:
        name = file_format.name_file(TABLE)
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_an_empty_text_is_a_missing_one(tmp_path: Path) -> None:
    folder = write_all(tmp_path / "export", [{"name": "", **NOTHING}])
    assert read_everywhere(folder, TABLE) == [[{"name": None, **NOTHING}]] * len(FORMATS)


@pytest.mark.parametrize("row", [{"name": "a", **NOTHING, "secret": "b"}, {"name": "a"}])
def test_a_row_has_the_columns_of_its_table_and_no_other(tmp_path: Path, row: Row) -> None:
    with DataFiles(tmp_path, [TABLE]) as files, pytest.raises(ValueError, match="things"):
        files.write(TABLE.name, row)
