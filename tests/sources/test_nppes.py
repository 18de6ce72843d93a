"""Reading NPPES files: who is kept, what is taken from a row, and what is said of a bad one."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.names import PersonName
from directory.domain.npi import is_valid_npi
from directory.domain.taxonomies import TaxonomyScope, select_taxonomies
from directory.sources.nppes import open_nppes, read_nppes
from directory.sources.records import (
    RegistryAddress,
    RegistryEntry,
    RegistryPractitioner,
    RegistryStatus,
    RegistryTaxonomy,
    RowError,
    RowProblem,
    SkippedRow,
    SkipReason,
)
from directory.sources.vocabulary_files import read_vocabulary
from tests.fixtures import nppes_files as nppes

SKIN = TaxonomyScope(
    frozenset({nppes.DERMATOLOGY, nppes.MOHS_SURGERY, nppes.PLASTIC_SURGERY}), prefixes=()
)
SKIN_AND_NURSES = TaxonomyScope(SKIN.codes, prefixes=("363L", "163W"))


def read(
    rows: Sequence[Mapping[str, str]],
    header: Sequence[str] | None = None,
    taxonomies: TaxonomyScope = SKIN,
) -> list[RegistryEntry]:
    return list(read_nppes(io.BytesIO(nppes.make_file(rows, header)), taxonomies))


def read_one(changes: Mapping[str, str], taxonomies: TaxonomyScope = SKIN) -> RegistryEntry:
    (entry,) = read([nppes.make_person(**changes)], taxonomies=taxonomies)
    return entry


def read_person(**changes: str) -> RegistryPractitioner:
    entry = read_one(changes)
    assert isinstance(entry, RegistryPractitioner), entry
    return entry


def test_a_person_is_read_with_what_the_directory_takes() -> None:
    assert read_person() == RegistryPractitioner(
        line=2,
        registry="nppes",
        registry_number=nppes.make_npi(1),
        status=RegistryStatus.ACTIVE,
        name=PersonName("Elspeth", "McTavish", "Q."),
        professional_name="",
        credentials_text="M.D.",
        taxonomy=RegistryTaxonomy(nppes.DERMATOLOGY, True, "DR00001", "CO"),
        taxonomies=(RegistryTaxonomy(nppes.DERMATOLOGY, True, "DR00001", "CO"),),
        address=RegistryAddress(
            "1 Larimer St, Ste 200", "Denver", "CO", "80202", "US", "(303) 555-0123"
        ),
        enumerated_on=date(2005, 5, 23),
        last_updated_on=date(2016, 9, 27),
        deactivated_on=None,
        reactivated_on=None,
    )


def test_the_mailing_address_is_never_taken() -> None:
    entry = read_person(**{nppes.STREET: "", nppes.UNIT: "", nppes.CITY: "", nppes.ZIP: ""})
    assert (entry.address.street, entry.address.city, entry.address.postal_code) == ("", "", "")


def test_columns_are_found_by_name_in_any_order_and_others_ignored() -> None:
    header = [*reversed(nppes.make_header()), "npi_fhir_url"]
    (entry,) = read([nppes.make_person(**{"npi_fhir_url": "https://example.org"})], header)
    assert entry == read_person()


def test_both_names_of_the_gender_column_read_alike() -> None:
    (entry,) = read([nppes.make_person()], nppes.make_header(gender="Provider Gender Code"))
    assert entry == read_person()


def test_an_organisation_is_left_out() -> None:
    (entry,) = read([nppes.make_organisation(1)])
    assert entry == SkippedRow(2, SkipReason.ORGANISATION)


def test_a_person_of_another_profession_is_left_out() -> None:
    assert read_one({nppes.taxonomy(1): nppes.CARDIOLOGY}) == SkippedRow(
        2, SkipReason.OTHER_PROFESSION
    )


@pytest.mark.parametrize("code", [nppes.NURSE_PRACTITIONER, nppes.AESTHETIC_NURSE])
def test_nurses_are_kept_only_when_asked_for(code: str) -> None:
    changes = {nppes.taxonomy(1): code}
    assert isinstance(read_one(changes), SkippedRow)
    assert isinstance(read_one(changes, SKIN_AND_NURSES), RegistryPractitioner)


@pytest.mark.parametrize("slot", [1, 2, 15])
def test_the_primary_taxonomy_counts_wherever_it_stands(slot: int) -> None:
    others = {nppes.taxonomy(i): nppes.PLASTIC_SURGERY for i in range(1, 16)}
    switches = {nppes.switch(i): "N" for i in range(1, 16)}
    person = nppes.make_person(
        **others | switches | {nppes.taxonomy(slot): nppes.MOHS_SURGERY, nppes.switch(slot): "Y"}
    )
    (entry,) = read([person])
    assert isinstance(entry, RegistryPractitioner)
    assert entry.taxonomy is not None
    assert entry.taxonomy.code == nppes.MOHS_SURGERY


@pytest.mark.parametrize("answer", ["X", ""])
def test_without_a_primary_taxonomy_the_first_that_fits_counts(answer: str) -> None:
    entry = read_person(
        **{
            nppes.taxonomy(1): nppes.CARDIOLOGY,
            nppes.switch(1): answer,
            nppes.taxonomy(2): nppes.MOHS_SURGERY,
            nppes.switch(2): answer,
        }
    )
    assert entry.taxonomy is not None
    assert entry.taxonomy.code == nppes.MOHS_SURGERY


def test_dermatology_beside_a_primary_speciality_counts() -> None:
    entry = read_person(
        **{nppes.switch(1): "N", nppes.taxonomy(2): nppes.CARDIOLOGY, nppes.switch(2): "Y"}
    )
    assert entry.taxonomy is not None
    assert entry.taxonomy.code == nppes.DERMATOLOGY
    assert len(entry.taxonomies) == 2


def test_a_file_with_more_taxonomy_slots_is_read_to_the_last() -> None:
    person = nppes.make_person(
        **{nppes.taxonomy(1): nppes.CARDIOLOGY, nppes.taxonomy(17): nppes.DERMATOLOGY}
    )
    (entry,) = read([person], nppes.make_header(slots=17))
    assert isinstance(entry, RegistryPractitioner)


@pytest.mark.parametrize("mask", ["<UNAVAIL>", "=========", "--"])
def test_a_masked_value_is_absent(mask: str) -> None:
    entry = read_person(
        **{nppes.CREDENTIALS: mask, nppes.licence_number(1): mask, nppes.UNIT: mask}
    )
    assert entry.credentials_text == ""
    assert entry.taxonomies[0].licence_number == ""
    assert entry.address.street == "1 Larimer St"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("80202", "80202"), ("802021234", "80202"), ("80202-1234", "80202"), ("2116", "02116")],
)
def test_a_zip_code_has_five_digits(written: str, read_as: str) -> None:
    assert read_person(**{nppes.ZIP: written}).address.postal_code == read_as


@pytest.mark.parametrize("country", ["UM", "", "us"])
def test_a_us_address_under_a_wrong_country_is_a_us_address(country: str) -> None:
    address = read_person(**{nppes.COUNTRY: country}).address
    assert (address.country, address.postal_code) == ("US", "80202")


def test_a_foreign_address_is_kept_as_written() -> None:
    address = read_person(
        **{
            nppes.COUNTRY: "CA",
            nppes.CITY: "TORONTO",
            nppes.STATE: "ONTARIO",
            nppes.ZIP: "M5V 3A8",
            nppes.PHONE: "416-555-0199",
        }
    ).address
    assert (address.city, address.region, address.postal_code, address.country, address.phone) == (
        "Toronto",
        "Ontario",
        "M5V 3A8",
        "CA",
        "416-555-0199",
    )


@pytest.mark.parametrize(
    ("deactivated", "reactivated", "status"),
    [
        ("", "", RegistryStatus.ACTIVE),
        ("03/20/2006", "04/04/2006", RegistryStatus.ACTIVE),
        ("03/20/2006", "03/20/2006", RegistryStatus.ACTIVE),
        ("03/20/2006", "", RegistryStatus.DEACTIVATED),
        ("03/20/2016", "04/04/2006", RegistryStatus.DEACTIVATED),
    ],
)
def test_deactivation_holds_until_a_later_reactivation(
    deactivated: str, reactivated: str, status: RegistryStatus
) -> None:
    changes = {nppes.DEACTIVATED: deactivated, nppes.REACTIVATED: reactivated}
    assert read_person(**changes).status is status


def test_a_deactivated_row_that_was_blanked_is_read() -> None:
    (entry,) = read([nppes.make_blanked(7)])
    assert isinstance(entry, RegistryPractitioner)
    assert entry.registry_number == nppes.make_npi(7)
    assert entry.status is RegistryStatus.DEACTIVATED
    assert entry.taxonomy is None


def test_a_deactivated_organisation_is_an_organisation() -> None:
    row = nppes.make_organisation(1) | {nppes.DEACTIVATED: "01/15/2024"}
    assert read([row]) == [SkippedRow(2, SkipReason.ORGANISATION)]


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("NPI", "1000000010", RowProblem.INVALID_NUMBER),
        ("NPI", "", RowProblem.INVALID_NUMBER),
        (nppes.ENTITY_TYPE, "", RowProblem.UNKNOWN_ENTITY_TYPE),
        (nppes.ENTITY_TYPE, "3", RowProblem.UNKNOWN_ENTITY_TYPE),
        (nppes.LAST_NAME, "<UNAVAIL>", RowProblem.MISSING_NAME),
        (nppes.FIRST_NAME, " ", RowProblem.MISSING_NAME),
        (nppes.UPDATED, "2016-09-27", RowProblem.UNREADABLE_DATE),
        (nppes.DEACTIVATED, "13/45/2016", RowProblem.UNREADABLE_DATE),
    ],
)
def test_a_bad_row_is_reported_with_its_line(column: str, value: str, problem: RowProblem) -> None:
    rows = [nppes.make_organisation(1), nppes.make_person(2, **{column: value})]
    entry = read(rows)[1]
    assert isinstance(entry, RowError)
    assert (entry.line, entry.problem) == (3, problem)


def test_lines_are_those_of_the_file_though_values_have_lines_of_their_own() -> None:
    rows = [
        nppes.make_person(1, **{nppes.STREET: "1 MAIN ST\r\nREAR ENTRANCE"}),
        nppes.make_person(2, **{nppes.UPDATED: "soon"}),
    ]
    first, second = read(rows)
    assert isinstance(first, RegistryPractitioner)
    assert first.address.street == "1 Main St Rear Entrance, Ste 200"
    assert (first.line, second.line) == (2, 4)


@given(st.lists(st.binary(max_size=80)), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_no_bytes_stop_the_reader(lines: list[bytes], ending: bytes) -> None:
    sound = nppes.make_file([nppes.make_person(1)]).split(b"\r\n")[1]
    raw = nppes.make_file([]) + b"".join(line + ending for line in lines) + b"\n" + sound
    entries = list(read_nppes(io.BytesIO(raw), SKIN))
    numbers = [entry.line for entry in entries]
    assert numbers == sorted(set(numbers))
    assert isinstance(entries[-1], RegistryPractitioner | RowError)


@given(st.integers(0, 40), st.sampled_from(nppes.make_header()), st.text(max_size=30))
def test_whatever_one_value_is_the_next_person_is_read(
    position: int, column: str, value: str
) -> None:
    damaged = nppes.make_person(1, **{column: value[:position] + '"' + value[position:]})
    *_, last = read([damaged, nppes.make_person(2)])
    assert isinstance(last, RegistryPractitioner)
    assert last.registry_number == nppes.make_npi(2)


@pytest.mark.parametrize("problem", list(RowProblem))
def test_every_problem_has_a_sentence(problem: RowProblem) -> None:
    assert problem.sentence.endswith(".")


@pytest.mark.parametrize("reason", list(SkipReason))
def test_every_reason_to_skip_has_words(reason: SkipReason) -> None:
    assert reason.sentence


def test_a_file_that_lacks_columns_names_them() -> None:
    header = [name for name in nppes.make_header() if name not in (nppes.ZIP, nppes.REACTIVATED)]
    with pytest.raises(InvalidValueError) as refusal:
        read([], header)
    assert nppes.ZIP in refusal.value.message
    assert nppes.REACTIVATED in refusal.value.message
    assert nppes.CITY not in refusal.value.message


def test_a_file_is_read_without_the_columns_that_it_can_do_without() -> None:
    header = [name for name in nppes.make_header() if name not in (nppes.PHONE, nppes.MIDDLE_NAME)]
    (entry,) = read([nppes.make_person()], header)
    assert isinstance(entry, RegistryPractitioner)
    assert (entry.name.middle_name, entry.address.phone) == ("", "")


@pytest.mark.parametrize(
    ("first_line", "words"),
    [
        ('"NPI","Endpoint Type","Endpoint"', "endpoint_pfile"),
        ('"NPI","Provider Other Organization Name","Provider Other Organization Name Type Code"',
         "othername_pfile"),
        ('"NPI","Provider Secondary Practice Location Address - City Name"', "pl_pfile"),
        ("NPI,NPPES Deactivation Date", "deactivated"),
        ("NPI,Ind_PAC_ID", "doctors and clinicians"),
        ("name,age", "This is not"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named(first_line: str, words: str) -> None:
    with pytest.raises(InvalidValueError, match=words) as refusal:
        read_nppes(io.BytesIO(first_line.encode() + b"\r\n"), SKIN)
    assert "npidata_pfile" in refusal.value.message


def test_the_table_is_found_in_the_monthly_archive(tmp_path: Path) -> None:
    table = nppes.make_file([nppes.make_person()])
    header_only = nppes.make_file([])
    with zipfile.ZipFile(tmp_path / "monthly.zip", "w") as archive:
        archive.writestr("npidata_pfile_20050523-20261108.csv", table)
        archive.writestr("npidata_pfile_20050523-20261108_fileheader.csv", header_only)
        archive.writestr("othername_pfile_20050523-20261108.csv", "NPI\r\n")
    with open_nppes(tmp_path / "monthly.zip") as file:
        assert len(list(read_nppes(file.stream, SKIN))) == 1


def test_a_download_that_breaks_off_says_after_which_line(tmp_path: Path) -> None:
    table = nppes.make_file([nppes.make_person(number) for number in range(1, 2_000)])
    whole = gzip.compress(table)
    (tmp_path / "npidata.csv.gz").write_bytes(whole[: len(whole) // 2])
    with (
        open_nppes(tmp_path / "npidata.csv.gz") as file,
        pytest.raises(InvalidValueError, match=r"breaks off after line \d+"),
    ):
        list(read_nppes(file.stream, SKIN))


@pytest.mark.parametrize(
    "name", ["npidata_V2_header_330.csv", "npidata_V3_header_335_NPD_draft.csv"]
)
def test_the_published_layouts_are_accepted(name: str) -> None:
    with open_nppes(nppes.find_real_file(name)) as file:
        assert list(read_nppes(file.stream, SKIN)) == []


@pytest.mark.parametrize(
    ("side_file", "words"),
    [
        ("header_nppes_endpoint.json", "endpoint_pfile"),
        ("header_nppes_othername.json", "othername_pfile"),
        ("header_nppes_practice_location.json", "pl_pfile"),
    ],
)
def test_the_published_side_files_are_told_from_the_table(side_file: str, words: str) -> None:
    text = nppes.find_real_file(side_file).read_text(encoding="utf-8")
    first_line = ",".join(f'"{name}"' for name in json.loads(text)["first_seen_header"])
    with pytest.raises(InvalidValueError, match=words):
        read_nppes(io.BytesIO(first_line.encode()), SKIN)


def test_the_real_rows_are_read() -> None:
    professions = read_vocabulary(nppes.SEED_VOCABULARY).professions
    with open_nppes(nppes.find_real_file("npidata_v1_200_rows.csv")) as file:
        entries = list(read_nppes(file.stream, select_taxonomies(professions)))
    people = [entry for entry in entries if isinstance(entry, RegistryPractitioner)]
    assert Counter(type(entry) for entry in entries) == {RegistryPractitioner: 30, SkippedRow: 170}
    assert all(is_valid_npi(person.registry_number) for person in people)
    assert all(person.address.region in {"CT", "MA", "RI"} for person in people)
    assert {len(person.address.postal_code) for person in people} == {5}


def test_the_real_organisations_are_left_out() -> None:
    with open_nppes(nppes.find_real_file("npidata_v1_organizations_40_rows.csv")) as file:
        entries = list(read_nppes(file.stream, SKIN))
    assert [entry.line for entry in entries] == list(range(2, 42))
    assert {entry.reason for entry in entries if isinstance(entry, SkippedRow)} == {
        SkipReason.ORGANISATION
    }
