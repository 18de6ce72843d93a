"""What SQLite says of disks and files that fail, by its exact code, and which outage that is.

Each error here is SQLite's own, of a real file that was spoilt.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from directory.web.outages import AWAY, UNCERTAIN, UNWRITABLE, Outage, find_outage
from tests.fixtures.disks import little_room


@contextmanager
def opened(file: Path, how: str = "rwc") -> Iterator[Connection]:
    """A connection to a file, set up as the site's own."""
    engine = create_engine(f"sqlite:///file:{file}?mode={how}&uri=true", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def keep_much(connection: Connection) -> None:
    """Write more than stays in memory."""
    connection.exec_driver_sql("INSERT INTO words VALUES (zeroblob(3000000))")
    connection.commit()


def read(file: Path, how: str = "rwc") -> None:
    """Open a file, and read it."""
    with opened(file, how) as connection:
        connection.exec_driver_sql("SELECT word FROM words")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one table, which nobody has open."""
    file = tmp_path / "folder" / "words.sqlite3"
    file.parent.mkdir()
    with opened(file) as connection:
        connection.exec_driver_sql("CREATE TABLE words (word)")
    return file


def write_where_only_reading_is_allowed(file: Path) -> None:
    with opened(file, "ro") as connection:
        keep_much(connection)


def read_on_a_disk_that_became_read_only_what_a_killed_writer_left_half(file: Path) -> None:
    copy = file.with_name("copy")
    with closing(sqlite3.connect(file)) as writer:  # as tools that know nothing of the site write
        writer.executescript("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1")
        writer.executemany("INSERT INTO words VALUES (zeroblob(?))", [(3000,)] * 500)
        writer.execute("UPDATE words SET word = 'half'")
        for end in ("", "-journal"):
            shutil.copy(f"{file}{end}", f"{copy}{end}")
    read(copy, "ro")


def write_more_than_there_is_room_for(file: Path) -> None:
    with opened(file) as connection, little_room():
        keep_much(connection)


def open_where_there_is_no_room_even_for_memory_that_is_shared(file: Path) -> None:
    with little_room(1000):
        read(file)


def open_where_nothing_may_be_beside_the_file(file: Path) -> None:
    file.with_name(f"{file.name}-shm").mkdir()
    with opened(file) as connection:
        keep_much(connection)


def open_in_a_folder_that_is_gone(file: Path) -> None:
    shutil.rmtree(file.parent)
    read(file)


def open_what_is_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    read(file)


@pytest.mark.parametrize(
    ("fail", "code", "outage"),
    [
        (write_where_only_reading_is_allowed, "SQLITE_READONLY", UNWRITABLE),
        (
            read_on_a_disk_that_became_read_only_what_a_killed_writer_left_half,
            "SQLITE_READONLY_ROLLBACK",
            UNWRITABLE,
        ),
        (open_where_nothing_may_be_beside_the_file, "SQLITE_READONLY", UNWRITABLE),
        (write_more_than_there_is_room_for, "SQLITE_IOERR_WRITE", UNWRITABLE),
        (open_where_there_is_no_room_even_for_memory_that_is_shared, "SQLITE_IOERR_SHMSIZE", AWAY),
        (open_in_a_folder_that_is_gone, "SQLITE_CANTOPEN", AWAY),
        (open_what_is_a_folder, "SQLITE_CANTOPEN", AWAY),
    ],
)
def test_a_disk_that_fails_is_an_outage(
    fail: Callable[[Path], None], code: str, outage: Outage, file: Path
) -> None:
    with pytest.raises(DBAPIError) as raised:
        fail(file)
    assert isinstance(raised.value.orig, sqlite3.Error)
    assert raised.value.orig.sqlite_errorname == code
    assert find_outage(raised.value) is outage
    while_saving = find_outage(raised.value, was_committing=True)
    assert while_saving is (UNCERTAIN if outage is AWAY else outage)


def test_a_file_that_is_no_database_is_a_fault(file: Path) -> None:
    file.write_bytes(b"some words " * 1000)
    with pytest.raises(DBAPIError) as raised:
        read(file)
    assert find_outage(raised.value) is None
