"""`flask registry import nppes`: the report on stdout, one sentence on stderr when it cannot be."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import ImportRun, Practitioner
from directory.models.place import ZipPointRow
from directory.services.indexing import count_outbox
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary
from tests.fixtures import nppes_files as nppes


@pytest.fixture
def unfitted(session: Session) -> Session:
    """A session on a database with the vocabulary and one ZIP code, but no skill model."""
    load_the_vocabulary(session)
    session.add(ZipPointRow(zip="80202", lat=39.7491, lon=-104.9946, city="Denver", state="CO"))
    session.commit()
    return session


@pytest.fixture
def prepared(unfitted: Session, cli: FlaskCliRunner, now: datetime) -> Session:
    """A session on a database that is ready for an import, with an empty index."""
    fit_and_score(unfitted, now.date(), now)
    unfitted.commit()
    cli.invoke(args=["index", "rebuild"], catch_exceptions=False)
    return unfitted


def write_file(folder: Path, *rows: Mapping[str, str]) -> Path:
    file = folder / "npidata_pfile_20261108.csv"
    file.write_bytes(nppes.make_file(rows))
    return file


def run(cli: FlaskCliRunner, *arguments: str | Path) -> Result:
    return cli.invoke(args=["registry", "import", "nppes", *map(str, arguments)])


def count_practitioners(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count(Practitioner.id))) or 0


def test_an_import_ends_with_a_report(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    file = write_file(
        tmp_path,
        nppes.make_person(1),
        nppes.make_organisation(2),
        nppes.make_person(3, **{"NPI": "1000000000"}),
    )
    result = run(cli, file)
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "Imported npidata_pfile_20261108.csv" in lines
    for expected in ("read 3", "kept 1", "created 1", "updated 0", "unchanged 0", "bad 1"):
        assert expected in lines
    assert "1 an organisation, not a person" in lines
    assert any(line.startswith("line 4: The registry number fails") for line in lines)
    assert count_practitioners(prepared) == 1


def test_who_was_imported_is_in_the_index(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    run(cli, write_file(tmp_path, nppes.make_person(1), nppes.make_person(2)))
    assert "The index equals the database." in cli.invoke(args=["index", "verify"]).stdout
    assert count_outbox(prepared) == 0


def test_an_import_that_cannot_be_indexed_yet_is_kept_and_says_what_to_do(
    cli: FlaskCliRunner, unfitted: Session, tmp_path: Path
) -> None:
    result = run(cli, write_file(tmp_path, nppes.make_person(1)))
    assert result.exit_code == 1
    assert "skill fit" in result.stderr
    assert "index drain" in result.stderr
    assert count_practitioners(unfitted) == 1


def test_a_second_import_reports_everybody_unchanged(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    file = write_file(tmp_path, nppes.make_person(1), nppes.make_person(2))
    run(cli, file)
    result = run(cli, file)
    assert "unchanged            2" in result.stdout
    assert "created              0" in result.stdout


def test_a_dry_run_writes_nothing_and_says_so(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    result = run(cli, write_file(tmp_path, nppes.make_person(1)), "--dry-run")
    assert result.exit_code == 0
    assert "created              1" in result.stdout
    assert "Nothing was written." in result.stdout
    assert count_practitioners(prepared) == 0
    assert prepared.scalar(select(func.count(ImportRun.id))) == 0


def test_nurses_are_imported_when_asked_for(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    file = write_file(tmp_path, nppes.make_person(1, **{nppes.taxonomy(1): nppes.AESTHETIC_NURSE}))
    run(cli, file)
    assert count_practitioners(prepared) == 0
    run(cli, file, "--with-nurses-and-assistants")
    prepared.expire_all()
    assert prepared.scalars(select(Practitioner.profession_key)).all() == ["registered_nurse"]


def test_every_bad_row_can_be_had_as_a_file(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    rows = [nppes.make_person(number, **{nppes.UPDATED: "soon"}) for number in range(1, 31)]
    result = run(cli, write_file(tmp_path, *rows), "--errors", tmp_path / "bad.csv")
    with (tmp_path / "bad.csv").open(encoding="utf-8", newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert [row["line"] for row in listed] == [str(line) for line in range(2, 32)]
    assert listed[0]["value"] == "soon"
    assert "and 10 more; all are in" in result.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"name,age\r\n", "This is not the NPPES table of providers"),
        (b'"NPI","Endpoint Type"\r\n', "endpoint_pfile"),
    ],
)
def test_a_wrong_file_is_one_sentence_on_stderr(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "file.csv").write_bytes(content)
    result = run(cli, tmp_path / "file.csv")
    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stdout == ""
    assert prepared.scalar(select(func.count(ImportRun.id))) == 0


def test_a_file_that_is_not_there_is_one_sentence_on_stderr(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    result = run(cli, tmp_path / "absent.csv")
    assert result.exit_code == 1
    assert "There is no file" in result.stderr


def test_a_missing_argument_is_a_wrong_usage(cli: FlaskCliRunner, app: object) -> None:
    assert run(cli).exit_code == 2


def test_without_places_an_import_says_what_to_load(
    cli: FlaskCliRunner, session: Session, tmp_path: Path
) -> None:
    load_the_vocabulary(session)
    session.commit()
    result = run(cli, write_file(tmp_path, nppes.make_person(1)))
    assert result.exit_code == 1
    assert "gazetteer load" in result.stderr


def test_an_errors_file_that_cannot_be_written_is_said_before_anything_is_done(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    file = write_file(tmp_path, nppes.make_person(1))
    result = run(cli, file, "--errors", tmp_path / "no" / "bad.csv")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert count_practitioners(prepared) == 0


def test_a_file_that_breaks_off_keeps_what_was_read_and_says_so_now_and_next_time(
    cli: FlaskCliRunner, prepared: Session, tmp_path: Path
) -> None:
    table = nppes.make_file([nppes.make_person(number) for number in range(1, 1_201)])
    whole = gzip.compress(table)
    broken, sound = tmp_path / "broken.csv.gz", tmp_path / "sound.csv.gz"
    broken.write_bytes(whole[: len(whole) * 2 // 3])
    sound.write_bytes(whole)
    result = run(cli, broken)
    kept = count_practitioners(prepared)
    assert result.exit_code == 1
    assert "breaks off after line" in result.stderr
    assert f"stopped after line {kept + 1:,}" in result.stderr
    assert kept > 0
    assert kept % 500 == 0

    sound.rename(broken)
    result = run(cli, broken)
    assert result.exit_code == 0
    assert "has not finished" in result.stderr
    assert count_practitioners(prepared) == 1_200
    assert "has not finished" not in run(cli, broken).stderr
