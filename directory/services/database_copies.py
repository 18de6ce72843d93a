"""Copies of a whole database as one file, made while the site writes, and put back.

SQLite copies itself by its online backup; PostgreSQL by its own `pg_dump` and `pg_restore`, found
on PATH, whose dump is of one moment.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from directory.domain.errors import DomainError

PATIENCE_SECONDS = 10.0


class CopyError(DomainError):
    """A database cannot be copied or put back; the sentence says why."""


class DatabaseCopier(Protocol):
    """Copies one database into a file, and back."""

    @property
    def kind(self) -> str:
        """The name of the database's kind."""

    @property
    def file_name(self) -> str:
        """The name of a copy's file."""

    def copy_to(self, file: Path) -> None:
        """Write the whole database of one moment into a new file. Raises CopyError."""

    def verify(self, file: Path) -> None:
        """Look whether a copy can be read. Raises CopyError."""

    def is_empty(self) -> bool:
        """Whether the database has no tables yet. Raises CopyError."""

    def put_back(self, file: Path) -> None:
        """Make the database what the copy is; what was there is gone. Raises CopyError."""


@dataclass(frozen=True, slots=True)
class SqliteCopier:
    """A database that is a file of this machine."""

    file: Path
    kind: str = "sqlite"
    file_name: str = "database.sqlite3"

    def copy_to(self, file: Path) -> None:
        """In WAL mode writers go on meanwhile; the copy is of the moment it began."""
        try:
            with (
                closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(file)) as copy,
            ):
                _copy_pages(source, copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        except sqlite3.Error as error:
            raise CopyError(f"The database cannot be copied: {error}.") from error

    def verify(self, file: Path) -> None:
        """Let SQLite read every page."""
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
                [finding] = copy.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            raise CopyError(f"The copy of the database cannot be read: {error}.") from error
        if finding != "ok":
            raise CopyError(f"The copy of the database is damaged: {finding}.")

    def is_empty(self) -> bool:
        """A file that is not there is empty too."""
        if not self.file.exists():
            return True
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute("SELECT 1 FROM sqlite_master").fetchone() is None

    def put_back(self, file: Path) -> None:
        """Through SQLite, so that whoever still has the file open is noticed, or sees new rows."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with (
                closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy,
                closing(sqlite3.connect(self.file)) as target,
            ):
                _copy_pages(copy, target)
        except sqlite3.Error as error:
            raise CopyError(
                f"The database cannot be written: {error}. Stop the site and its worker first."
            ) from error


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy all pages at once; who has the target open is waited for, but not for ever."""
    deadline = time.monotonic() + PATIENCE_SECONDS

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > deadline:
            raise sqlite3.OperationalError("another process has it open")

    source.backup(target, progress=give_up)


@dataclass(frozen=True, slots=True)
class PostgresqlCopier:
    """A database of a PostgreSQL server."""

    url: str
    kind: str = "postgresql"
    file_name: str = "database.dump"

    def copy_to(self, file: Path) -> None:
        """By `pg_dump` in its own format, compressed, without the rows of counted requests: they
        are worth a minute, and the only ones that are not logged."""
        self._run(
            "pg_dump",
            "--format=custom",
            "--no-unlogged-table-data",
            "--no-owner",
            "--no-acl",
            f"--file={file}",
        )

    def verify(self, file: Path) -> None:
        """Let `pg_restore` read all of it, as if to put it back."""
        _run("pg_restore", "--file=/dev/null", str(file))

    def is_empty(self) -> bool:
        """Whether the schema that the site uses has no tables."""
        count = self._run(
            "psql",
            "--no-psqlrc",
            "--tuples-only",
            "--command=SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace",
        )
        return count.strip() == "0"

    def put_back(self, file: Path) -> None:
        """The schema is emptied first: tables of another version may hang on those of the copy.

        What comes back is one transaction; should it fail, the database is empty.
        """
        self._run(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--command=SET lock_timeout = '10s'",
            "--command=DROP SCHEMA public CASCADE",
            "--command=CREATE SCHEMA public",
        )
        self._run(
            "pg_restore",
            "--schema=public",  # what is in it, but not the schema itself, which is there
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-acl",
            str(file),
        )

    def _run(self, program: str, *arguments: str) -> str:
        """Run a program of PostgreSQL on this database."""
        url = make_url(self.url).set(drivername="postgresql")
        place = url._replace(password=None).render_as_string(hide_password=False)
        return _run(program, f"--dbname={place}", *arguments, password=url.password or "")


def _run(program: str, *arguments: str, password: str = "") -> str:
    """Run a program of PostgreSQL. A password goes by the environment: all may see arguments."""
    found = shutil.which(program)
    if found is None:
        raise CopyError(
            f"{program} is not on PATH; it comes with PostgreSQL's client programs "
            "(on Debian: apt-get install postgresql-client)."
        )
    done = subprocess.run(  # noqa: S603  # a program of PostgreSQL, arguments of ours
        [found, *arguments],
        env=os.environ | ({"PGPASSWORD": password} if password else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise CopyError(f"{program} failed: {reason}")
    return done.stdout


def find_copier(database_url: str) -> DatabaseCopier:
    """Give whoever copies the database of a checked DATABASE_URL. Raises CopyError."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return PostgresqlCopier(database_url)
    if not url.database or url.database == ":memory:":
        raise CopyError("A database in memory cannot be copied.")
    return SqliteCopier(Path(url.database))
