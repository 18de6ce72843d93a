"""The national files that add facts: graduation, exclusions, volumes, payments, side files."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from directory.domain.errors import InvalidValueError
from directory.domain.licences import NoticeGrade
from directory.sources.doctors_clinicians import read_doctors_clinicians
from directory.sources.exclusions import open_exclusions, read_exclusions
from directory.sources.medicare_volume import find_year, read_medicare_volume
from directory.sources.nppes_deactivations import (
    open_nppes_deactivations,
    read_nppes_deactivations,
)
from directory.sources.nppes_locations import read_nppes_locations
from directory.sources.open_payments import name_nature, read_open_payments
from directory.sources.person_records import (
    AddressFact,
    DeactivationFact,
    GraduationFact,
    NoticeFact,
    PaymentFact,
    PersonEntry,
    PersonRecord,
    VolumeFact,
)
from directory.sources.record_json import dump_record, load_record
from directory.sources.records import RowError, RowProblem, SkippedRow, SkipReason
from tests.fixtures import registry_files as files
from tests.fixtures.nppes_files import make_npi

ONE, TWO, STRANGER = make_npi(1), make_npi(2), make_npi(3)
KNOWN = (ONE, TWO)


def read_clinicians(*rows: files.Row) -> list[PersonEntry]:
    table = files.make_table(files.CLINICIANS_2021, *rows)
    return list(read_doctors_clinicians(io.BytesIO(table), KNOWN))


def records_of(entries: list[PersonEntry]) -> list[PersonRecord]:
    return [entry for entry in entries if isinstance(entry, PersonRecord)]


def test_the_rows_of_one_clinician_are_one_record_wherever_they_stand() -> None:
    entries = read_clinicians(
        files.clinician_row(ONE),
        files.clinician_row(STRANGER),
        files.clinician_row(TWO),
        files.clinician_row(ONE, adr_ln_1="9 OAK AVE", Med_sch="HARVARD MEDICAL SCHOOL"),
        files.clinician_row(ONE),
    )
    assert entries[0] == SkippedRow(3, SkipReason.NOT_LISTED)
    first, second = records_of(entries)
    assert (first.key, second.key) == (ONE, TWO)
    streets = [fact.address.street for fact in first.facts if isinstance(fact, AddressFact)]
    assert streets == ["500 Elm St", "9 Oak Ave"]
    assert GraduationFact(1989, "Harvard Medical School") in first.facts
    assert GraduationFact(1989, "") in second.facts


def test_todays_column_names_are_read_like_those_of_2021() -> None:
    row = {
        "NPI": ONE,
        "Ind_PAC_ID": "1",
        "Provider Last Name": "MCTAVISH",
        "Provider First Name": "ELSPETH",
        "Grd_yr": "1989",
        "adr_ln_1": "500 ELM ST",
        "City/Town": "BOULDER",
        "State": "CO",
        "ZIP Code": "80302",
        "Facility Name": "SKIN OF BOULDER",
    }
    table = files.make_table(files.CLINICIANS_TODAY, row)
    (record,) = records_of(list(read_doctors_clinicians(io.BytesIO(table), KNOWN)))
    assert record.identity.name.family_name == "McTavish"
    (address,) = [fact for fact in record.facts if isinstance(fact, AddressFact)]
    assert address.clinic_name == "Skin of Boulder"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("803021234", "80302"),
        ("64844660", "06484"),
        ("6484466", "00648"),
        ("2116", "02116"),
        ("601", "00601"),
        ("8030", "08030"),
        ("80", ""),
        ("80302123456", ""),
    ],
)
def test_damaged_zip_codes(written: str, read: str) -> None:
    (record,) = records_of(read_clinicians(files.clinician_row(ONE, zip=written)))
    (address,) = [fact for fact in record.facts if isinstance(fact, AddressFact)]
    assert address.address.postal_code == read


@pytest.mark.parametrize("years", [("1989", "1990"), ("", ""), ("1492", "1492"), ("19o1", "")])
def test_a_year_that_is_in_doubt_is_none(years: tuple[str, str]) -> None:
    entries = read_clinicians(*(files.clinician_row(ONE, Grd_yr=year) for year in years))
    (record,) = records_of(entries)
    assert not [fact for fact in record.facts if isinstance(fact, GraduationFact)]


def test_a_number_with_a_wrong_check_digit_is_a_bad_row() -> None:
    wrong = files.clinician_row("1000000001")
    assert read_clinicians(wrong) == [RowError(2, RowProblem.INVALID_NUMBER, "1000000001")]


def read_excluded(*rows: files.Row) -> list[PersonEntry]:
    return list(read_exclusions(io.BytesIO(files.make_table(files.EXCLUSIONS, *rows))))


def test_an_excluded_person_has_a_notice_with_reason_and_day() -> None:
    (record,) = records_of(read_excluded(files.exclusion_row(NPI=ONE, WVRSTATE="NY")))
    assert record.identity.npi == ONE
    assert record.facts == (
        NoticeFact(
            reference="1128a1 20200319",
            grade=NoticeGrade.EXCLUDED,
            words="Convicted of a crime against Medicare or a state health programme; waived in NY",
            decided_on=date(2020, 3, 19),
        ),
    )


def test_most_excluded_people_have_no_number() -> None:
    (record,) = records_of(read_excluded(files.exclusion_row(REINDATE="20240101")))
    assert record.identity.npi == ""
    (notice,) = record.facts
    assert isinstance(notice, NoticeFact)
    assert notice.ended_on == date(2024, 1, 1)


def test_excluded_organisations_are_left_out() -> None:
    organisation = files.exclusion_row(LASTNAME="", FIRSTNAME="", BUSNAME="ACME PHARMACY")
    assert read_excluded(organisation) == [SkippedRow(2, SkipReason.ORGANISATION)]


def test_services_are_summed_over_places_and_other_codes_prove_nothing() -> None:
    table = files.make_table(
        files.VOLUMES,
        files.volume_row(ONE, "17106", "30"),
        files.volume_row(ONE, "17110", "500"),
        files.volume_row(STRANGER, "17106", "30"),
        files.volume_row(ONE, "17106", "12", place="F"),
        files.volume_row(ONE, "96920", "1,100.5"),
        files.volume_row(TWO, "96920", "many"),
    )
    entries = list(read_medicare_volume(io.BytesIO(table), KNOWN, 2023))
    (record,) = records_of(entries)
    assert record.facts == (VolumeFact(2023, "17106", 42), VolumeFact(2023, "96920", 1100.5))
    assert SkippedRow(3, SkipReason.NOT_OF_INTEREST) in entries
    assert SkippedRow(4, SkipReason.NOT_LISTED) in entries
    assert RowError(7, RowProblem.UNREADABLE_AMOUNT, "many") in entries


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("MUP_PHY_R25_P05_V20_D23_Prov_Svc.csv", 2023),
        ("provider_service_2014_400_rows.csv", 2014),
        ("table.csv", None),
    ],
)
def test_the_year_is_in_the_name_of_the_file(name: str, year: int | None) -> None:
    assert find_year(name) == year


def test_payments_are_summed_by_year_payer_and_nature() -> None:
    nature = "Nature_of_Payment_or_Transfer_of_Value"
    table = files.make_table(
        files.PAYMENTS,
        files.payment_row(ONE, "1", "12.50"),
        files.payment_row(ONE, "2", "7.5"),
        files.payment_row(ONE, "2", "7.5"),
        files.payment_row(ONE, "3", "1500", **{nature: "Consulting Fee"}),
        files.payment_row(ONE, "4", "99", Dispute_Status_for_Publication="Yes"),
        files.payment_row(ONE, "5", "3", Program_Year="2022"),
        files.payment_row(STRANGER, "6", "3"),
        files.payment_row("", "7", "3"),
        files.payment_row(TWO, "8", "-3"),
    )
    entries = list(read_open_payments(io.BytesIO(table), KNOWN))
    older, newer = records_of(entries)
    assert older.facts == (PaymentFact(2022, "Acme Lasers, Inc.", "food and drink", 300, 1),)
    assert newer.facts == (
        PaymentFact(2023, "Acme Lasers, Inc.", "consulting", 150_000, 1),
        PaymentFact(2023, "Acme Lasers, Inc.", "food and drink", 2_000, 2),
    )
    assert RowError(10, RowProblem.UNREADABLE_AMOUNT, "-3") in entries


def test_a_nature_that_is_not_known_is_other() -> None:
    assert name_nature("Something New") == "other"


def test_further_locations_and_deactivations() -> None:
    street, city = files.LOCATIONS.split(",")[1:4:2]
    places = files.make_table(
        files.LOCATIONS,
        {"NPI": ONE, street: "7 PINE RD", city: "AURORA"},
        {"NPI": ONE, street: "8 PINE RD", city: "AURORA"},
    )
    (record,) = records_of(list(read_nppes_locations(io.BytesIO(places), KNOWN)))
    assert len(record.facts) == 2
    gone = files.make_table(
        files.DEACTIVATIONS, {"NPI": TWO, "NPPES Deactivation Date": "01/15/2024"}
    )
    (record,) = records_of(list(read_nppes_deactivations(io.BytesIO(gone), KNOWN)))
    assert record.facts == (DeactivationFact(date(2024, 1, 15)),)


def make_report(*rows: tuple[object, ...]) -> bytes:
    """The report of deactivated numbers as the spreadsheet that CMS publishes."""
    book = Workbook()
    book.active.append(["NPPES Deactivated NPI Report as of Nov 09 2026"])
    for row in (("NPI", "NPPES Deactivation Date"), *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


REPORT = make_report((ONE, "01/15/2024"), (int(TWO), date(2024, 2, 1)), ("12", "01/15/2024"))


def zip_up(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.xlsx", content)
    return file.getvalue()


@pytest.mark.parametrize(
    "published",
    [
        REPORT,
        zip_up(NPPES_Deactivated_NPI_Report_20261109=REPORT),
        gzip.compress(REPORT),
        f"NPPES Deactivated NPI Report,\nNPI,NPPES Deactivation Date\n{ONE},01/15/2024\n"
        f"{TWO},2024-02-01\n12,01/15/2024\n".encode(),
    ],
)
def test_the_report_of_deactivations_is_read_as_published(tmp_path: Path, published: bytes) -> None:
    file = tmp_path / "report"
    file.write_bytes(published)
    with open_nppes_deactivations(file) as opened:
        first, second, broken = read_nppes_deactivations(opened.stream, KNOWN)
    assert [one.facts[0] for one in records_of([first, second])] == [
        DeactivationFact(date(2024, 1, 15)),
        DeactivationFact(date(2024, 2, 1)),
    ]
    assert broken[1:] == (RowProblem.INVALID_NUMBER, "12")  # type: ignore[index]  # a row error


def test_a_spreadsheet_where_a_table_is_needed_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(REPORT)
    with (
        pytest.raises(InvalidValueError, match="Save its table"),
        open_exclusions(tmp_path / "list.csv"),
    ):
        pass


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 6_000), st.binary(max_size=12)), max_size=4))
def test_a_damaged_spreadsheet_is_read_or_refused(damages: list[tuple[int, bytes]]) -> None:
    content = REPORT
    for place, inserted in damages:
        at = place % len(content)
        content = content[:at] + inserted + content[at + len(inserted) :]
    try:
        list(read_nppes_deactivations(io.BytesIO(content), KNOWN))
    except InvalidValueError as error:
        assert error.message


def test_a_record_survives_being_stored() -> None:
    for record in (
        *records_of(read_clinicians(files.clinician_row(ONE))),
        *records_of(read_excluded(files.exclusion_row())),
    ):
        assert load_record(dump_record(record)) == record


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (files.EXCLUSIONS, r"OIG list of excluded.*registry import exclusions"),
        (files.WASHINGTON, r"Washington's list.*registry import licences_washington"),
        (files.VOLUMES, "services by provider"),
        (files.PAYMENTS, "Open Payments"),
        (files.LOCATIONS, "further practice locations"),
        ("a,b", "This is not the Medicare file of doctors"),
    ],
)
def test_a_wrong_file_says_which_source_it_looks_like(header: str, words: str) -> None:
    with pytest.raises(InvalidValueError, match=words):
        read_doctors_clinicians(io.BytesIO(files.make_table(header)), KNOWN)


def test_a_real_file_of_clinicians_is_read_without_a_bad_row() -> None:
    path = files.find_real_file("dac/DAC_NationalDownloadableFile_2021_386rows.csv")
    with path.open("rb") as stream:
        npis = {line.split(b",")[0].decode() for line in stream}
    with path.open("rb") as stream:
        entries = list(read_doctors_clinicians(stream, npis))
    assert len(records_of(entries)) > 350
    assert not [entry for entry in entries if isinstance(entry, RowError)]


@pytest.mark.parametrize("year", [2013, 2014])
def test_real_files_of_services_hold_no_laser_code(year: int) -> None:
    path = files.find_real_file(f"medicare/provider_service_{year}_400_rows.csv")
    with path.open("rb") as stream:
        entries = list(read_medicare_volume(stream, KNOWN, year))
    assert {type(entry) for entry in entries} == {SkippedRow}


def test_the_real_head_of_the_exclusions_is_read() -> None:
    with files.find_real_file("licences/oig_leie_head_2026-08-02.csv").open("rb") as stream:
        assert len(list(read_exclusions(stream))) == 4
