"""Comma-separated text: lines are counted as editors count them, and one bad row costs one row."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import pytest

from directory.domain.errors import InvalidValueError
from directory.sources.csv_rows import CsvRows, Row
from directory.sources.records import RowError, RowProblem

ROW_START = re.compile(rb'"?[0-9]{3}"?,')


def read(text: str | bytes) -> list[Row | RowError]:
    raw = text.encode() if isinstance(text, str) else text
    return list(CsvRows(io.BytesIO(raw), ROW_START))


def lines_of(rows: Iterable[Row | RowError]) -> list[int]:
    return [row.line for row in rows]


def test_a_row_is_known_by_the_line_it_begins_on() -> None:
    rows = read('id,name\n100,"a\nb\r\nc"\n\n101,d\n')
    assert rows == [Row(2, ["100", "a\nb\r\nc"]), Row(6, ["101", "d"])]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_and_a_byte_order_mark_do_not_matter(ending: str) -> None:
    rows = CsvRows(io.BytesIO(f"\ufeffid , name{ending}100,a{ending}".encode()), ROW_START)
    assert rows.header == ["id", "name"]
    assert list(rows) == [Row(2, ["100", "a"])]


def test_a_last_line_without_an_end_is_read() -> None:
    assert read("id,name\n100,a") == [Row(2, ["100", "a"])]


def test_quotes_inside_quotes_are_read() -> None:
    assert read('id,name\n100,"Bob ""the hand"" Lee"\n') == [Row(2, ["100", 'Bob "the hand" Lee'])]


def test_utf_8_and_latin_1_may_stand_in_one_file() -> None:
    raw = "id,name\n100,Muñoz\n".encode() + "101,Peña\n".encode("latin-1")
    assert read(raw) == [Row(2, ["100", "Muñoz"]), Row(3, ["101", "Peña"])]


def test_nul_bytes_are_left_out() -> None:
    assert read(b"id,name\n1\x0000,a\x00b\n") == [Row(2, ["100", "ab"])]


@pytest.mark.parametrize("row", ["100", "100,a,b"])
def test_a_ragged_row_is_an_error_and_the_next_is_read(row: str) -> None:
    broken, sound = read(f"id,name\n{row}\n101,d\n")
    assert isinstance(broken, RowError)
    assert (broken.line, broken.problem) == (2, RowProblem.WRONG_COLUMN_COUNT)
    assert sound == Row(3, ["101", "d"])


def test_a_quote_that_never_closes_costs_one_row() -> None:
    broken, *sound = read('id,name\n100,"a\n101,"d"\n102,e\n')
    assert broken == RowError(2, RowProblem.UNCLOSED_QUOTE, '100,"a')
    assert sound == [Row(3, ["101", "d"]), Row(4, ["102", "e"])]


def test_a_quote_that_never_closes_at_the_end_is_an_error() -> None:
    (broken,) = read('id,name\n100,"a\nb')
    assert isinstance(broken, RowError)
    assert (broken.line, broken.problem) == (2, RowProblem.UNCLOSED_QUOTE)


def test_a_quotation_does_not_grow_without_end() -> None:
    rows = read('id,name\n100,"a\n' + "b\n" * 5_000 + '"\n999,c\n')
    assert isinstance(rows[0], RowError)
    assert rows[0].problem is RowProblem.UNCLOSED_QUOTE
    assert rows[-1] == Row(5_004, ["999", "c"])


def test_a_line_that_never_ends_is_an_error_and_the_next_is_read() -> None:
    broken, sound = read("id,name\n100," + "x" * 3_000_000 + "\n101,d\n")
    assert broken == RowError(2, RowProblem.LINE_TOO_LONG, "")
    assert sound == Row(3, ["101", "d"])


def test_a_stray_carriage_return_makes_its_row_unreadable() -> None:
    broken, sound = read("id,name\n100,a\rb\n101,d\n")
    assert isinstance(broken, RowError)
    assert (broken.line, broken.problem) == (2, RowProblem.UNREADABLE)
    assert sound == Row(3, ["101", "d"])


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "empty"),
        (b"\r\n", "empty"),
        ("id,name\n".encode("utf-16"), "UTF-16"),
        (b"x" * 2_000_000, "not text in lines"),
    ],
)
def test_what_is_no_table_is_refused(raw: bytes, sentence: str) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        read(raw)


def test_a_header_alone_has_no_rows() -> None:
    assert read("id,name\n") == []
