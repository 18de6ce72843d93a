"""Importing registry records: what a profile becomes, what stays, and what the report says."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError
from directory.domain.geography import Point
from directory.domain.taxonomies import select_taxonomies
from directory.domain.vocabulary import Vocabulary
from directory.models import (
    Base,
    EvidenceLevel,
    ImportChange,
    ImportRun,
    IndexOutbox,
    LedgerEntryRow,
    LedgerHead,
    PointSource,
    Practitioner,
    PractitionerStatus,
)
from directory.services.evidence import experience_of
from directory.services.import_report import ImportReport
from directory.services.import_runs import find_unfinished_import, start_import
from directory.services.registry_import import import_registry, rehearse_import
from directory.services.registry_intake import ProfileIntake
from directory.services.registry_profiles import ProfileMaker
from directory.sources.nppes import open_nppes, read_nppes
from directory.sources.records import RegistryEntry, RowProblem, SkipReason
from directory.sources.vocabulary_files import read_vocabulary
from tests.fixtures import nppes_files as nppes

DENVER = Point(39.7491, -104.9946)
VOCABULARY = read_vocabulary(nppes.SEED_VOCABULARY)
MAKER = ProfileMaker(VOCABULARY, {"80202": DENVER})
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

Row = Mapping[str, str]


def read(rows: Iterable[Row]) -> list[RegistryEntry]:
    scope = select_taxonomies(VOCABULARY.professions)
    return list(read_nppes(io.BytesIO(nppes.make_file(list(rows))), scope))


def run_import(session: Session, entries: Iterable[RegistryEntry]) -> ImportReport:
    run = start_import(session, "nppes", "npidata.csv", {}, NOW)
    *_, report = import_registry(session, entries, take_in(session), run, clock=lambda: NOW)
    return report


def take_in(session: Session) -> ProfileIntake:
    return ProfileIntake(session, MAKER, NOW.date())


def import_rows(session: Session, *rows: Row) -> ImportReport:
    return run_import(session, read(rows))


def get_only_practitioner(session: Session) -> Practitioner:
    session.expire_all()
    return session.scalars(select(Practitioner)).one()


TABLES_OF_IMPORTS = {
    ImportRun.__tablename__,
    ImportChange.__tablename__,
    LedgerEntryRow.__tablename__,
    LedgerHead.__tablename__,
}


def dump(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those that tell of imports."""
    session.flush()
    return {
        table.name: sorted(session.execute(select(table)).all(), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in TABLES_OF_IMPORTS
    }


def test_a_row_becomes_a_profile(session: Session) -> None:
    report = import_rows(session, nppes.make_person(1))
    practitioner = get_only_practitioner(session)
    assert report.created_count == report.kept_count == report.read_count == 1
    assert practitioner.full_name == "Elspeth Q. McTavish"
    assert practitioner.slug == f"elspeth-q-mctavish-{nppes.make_npi(1)}"
    assert practitioner.credential_codes == ["MD"]
    assert practitioner.profession_key == "dermatologist"
    assert practitioner.listed_on == NOW.date()
    assert practitioner.registry_updated_on == date(2016, 9, 27)


def test_a_profile_is_placed_on_the_map_by_the_zip_code_of_the_practice(session: Session) -> None:
    import_rows(session, nppes.make_person(1))
    (location,) = get_only_practitioner(session).locations
    assert (location.street, location.city, location.region) == (
        "1 Larimer St, Ste 200",
        "Denver",
        "CO",
    )
    assert (location.latitude, location.longitude) == DENVER
    assert location.point_source == PointSource.ZIP


def test_an_unknown_zip_code_and_a_foreign_one_have_no_point(session: Session) -> None:
    import_rows(
        session,
        nppes.make_person(1, **{nppes.ZIP: "99999"}),
        nppes.make_person(2, **{nppes.COUNTRY: "FR"}),
    )
    for practitioner in session.scalars(select(Practitioner)):
        (location,) = practitioner.locations
        assert (location.latitude, location.point_source) == (None, PointSource.NONE)


def test_a_registry_profile_has_no_experience(session: Session, today: date) -> None:
    import_rows(session, nppes.make_person(1, **{nppes.ENUMERATED: "05/23/2005"}))
    practitioner = get_only_practitioner(session)
    experience = experience_of(practitioner, today)
    assert experience.evidenced_years is None
    assert experience.claimed_years is None
    assert all(credential.issued_on is None for credential in practitioner.credentials)


def test_a_licence_number_is_what_the_person_claims(session: Session) -> None:
    repeated = {nppes.taxonomy(2): nppes.MOHS_SURGERY, nppes.licence_number(2): "DR00001"}
    import_rows(session, nppes.make_person(1, **repeated, **{nppes.licence_state(2): "CO"}))
    (licence,) = get_only_practitioner(session).credentials
    assert (licence.number, licence.jurisdiction, licence.status) == ("DR00001", "CO", "unknown")
    assert (licence.evidence_level, licence.source) == (EvidenceLevel.CLAIMED, "nppes")


def test_a_second_import_changes_nothing(session: Session) -> None:
    rows = [nppes.make_person(number) for number in range(1, 8)]
    rows += [nppes.make_organisation(8), nppes.make_blanked(9)]
    first = import_rows(session, *rows)
    before = dump(session)
    second = import_rows(session, *rows)
    assert dump(session) == before
    assert second.unchanged_count == second.kept_count == first.created_count == 7
    assert second.skipped == first.skipped


def test_every_row_read_is_counted_once(session: Session) -> None:
    report = import_rows(
        session,
        nppes.make_person(1),
        nppes.make_person(1),
        nppes.make_organisation(2),
        nppes.make_person(3, **{nppes.taxonomy(1): nppes.CARDIOLOGY}),
        nppes.make_person(4, **{"NPI": "123"}),
        nppes.make_blanked(5),
    )
    assert report.read_count == report.kept_count + report.skipped.total() + report.row_error_count
    assert report.skipped == {
        SkipReason.REPEATED: 1,
        SkipReason.ORGANISATION: 1,
        SkipReason.OTHER_PROFESSION: 1,
        SkipReason.DEACTIVATED: 1,
    }
    assert [(error.line, error.problem) for error in report.row_errors] == [
        (6, RowProblem.INVALID_NUMBER)
    ]


@pytest.mark.parametrize(
    ("column", "value", "read_back"),
    [
        (nppes.LAST_NAME, "O'BRIEN", lambda p: p.family_name == "O'Brien"),
        (nppes.CREDENTIALS, "MD, PHD", lambda p: p.credential_codes == ["MD", "PhD"]),
        (nppes.STREET, "9 ELM ST", lambda p: p.locations[0].street == "9 Elm St, Ste 200"),
        (nppes.ZIP, "10001", lambda p: p.locations[0].latitude is None),
        (nppes.licence_number(1), "X7", lambda p: [c.number for c in p.credentials] == ["X7"]),
        (nppes.taxonomy(1), nppes.PLASTIC_SURGERY, lambda p: p.profession_key == "plastic_surgeon"),
    ],
)
def test_what_changed_in_the_registry_changes_in_the_profile(
    session: Session, column: str, value: str, read_back: Any
) -> None:
    import_rows(session, nppes.make_person(1))
    slug = get_only_practitioner(session).slug
    report = import_rows(
        session, nppes.make_person(1, **{column: value, nppes.UPDATED: "01/02/2026"})
    )
    practitioner = get_only_practitioner(session)
    assert report.updated_count == report.kept_count == 1
    assert read_back(practitioner)
    assert practitioner.version == 2
    assert practitioner.slug == slug


@pytest.mark.parametrize(
    ("field", "column", "value"),
    [
        ("family_name", nppes.LAST_NAME, "CHANGED"),
        ("credential_codes", nppes.CREDENTIALS, "DO"),
        ("profession_key", nppes.taxonomy(1), nppes.PLASTIC_SURGERY),
        ("locations", nppes.STREET, "9 CHANGED ST"),
        ("credentials", nppes.licence_number(1), "C9"),
        ("status", nppes.DEACTIVATED, "01/02/2026"),
    ],
)
def test_what_the_practitioner_edited_is_never_overwritten(
    session: Session, field: str, column: str, value: str
) -> None:
    import_rows(session, nppes.make_person(1))
    get_only_practitioner(session).edited_fields = [field]
    before = {name: rows for name, rows in dump(session).items() if name != "practitioner"}
    kept = getattr(get_only_practitioner(session), field)
    kept = list(kept) if isinstance(kept, list) else kept
    import_rows(session, nppes.make_person(1, **{column: value}))
    after = {name: rows for name, rows in dump(session).items() if name != "practitioner"}
    assert getattr(get_only_practitioner(session), field) == kept
    assert {**after, "index_outbox": []} == {**before, "index_outbox": []}


def test_what_no_registry_says_survives_an_update(session: Session) -> None:
    import_rows(session, nppes.make_person(1))
    practitioner = get_only_practitioner(session)
    practitioner.biography = "I treat scars."
    practitioner.languages = ["es"]
    import_rows(session, nppes.make_person(1, **{nppes.LAST_NAME: "CHANGED"}))
    practitioner = get_only_practitioner(session)
    assert (practitioner.biography, practitioner.languages) == ("I treat scars.", ["es"])


@pytest.mark.parametrize(
    "gone", [nppes.make_blanked(1), nppes.make_person(1, **{nppes.DEACTIVATED: "01/15/2024"})]
)
def test_a_deactivated_person_is_marked_and_keeps_the_profile(session: Session, gone: Row) -> None:
    import_rows(session, nppes.make_person(1))
    report = import_rows(session, gone)
    practitioner = get_only_practitioner(session)
    assert report.updated_count == 1
    assert practitioner.status == PractitionerStatus.DEACTIVATED
    assert practitioner.full_name == "Elspeth Q. McTavish"
    assert import_rows(session, gone).unchanged_count == 1


def test_a_reactivated_person_is_listed_again(session: Session) -> None:
    dates = {nppes.DEACTIVATED: "01/15/2024", nppes.REACTIVATED: "03/01/2024"}
    import_rows(session, nppes.make_person(1))
    import_rows(session, nppes.make_blanked(1))
    import_rows(session, nppes.make_person(1, **dates))
    assert get_only_practitioner(session).status == PractitionerStatus.ACTIVE


def test_an_older_file_does_not_undo_a_newer_one(session: Session) -> None:
    import_rows(session, nppes.make_person(1))
    import_rows(session, nppes.make_blanked(1, deactivated="01/15/2024"))
    report = import_rows(session, nppes.make_person(1))
    assert report.skipped == {SkipReason.OUTDATED: 1}
    assert get_only_practitioner(session).status == PractitionerStatus.DEACTIVATED


def test_a_value_too_long_for_its_column_is_a_bad_row(session: Session) -> None:
    report = import_rows(
        session, nppes.make_person(1, **{nppes.LAST_NAME: "X" * 121}), nppes.make_person(2)
    )
    assert report.created_count == 1
    (error,) = report.row_errors
    assert (error.line, error.problem) == (2, RowProblem.VALUE_TOO_LONG)
    assert len(error.value) == 80


def test_control_characters_reach_no_table(session: Session) -> None:
    import_rows(
        session,
        nppes.make_person(1, **{nppes.LAST_NAME: "MC\0TAVISH", nppes.STREET: "1 ELM\x07\x1b ST"}),
    )
    practitioner = get_only_practitioner(session)
    assert practitioner.family_name == "McTavish"
    assert practitioner.locations[0].street == "1 Elm St, Ste 200"


def test_each_change_is_noted_for_the_index_once(session: Session) -> None:
    import_rows(session, nppes.make_person(1), nppes.make_person(2))
    import_rows(session, nppes.make_person(1), nppes.make_person(2, **{nppes.FIRST_NAME: "ADA"}))
    keys = session.scalars(select(IndexOutbox.practitioner_id).order_by(IndexOutbox.id)).all()
    by_npi = dict(session.execute(select(Practitioner.npi, Practitioner.id)).all())
    first, second = by_npi[nppes.make_npi(1)], by_npi[nppes.make_npi(2)]
    assert keys == [first, second, second]


def test_a_rehearsal_counts_the_same_and_writes_nothing(session: Session) -> None:
    import_rows(session, nppes.make_person(1), nppes.make_person(2))
    rows = [
        nppes.make_person(1),
        nppes.make_person(2, **{nppes.LAST_NAME: "CHANGED"}),
        nppes.make_person(3),
        nppes.make_person(3),
        nppes.make_person(4, **{nppes.UPDATED: "soon"}),
    ]
    before = dump(session)
    *_, rehearsed = rehearse_import(read(rows), take_in(session))
    assert dump(session) == before
    imported = import_rows(session, *rows)
    assert rehearsed == imported


def test_batches_are_reported_as_they_are_done(session: Session) -> None:
    run = start_import(session, "nppes", "npidata.csv", {}, NOW)
    entries = read(nppes.make_person(number) for number in range(1, 1_202))
    seen = [
        (report.read_count, report.created_count)
        for report in import_registry(session, entries, take_in(session), run, clock=lambda: NOW)
    ]
    finished = (1_201, 1_201)
    assert seen == [(500, 500), (1_000, 1_000), (1_201, 1_201), finished]


def test_an_import_that_stops_is_unfinished_and_a_repeated_one_completes_it(
    session: Session,
) -> None:
    entries = read(nppes.make_person(number) for number in range(1, 701))

    def break_off() -> Iterable[RegistryEntry]:
        yield from entries[:600]
        raise InvalidValueError("The file breaks off after line 601.")

    run = start_import(session, "nppes", "npidata.csv", {}, NOW)
    with pytest.raises(InvalidValueError):
        for _ in import_registry(session, break_off(), take_in(session), run, clock=lambda: NOW):
            session.commit()
    session.rollback()
    unfinished = find_unfinished_import(session, "nppes")
    assert unfinished is not None
    assert (unfinished.counts["line"], unfinished.counts["created"]) == (501, 500)

    report = run_import(session, entries)
    assert (report.unchanged_count, report.created_count) == (500, 200)
    assert find_unfinished_import(session, "nppes") is None


def test_another_file_does_not_complete_an_unfinished_import(session: Session) -> None:
    unfinished = start_import(session, "nppes", "monthly.zip", {}, NOW)
    start_import(session, "another_registry", "monthly.zip", {}, NOW)
    import_rows(session, nppes.make_person(1))
    assert find_unfinished_import(session, "nppes") is unfinished


def test_the_report_is_stored(session: Session) -> None:
    import_rows(session, nppes.make_person(1), nppes.make_organisation(2), {"NPI": "7"})
    session.expire_all()
    run = session.scalars(select(ImportRun)).one()
    assert run.finished_at == NOW
    assert run.counts == {
        "line": 4,
        "read": 3,
        "kept": 1,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": 1,
        "bad": 1,
    }
    assert run.skipped == {"organisation": 1}
    assert run.row_errors == [{"line": 4, "problem": "invalid_number", "value": "7"}]


def test_a_taxonomy_of_no_profession_is_refused() -> None:
    nothing = Vocabulary((), (), (), (), (), ())
    (record,) = read([nppes.make_person(1)])
    with pytest.raises(InvalidValueError, match=nppes.DERMATOLOGY):
        ProfileMaker(nothing, {}).make(record)  # type: ignore[arg-type]  # it is a person's


@pytest.mark.parametrize("with_optional", [False, True])
def test_the_real_rows_imported_twice_change_nothing(session: Session, with_optional: bool) -> None:
    scope = select_taxonomies(VOCABULARY.professions, with_optional=with_optional)
    reports = []
    dumps = []
    for _ in range(2):
        for name in ("npidata_v1_200_rows.csv", "npidata_v1_organizations_40_rows.csv"):
            with open_nppes(nppes.find_real_file(name)) as file:
                reports.append(run_import(session, read_nppes(file.stream, scope)))
        dumps.append(dump(session))
    people, organisations, people_again, organisations_again = reports
    assert people.created_count == people.kept_count > 0
    assert people_again.unchanged_count == people_again.kept_count == people.kept_count
    assert organisations.skipped == organisations_again.skipped == {SkipReason.ORGANISATION: 40}
    assert dumps[0] == dumps[1]
    assert people.row_error_count == people_again.row_error_count == 0
