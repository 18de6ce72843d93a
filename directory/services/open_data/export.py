"""Writing an export of the open data: a folder of its own, moved to its place when it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from directory.domain.backups import SUMS, write_sums
from directory.domain.dated_names import name_by_moment
from directory.domain.errors import DomainError
from directory.domain.open_data import Licence
from directory.exports.open_data.data_files import (
    FORMATS,
    NDJSON,
    PARQUET,
    DataFiles,
    Row,
    read_rows,
)
from directory.exports.open_data.data_package import DATA_PACKAGE, FileFacts, make_data_package
from directory.exports.open_data.tables import TABLES
from directory.services.open_data.batches import iterate_batches
from directory.services.open_data.outcome_rows import iterate_outcomes
from directory.services.open_data.people_rows import iterate_people
from directory.services.open_data.published import PARTIAL
from directory.services.open_data.result_rows import iterate_results
from directory.services.open_data.vocabulary_rows import iterate_vocabulary
from directory.services.vocabulary import get_vocabulary


class OpenDataError(DomainError):
    """An export cannot be written; the sentence says why."""


@dataclass(frozen=True, slots=True)
class OpenDataExport:
    """An export that was written whole."""

    folder: Path
    row_counts: Counter[str]
    byte_count: int


def make_export(
    session: Session,
    folder: Path,
    *,
    licence: Licence,
    site_url: str,
    now: datetime,
    tell: Callable[[str], None] = lambda table: None,
) -> OpenDataExport:
    """Write an export into a folder of exports. Raises OpenDataError.

    The session should see one moment. `tell` is told of each table when it is whole. What an
    export that was killed leaves bears no export's name.
    """
    from directory.exports.open_data.parquet_files import (  # noqa: PLC0415  # 15 ms and 9 MB a start
        write_parquet_file,
    )

    place, partial = folder / name_by_moment(now), folder / (PARTIAL + name_by_moment(now))
    try:
        partial.mkdir(parents=True)
        with DataFiles(partial, TABLES) as files:
            for table_name, row in iterate_rows(session, now.date()):
                files.write(table_name, row)
        for table in TABLES:
            rows = read_rows(partial / NDJSON.name_file(table))
            write_parquet_file(partial / PARQUET.name_file(table), table, rows)
            tell(table.name)
        facts = {
            name: _describe(partial / name)
            for table in TABLES
            for name in (one.name_file(table) for one in FORMATS)
        }
        package = make_data_package(
            tables=TABLES,
            row_counts=files.row_counts,
            files=facts,
            licence=licence,
            site_url=site_url,
            made_at=now,
        )
        described = partial / DATA_PACKAGE
        described.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", "utf-8")
        sums = {name: one.sha256 for name, one in facts.items()}
        sums[DATA_PACKAGE] = _describe(described).sha256
        (partial / SUMS).write_text(write_sums(sums), encoding="utf-8")
        os.sync()
        partial.rename(place)
    except OSError as error:
        raise OpenDataError(f"Nothing was exported to {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return OpenDataExport(place, files.row_counts, sum(one.byte_count for one in facts.values()))


def iterate_rows(session: Session, today: date) -> Iterator[tuple[str, Row]]:
    """Every row of the open data with the name of its table; those of a table are in order."""
    vocabulary = get_vocabulary(session)
    yield from iterate_vocabulary(session, vocabulary)
    yield from iterate_outcomes(session, vocabulary)
    for batch in iterate_batches(session):
        yield from iterate_people(session, batch, vocabulary, today)
        yield from iterate_results(session, batch, vocabulary)


def _describe(file: Path) -> FileFacts:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return FileFacts(file.stat().st_size, digest)
