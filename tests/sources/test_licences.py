"""States' lists of licences, read by their column maps."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from directory.domain.errors import InvalidValueError
from directory.domain.experience import PLACEHOLDER_DATES, find_placeholder_dates
from directory.domain.licences import LicenceStatus, NoticeGrade
from directory.sources.dates import DATE_STYLES
from directory.sources.licence_maps import LicenceMap, read_licence_maps
from directory.sources.licences import count_issue_dates, read_licences
from directory.sources.person_records import LicenceFact, NoticeFact, PersonEntry, PersonRecord
from directory.sources.records import RowError, RowProblem, SkippedRow, SkipReason
from directory.sources.vocabulary_files import read_vocabulary
from tests.fixtures import nppes_files
from tests.fixtures import registry_files as files

WASHINGTON = files.get_licence_map("licences_washington")
CALIFORNIA = files.get_licence_map("licences_california")
FLORIDA = files.get_licence_map("licences_florida")
TEXAS = files.get_licence_map("licences_texas")


def read(layout: LicenceMap, table: bytes) -> list[PersonEntry]:
    counts = count_issue_dates(io.BytesIO(table), layout)
    return list(read_licences(io.BytesIO(table), layout, counts))


def read_washington(*rows: files.Row) -> list[PersonEntry]:
    return read(WASHINGTON, files.make_table(files.WASHINGTON, *rows))


def licence_of(entry: PersonEntry) -> LicenceFact:
    assert isinstance(entry, PersonRecord)
    licence = entry.facts[0]
    assert isinstance(licence, LicenceFact)
    return licence


def test_a_licence_is_read_with_whose_it_is() -> None:
    (record,) = read_washington(files.washington_row())
    assert isinstance(record, PersonRecord)
    assert record.identity.name.family_name == "McTavish"
    assert record.identity.licence is not None
    assert record.identity.licence.region == "WA"
    assert record.identity.profession_keys == {"nurse_practitioner"}
    assert record.facts == (
        LicenceFact(
            name="Advanced Registered Nurse Practitioner License",
            issuer="Washington State Department of Health",
            number="AP60001234",
            region="WA",
            issued_on=date(2005, 5, 23),
            expires_on=date(2027, 5, 23),
            status=LicenceStatus.ACTIVE,
            is_temporary=False,
        ),
    )


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("ACTIVE", LicenceStatus.ACTIVE),
        ("EXPIRED", LicenceStatus.EXPIRED),
        ("EXPIRED WA - ACTIVE MSL", LicenceStatus.ACTIVE),
        ("ACTIVE WITH CONDITIONS", LicenceStatus.LIMITED),
        ("SUPERSEDED", LicenceStatus.SUPERSEDED),
        ("SOMETHING NEW", LicenceStatus.UNKNOWN),
    ],
)
def test_what_a_status_means(status: str, meaning: LicenceStatus) -> None:
    (record,) = read_washington(files.washington_row(Status=status))
    assert licence_of(record).status is meaning


def test_a_temporary_permit_is_marked() -> None:
    kind = "Registered Nurse Temporary Practice Permit"
    (record,) = read_washington(files.washington_row(CredentialType=kind))
    assert licence_of(record).is_temporary


def test_a_day_that_stands_on_very_many_licences_is_no_day() -> None:
    rows = [
        files.washington_row(CredentialNumber=f"AP{number}", FirstIssueDate="19700701")
        for number in range(100, 140)
    ]
    rows.append(files.washington_row())
    *stand_ins, sound = read_washington(*rows)
    assert {licence_of(entry).issued_on for entry in stand_ins} == {None}
    assert licence_of(sound).issued_on == date(2005, 5, 23)


def test_busy_days_among_busy_days_are_days() -> None:
    counts = {date(2020, 1, day): 40 for day in range(2, 20)}
    assert find_placeholder_dates(counts) == PLACEHOLDER_DATES


@pytest.mark.parametrize(
    ("row", "entry"),
    [
        ({"CredentialType": "Veterinarian License"}, SkippedRow(2, SkipReason.OTHER_PROFESSION)),
        ({"FirstIssueDate": "2005-5"}, RowError(2, RowProblem.UNREADABLE_DATE, "2005-5")),
        ({"LastName": ""}, RowError(2, RowProblem.MISSING_NAME, "AP60001234")),
        ({"CredentialNumber": "--"}, RowError(2, RowProblem.INVALID_NUMBER, "")),
    ],
)
def test_rows_that_are_left_out(row: dict[str, str], entry: PersonEntry) -> None:
    assert read_washington(files.washington_row(**row)) == [entry]


@pytest.mark.parametrize(
    ("row", "grades"),
    [
        ({}, []),
        ({"ActionTaken": "Yes"}, [NoticeGrade.NOTED]),
        ({"Status": "REVOKED"}, [NoticeGrade.DECIDED]),
        ({"Status": "REVOKED", "ActionTaken": "Yes"}, [NoticeGrade.DECIDED]),
    ],
)
def test_what_a_list_says_against_somebody(row: dict[str, str], grades: list[NoticeGrade]) -> None:
    (record,) = read_washington(files.washington_row(**row))
    assert isinstance(record, PersonRecord)
    assert [fact.grade for fact in record.facts if isinstance(fact, NoticeFact)] == grades


def test_california_leaves_out_organisations_and_approvals_of_supervisors() -> None:
    organisation = files.california_row(indiv_or_org="O", first_name="")
    approval = files.california_row(license_type="SA")
    misspelt = files.california_row(original_issue_date="", original_isuue_date="04-22-1991")
    entries = read(CALIFORNIA, files.make_table(files.CALIFORNIA, organisation, approval, misspelt))
    assert entries[:2] == [
        SkippedRow(2, SkipReason.ORGANISATION),
        SkippedRow(3, SkipReason.OTHER_PROFESSION),
    ]
    assert licence_of(entries[2]).issued_on == date(1991, 4, 22)


@pytest.mark.parametrize(
    ("activity", "status"), [("ACTIVE", LicenceStatus.ACTIVE), ("INACTIVE", LicenceStatus.INACTIVE)]
)
def test_florida_is_divided_by_bars_quotes_nothing_and_says_its_status_twice(
    activity: str, status: LicenceStatus
) -> None:
    row = files.florida_row(**{"License-Active-Status-Description": activity})
    (record,) = read(FLORIDA, files.make_table(files.FLORIDA, row, delimiter="|"))
    assert isinstance(record, PersonRecord)
    assert (record.identity.city, record.identity.name.family_name) == ("Miami", 'O"Hara')
    assert licence_of(record).status is status


def test_texas_writes_months_in_words_and_dates_its_decisions() -> None:
    row = files.texas_row(
        **{
            "Disciplinary Status": "Agreed Order, public reprimand",
            "Disciplinary Date": "03/02/2019",
        }
    )
    (record,) = read(TEXAS, files.make_table(files.TEXAS, row))
    assert isinstance(record, PersonRecord)
    assert licence_of(record).issued_on == date(2004, 1, 5)
    (notice,) = record.facts[1:]
    assert isinstance(notice, NoticeFact)
    assert (notice.grade, notice.decided_on) == (NoticeGrade.DECIDED, date(2019, 3, 2))


def test_the_files_of_the_texas_medical_board_have_no_column_of_types() -> None:
    physicians = files.get_licence_map("licences_texas_physicians")
    rows = (files.texas_physician_row(), files.texas_physician_row(REGISTRATION_STATUS_CODE="ZZ"))
    entries = read(physicians, files.make_table(files.TEXAS_PHYSICIANS, *rows, delimiter="\t"))
    first, second = map(licence_of, entries)
    assert (first.name, first.issuer, first.number) == ("Physician", "Texas Medical Board", "K1234")
    assert (first.status, second.status) == (LicenceStatus.ACTIVE, LicenceStatus.UNKNOWN)
    assistants = files.get_licence_map("licences_texas_physician_assistants")
    table = files.make_table(
        files.TEXAS_PHYSICIAN_ASSISTANTS, files.texas_assistant_row(), delimiter="\t"
    )
    (record,) = read(assistants, table)
    assert isinstance(record, PersonRecord)
    assert record.identity.profession_keys == {"physician_assistant"}
    with pytest.raises(InvalidValueError, match=r"registry import licences_texas_physician_assist"):
        read(physicians, table)


IN_EACH_STYLE = {
    "20240513": "20040105",
    "05-13-2024": "01-05-2004",
    "05/13/2024": "01/05/2004 12:00:00 AM",
    "May 13, 2024": "January 05, 2004",
    "2024-05-13": "2004-01-05T00:00:00.000",
}
ROWS = {
    "licences_washington": (files.WASHINGTON, files.washington_row(), "FirstIssueDate"),
    "licences_california": (files.CALIFORNIA, files.california_row(), "original_issue_date"),
    "licences_florida": (files.FLORIDA, files.florida_row(), "Original-Date"),
    "licences_texas": (files.TEXAS, files.texas_row(), "License Issuance Date"),
    "licences_texas_physicians": (
        files.TEXAS_PHYSICIANS,
        files.texas_physician_row(),
        "LICENSE_ISSUANCE_DATE",
    ),
    "licences_texas_physician_assistants": (
        files.TEXAS_PHYSICIAN_ASSISTANTS,
        files.texas_assistant_row(),
        "PA_LICENSE_ISSUANCE_DATE",
    ),
}


def test_all_styles_of_dates_are_somebodys() -> None:
    used = {style for layout in read_licence_maps() for style in layout.date_styles}
    assert used == IN_EACH_STYLE.keys() == DATE_STYLES.keys()


@pytest.mark.parametrize(
    ("layout", "style"),
    [(layout, style) for layout in read_licence_maps() for style in layout.date_styles],
    ids=lambda value: getattr(value, "key", value),
)
def test_each_map_reads_each_of_its_styles(layout: LicenceMap, style: str) -> None:
    header, row, column = ROWS[layout.key]
    table = files.make_table(
        header, {**row, column: IN_EACH_STYLE[style]}, delimiter=layout.delimiter
    )
    (record,) = read(layout, table)
    assert licence_of(record).issued_on == date(2004, 1, 5)
    assert licence_of(record).status is LicenceStatus.ACTIVE


@pytest.mark.parametrize(
    ("name", "layout", "temporary"),
    [("washington", WASHINGTON, 28), ("california", CALIFORNIA, 0)],
)
def test_the_real_list_is_read_without_a_bad_row(
    name: str, layout: LicenceMap, temporary: int
) -> None:
    entries = read(layout, files.find_real_file(f"licences/{name}.csv").read_bytes())
    licences = [licence_of(entry) for entry in entries if isinstance(entry, PersonRecord)]
    assert not [entry for entry in entries if isinstance(entry, RowError)]
    assert len(licences) > 90
    assert sum(licence.is_temporary for licence in licences) == temporary
    assert LicenceStatus.UNKNOWN not in {licence.status for licence in licences}


def test_every_map_names_professions_of_the_vocabulary() -> None:
    known = {one.key for one in read_vocabulary(nppes_files.SEED_VOCABULARY).professions}
    for layout in read_licence_maps():
        assert set(layout.professions.values()) <= known


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('status = "Status"', 'stauts = "Status"'), "stauts"),
        (('"20240513"', '"13.5.24"'), "date styles"),
        (('active = ["ACTIVE"', 'activ = ["ACTIVE"'), "activ"),
        (("[columns]", "[columns"), "column map"),
    ],
)
def test_a_wrong_map_says_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    folder = Path(__file__).parents[2] / "seed_data/registries/licences"
    written = (folder / "washington.toml").read_text("utf-8")
    (tmp_path / "washington.toml").write_text(written.replace(*change), "utf-8")
    with pytest.raises(InvalidValueError, match=words):
        read_licence_maps(tmp_path)
