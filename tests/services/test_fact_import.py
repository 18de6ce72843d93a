"""Registries that add facts: whose a record is, and what it adds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.domain.permissions import Role
from directory.models import (
    ImportChange,
    ImportRun,
    IndexOutbox,
    MatchCase,
    MatchDecision,
    MedicareVolume,
    Practitioner,
    PractitionerNotice,
    PractitionerStatus,
)
from directory.models.listing import IndustryPayment
from directory.services.evidence import experience_of
from directory.services.match_cases import decide_nobody, decide_same_person, list_open_cases
from directory.services.registry_notices import list_noticed, list_public_notices
from directory.sources.records import SkipReason
from tests.fixtures import registry_files as files
from tests.fixtures.people import make_role
from tests.fixtures.registry_imports import IMPORTED_AT, NPI, ImportRows


def count(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_licence_gives_the_years_of_experience(
    session: Session, elspeth: Practitioner, import_rows: ImportRows, today: date
) -> None:
    report = import_rows("licences_washington", files.WASHINGTON, files.washington_row())
    assert (report.updated_count, report.kept_count) == (1, 1)
    experience = experience_of(elspeth, today)
    assert experience.basis is not None
    assert experience.basis.issued_on == date(2005, 5, 23)
    assert experience.evidenced_years == pytest.approx(21.5, abs=0.1)
    (note,) = session.scalars(select(IndexOutbox.practitioner_id))
    assert note == elspeth.id


@pytest.mark.parametrize(
    "change",
    [
        {"CredentialType": "Registered Nurse Temporary Practice Permit"},
        {"FirstIssueDate": "19000101"},
        {"FirstIssueDate": ""},
    ],
)
def test_permits_and_stand_in_days_give_no_years(
    elspeth: Practitioner, import_rows: ImportRows, today: date, change: dict[str, str]
) -> None:
    import_rows("licences_washington", files.WASHINGTON, files.washington_row(**change))
    assert experience_of(elspeth, today).evidenced_years is None


def test_a_second_import_changes_nothing_but_when_it_was_seen(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    row = files.washington_row(ActionTaken="Yes")
    import_rows("licences_washington", files.WASHINGTON, row)
    changes = count(session, ImportChange)
    again = import_rows("licences_washington", files.WASHINGTON, row)
    assert (again.unchanged_count, again.updated_count) == (1, 0)
    assert count(session, ImportChange) == changes
    later = import_rows("licences_washington", files.WASHINGTON, row, days=30)
    assert later.unchanged_count == 1
    licence = elspeth.credentials[-1]
    assert licence.verified_on == IMPORTED_AT.date() + timedelta(days=30)


def test_a_rehearsal_counts_the_same_and_writes_nothing(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    rows = [files.washington_row(), files.washington_row(CredentialNumber="RN7777777")]
    rehearsed = import_rows("licences_washington", files.WASHINGTON, *rows, is_rehearsal=True)
    assert count(session, ImportRun) == count(session, MatchCase) == 0
    assert import_rows("licences_washington", files.WASHINGTON, *rows) == rehearsed


def test_graduation_is_the_ceiling_and_a_contradiction_is_seen(
    elspeth: Practitioner, import_rows: ImportRows, today: date
) -> None:
    import_rows("licences_washington", files.WASHINGTON, files.washington_row())
    import_rows(
        "doctors_clinicians", files.CLINICIANS_2021, files.clinician_row(NPI, Grd_yr="2015")
    )
    experience = experience_of(elspeth, today)
    assert experience.has_conflict
    assert experience.evidenced_years == 11


def test_places_of_a_source_come_and_go_and_known_ones_only_get_their_name(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    elspeth.locations[0].street, elspeth.locations[0].clinic_name = "1 Larimer St", ""
    known = files.clinician_row(
        NPI, adr_ln_1="1 LARIMER STREET", cty="DENVER", zip="80202", org_nm="SKIN OF DENVER"
    )
    import_rows("doctors_clinicians", files.CLINICIANS_2021, known, files.clinician_row(NPI))
    assert [one.street for one in elspeth.locations] == ["1 Larimer St", "500 Elm St"]
    assert elspeth.locations[0].clinic_name == "Skin of Denver"
    import_rows("doctors_clinicians", files.CLINICIANS_2021, known)
    assert [one.street for one in elspeth.locations] == ["1 Larimer St"]


def test_places_and_a_year_that_a_person_set_are_not_touched(
    elspeth: Practitioner, import_rows: ImportRows
) -> None:
    elspeth.edited_fields = ["locations", "graduated_in"]
    import_rows("doctors_clinicians", files.CLINICIANS_2021, files.clinician_row(NPI))
    assert len(elspeth.locations) == 1
    assert elspeth.graduated_in is None


def test_an_exclusion_needs_the_number_and_a_name_goes_to_a_registrar(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    report = import_rows(
        "exclusions",
        files.EXCLUSIONS,
        files.exclusion_row(NPI=NPI),
        files.exclusion_row(EXCLTYPE="1128b4"),
        files.exclusion_row(LASTNAME="OKAFOR", FIRSTNAME="BORIS"),
    )
    assert report.skipped == {SkipReason.UNCERTAIN: 1, SkipReason.NOT_LISTED: 1}
    (notice,) = session.scalars(select(PractitionerNotice))
    assert (notice.grade, notice.decided_on) == ("excluded", date(2020, 3, 19))


def test_a_licence_without_a_note_any_more_loses_its_notice(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    revoked = files.washington_row(Status="REVOKED")
    import_rows("licences_washington", files.WASHINGTON, revoked)
    assert count(session, PractitionerNotice) == 1
    import_rows("licences_washington", files.WASHINGTON, files.washington_row())
    assert count(session, PractitionerNotice) == 0


def test_volumes_and_payments_are_kept_by_year_and_touch_no_index(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    volumes = [files.volume_row(NPI, "17106", "30"), files.volume_row(NPI, "17107", "12")]
    import_rows("medicare_volume", files.VOLUMES, *volumes)
    import_rows("medicare_volume", files.VOLUMES, volumes[0], name="table_2024.csv")
    import_rows("medicare_volume", files.VOLUMES, files.volume_row(NPI, "17106", "31"))
    rows = session.scalars(select(MedicareVolume).order_by(MedicareVolume.year))
    assert [(row.year, row.code, row.service_count) for row in rows] == [
        (2023, "17106", 31),
        (2024, "17106", 30),
    ]
    assert elspeth.audited_cases_per_year is None
    import_rows("open_payments", files.PAYMENTS, files.payment_row(NPI, "1", "12.50"))
    (payment,) = session.scalars(select(IndustryPayment))
    assert (payment.nature, payment.amount_cents) == ("food and drink", 1_250)
    assert count(session, IndexOutbox) == 0


def test_a_number_taken_back_unlists_the_profile(
    elspeth: Practitioner, import_rows: ImportRows
) -> None:
    import_rows(
        "nppes_deactivations",
        files.DEACTIVATIONS,
        {"NPI": NPI, "NPPES Deactivation Date": "01/15/2024"},
    )
    assert elspeth.status == PractitionerStatus.DEACTIVATED


def test_a_registrar_decides_once_and_is_not_asked_again(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    registrar = make_role(session, IMPORTED_AT, Role.REGISTRAR)
    row = files.exclusion_row()
    import_rows("exclusions", files.EXCLUSIONS, row)
    (shown,) = list_open_cases(session, 10)
    assert [one.practitioner.id for one in shown.candidates] == [elspeth.id]
    assert "same given name" in shown.candidates[0].signs
    with pytest.raises(DomainError, match="one of the people listed"):
        decide_same_person(session, shown.case, elspeth.id + 1, registrar.id, IMPORTED_AT)
    decide_same_person(session, shown.case, elspeth.id, registrar.id, IMPORTED_AT)
    assert count(session, PractitionerNotice) == 1
    with pytest.raises(DomainError, match="meanwhile"):
        decide_nobody(session, shown.case, registrar.id, IMPORTED_AT)
    again = import_rows("exclusions", files.EXCLUSIONS, row)
    assert (again.unchanged_count, list_open_cases(session, 10)) == (1, [])


def test_a_record_of_nobody_here_stays_so(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    import_rows("exclusions", files.EXCLUSIONS, files.exclusion_row())
    case = session.scalars(select(MatchCase)).one()
    decide_nobody(session, case, make_role(session, IMPORTED_AT, Role.REGISTRAR).id, IMPORTED_AT)
    again = import_rows("exclusions", files.EXCLUSIONS, files.exclusion_row())
    assert again.skipped == {SkipReason.DECIDED_NOBODY: 1}
    assert case.decision == MatchDecision.NOBODY


def test_whoever_a_later_whole_list_does_not_name_is_no_longer_listed(
    session: Session, elspeth: Practitioner, import_rows: ImportRows
) -> None:
    others = [files.exclusion_row(LASTNAME=name) for name in ("OKAFOR", "PETERS", "QUINN")]
    excluded = files.exclusion_row(NPI=NPI)
    import_rows("exclusions", files.EXCLUSIONS, excluded, *others, name="UPDATED.csv")
    notice = session.scalars(select(PractitionerNotice)).one()
    assert list_noticed(session, [elspeth.id]) == {elspeth.id}

    import_rows("exclusions", files.EXCLUSIONS, *others, days=30, name="2612excl.csv")
    assert notice.gone_on is None  # a supplement names only who was added
    corrected = {**excluded, "NPI": "0000000000"}
    import_rows("exclusions", files.EXCLUSIONS, corrected, *others, days=31, name="UPDATED.csv")
    assert notice.gone_on is None  # named, if by another number
    with pytest.raises(DomainError, match="half a download"):
        import_rows("exclusions", files.EXCLUSIONS, *others[:2], days=32, name="UPDATED.csv")
    assert notice.gone_on is None

    import_rows("exclusions", files.EXCLUSIONS, *others, days=33, name="UPDATED.csv", complete=True)
    assert notice.gone_on == IMPORTED_AT.date() + timedelta(days=33)
    assert list_noticed(session, [elspeth.id]) == frozenset()
    assert [one.id for one in list_public_notices(session, elspeth.id)] == [notice.id]

    import_rows("exclusions", files.EXCLUSIONS, excluded, days=34, name="2701excl.csv")
    assert notice.gone_on is None
    import_rows(
        "exclusions", files.EXCLUSIONS, {**excluded, "REINDATE": "20270101"}, name="2701rein.csv"
    )
    assert notice.ended_on == date(2027, 1, 1)
