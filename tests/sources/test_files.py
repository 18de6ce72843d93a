"""Published files: plain, gzipped and zipped ones give the same bytes; broken ones a sentence."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from directory.domain.errors import InvalidValueError
from directory.sources.files import open_table

TABLE = b"id,name\n100,a\n" * 1000
PATTERN = r"table_\d+\.csv"


def read(path: Path) -> bytes:
    with open_table(path, PATTERN) as file:
        return file.stream.read()


def make_archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return path


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "any.txt").write_bytes(TABLE)
    assert read(tmp_path / "any.txt") == TABLE


def test_a_gzipped_file_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(gzip.compress(TABLE))
    assert read(tmp_path / "table.csv") == TABLE


def test_the_table_is_found_in_an_archive(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "a.zip", readme=b"hello", table_1=TABLE)
    assert read(archive) == TABLE


def test_an_archive_without_the_table_says_what_it_holds(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "a.zip", readme=b"hello")
    with pytest.raises(InvalidValueError, match=r"holds: readme\.csv"):
        read(archive)


def test_an_archive_with_two_tables_asks_which(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "a.zip", table_1=TABLE, table_2=TABLE)
    with pytest.raises(InvalidValueError, match="more than one fits"):
        read(archive)


def test_reading_moves_the_position_to_the_size(tmp_path: Path) -> None:
    (tmp_path / "table.csv.gz").write_bytes(gzip.compress(TABLE))
    with open_table(tmp_path / "table.csv.gz", PATTERN) as file:
        assert file.size == (tmp_path / "table.csv.gz").stat().st_size
        file.stream.read()
        assert file.position == file.size


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match=r"There is no file .*absent\.csv"):
        read(tmp_path / "absent.csv")
    with pytest.raises(InvalidValueError, match="is a folder"):
        read(tmp_path)


def test_half_an_archive_is_refused(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "a.zip", table_1=TABLE)
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(InvalidValueError, match="Download it again"):
        read(archive)
