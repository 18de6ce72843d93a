"""Imports as a whole: taken back, told in the ledger, one of a source at a time."""

from __future__ import annotations

import os
import socket
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.domain.ledger import describe_facts
from directory.models import (
    ImportChange,
    ImportRun,
    ImportState,
    MatchCase,
    PracticeLocation,
    Practitioner,
    PractitionerNotice,
)
from directory.services.evidence import experience_of
from directory.services.import_runs import start_import
from directory.services.import_undo import UndoReport, undo_import
from directory.services.ledger_entries import iterate_entries
from tests.factories import make_practitioner, make_review
from tests.fixtures import registry_files as files
from tests.fixtures.registry_imports import IMPORTED_AT, NPI, ImportRows


def count(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def undo(session: Session, number: int | None = None) -> UndoReport:
    """Take the newest import back, or the one of this number."""
    run_id = number or session.scalars(select(func.max(ImportRun.id))).one()
    *_, report = undo_import(session, session.get_one(ImportRun, run_id), IMPORTED_AT)
    session.expire_all()
    return report


def test_undoing_an_import_takes_back_all_that_it_wrote(
    session: Session, elspeth: Practitioner, import_rows: ImportRows, today: date
) -> None:
    import_rows("licences_washington", files.WASHINGTON, files.washington_row())
    changed = files.washington_row(FirstIssueDate="19990101", Status="REVOKED")
    import_rows("licences_washington", files.WASHINGTON, changed, days=1)
    uncertain = files.exclusion_row()
    import_rows("exclusions", files.EXCLUSIONS, uncertain)
    assert undo(session).reverted_count == 0
    assert count(session, MatchCase) == 0
    second = session.scalars(select(ImportRun.id).order_by(ImportRun.id)).all()[1]
    undo(session, second)
    assert count(session, PractitionerNotice) == 0
    basis = experience_of(elspeth, today).basis
    assert basis is not None
    assert basis.issued_on == date(2005, 5, 23)
    assert session.get_one(ImportRun, second).state == ImportState.UNDONE
    with pytest.raises(DomainError, match="already"):
        undo(session, second)


def test_everybody_can_read_that_an_import_began_was_applied_and_taken_back(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    import_rows("licences_washington", files.WASHINGTON, files.washington_row())
    undo(session)
    entries = [*iterate_entries(session)]
    assert [entry.kind for entry in entries] == [
        "import.started",
        "import.applied",
        "import.undone",
    ]
    number = session.scalars(select(ImportRun.id)).one()
    assert entries[1].facts == {
        "import": number,
        "source": "licences_washington",
        "read": 1,
        "created": 0,
        "updated": 1,
        "bad": 0,
    }
    assert {entry.practitioner for entry in entries} == {None}
    assert describe_facts(entries[2])[-2:] == [
        "changes taken back: 1",
        "kept because of what came later: 0",
    ]


def test_an_import_on_which_a_later_one_builds_is_not_undone_first(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    import_rows("licences_washington", files.WASHINGTON, files.washington_row())
    import_rows("licences_washington", files.WASHINGTON, files.washington_row(Status="EXPIRED"))
    first, second = session.scalars(select(ImportRun.id).order_by(ImportRun.id))
    with pytest.raises(DomainError, match=f"Import {second}"):
        undo(session, first)
    undo(session, second)
    undo(session, first)
    assert [one.source for one in elspeth.credentials] == ["nppes"]


def test_undoing_brings_vanished_places_back_and_leaves_edited_ones(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    two = [files.clinician_row(NPI), files.clinician_row(NPI, adr_ln_1="9 OAK AVE")]
    import_rows("doctors_clinicians", files.CLINICIANS_2021, *two)
    import_rows("doctors_clinicians", files.CLINICIANS_2021, two[0])
    undo(session)
    assert {one.street for one in elspeth.locations} >= {"500 Elm St", "9 Oak Ave"}
    elspeth.edited_fields = ["locations"]
    first = session.scalars(select(func.min(ImportRun.id))).one()
    report = undo(session, first)
    assert report.kept_count == 2
    assert count(session, PracticeLocation) == 3
    assert elspeth.graduated_in is None


def test_a_profile_with_reviews_outlives_its_import(session: Session) -> None:
    run = start_import(session, "nppes", "npidata.csv", {}, IMPORTED_AT)
    people = [make_practitioner(session, name=f"Ada {name}") for name in ("Alone", "Reviewed")]
    make_review(session, people[1])
    session.add_all(
        ImportChange(
            run_id=run.id, practitioner_id=one.id, table_name="practitioner", row_id=one.id
        )
        for one in people
    )
    run.state = ImportState.FINISHED
    session.flush()
    report = undo(session)
    assert (report.reverted_count, report.kept_count) == (1, 1)
    assert session.scalars(select(Practitioner.family_name)).all() == ["Reviewed"]


def test_two_imports_of_one_source_do_not_run_at_once(session: Session) -> None:
    first = start_import(session, "nppes", "npidata.csv", {}, IMPORTED_AT)
    first.runner = f"{socket.gethostname()}:{os.getppid()}"
    session.flush()
    with pytest.raises(DomainError, match="Another import of nppes is running"):
        start_import(session, "nppes", "npidata.csv", {}, IMPORTED_AT)
    start_import(session, "exclusions", "UPDATED.csv", {}, IMPORTED_AT)
    first.runner = f"{socket.gethostname()}:999999999"
    session.flush()
    start_import(session, "nppes", "npidata.csv", {}, IMPORTED_AT)
    assert first.state == ImportState.STOPPED


def test_an_import_on_another_machine_is_over_when_it_has_long_been_silent(
    session: Session,
) -> None:
    first = start_import(session, "nppes", "npidata.csv", {}, IMPORTED_AT)
    first.runner = "elsewhere:1"
    session.flush()
    with pytest.raises(DomainError):
        start_import(session, "nppes", "npidata.csv", {}, IMPORTED_AT + timedelta(minutes=1))
    start_import(session, "nppes", "npidata.csv", {}, IMPORTED_AT + timedelta(minutes=11))
    assert first.state == ImportState.STOPPED
