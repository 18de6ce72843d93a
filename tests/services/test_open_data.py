"""An export of the demonstration: whole, explained, without patients, and safe in small groups."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.domain.backups import read_sums
from directory.domain.open_data import LICENCES
from directory.domain.outcomes import SMALL_CELL
from directory.domain.practitioner_states import PractitionerStatus
from directory.exports.open_data.data_files import FORMATS
from directory.exports.open_data.dictionary import Table
from directory.exports.open_data.people_tables import CREDENTIALS, LOCATIONS, PRACTITIONERS
from directory.exports.open_data.result_tables import (
    OUTCOMES,
    PRACTITIONER_OUTCOMES,
    REVIEW_COUNTS,
    SKILL,
    TREATMENT_OUTCOMES,
)
from directory.exports.open_data.tables import TABLES
from directory.exports.open_data.vocabulary_tables import CODES
from directory.models import (
    Account,
    Credential,
    EvidenceLevel,
    PointSource,
    PracticeLocation,
    Practitioner,
    Review,
    ReviewReply,
    Role,
)
from directory.services.demo import seed_demo
from directory.services.open_data.export import OpenDataExport, make_export
from directory.services.outcome_statistics import list_verified_reports
from directory.services.outcome_tables import make_outcome_statistics
from directory.services.skill import fit_and_score
from directory.services.vocabulary import get_vocabulary
from tests.conftest import TODAY
from tests.factories import load_the_vocabulary, make_review
from tests.fixtures.demo_world import read_shipped_vocabulary, read_small_world
from tests.fixtures.open_data import Rows, read_everywhere, read_table
from tests.fixtures.status_links import STATUS_LINKS

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
GRADES = [f"grade_{grade}" for grade in range(1, 6)]
TABLE_NAMES = [table.name for table in TABLES]


class Exported(NamedTuple):
    """The demonstration in the database, and an export of it."""

    session: Session
    folder: Path

    def read(self, table: Table) -> Rows:
        return read_table(self.folder, table)


def export(session: Session, folder: Path, now: datetime = NOON) -> OpenDataExport:
    return make_export(
        session, folder, licence=LICENCES["CC-BY-4.0"], site_url="http://site", now=now
    )


@pytest.fixture(scope="module")
def exported(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    with engine.connect() as connection, connection.begin() as transaction:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            load_the_vocabulary(session)
            seed_demo(
                session,
                TODAY,
                read_shipped_vocabulary(),
                files=read_small_world(),
                links=STATUS_LINKS,
            )
            _add_what_must_not_be_exported(session)
            _add_reports(session)
            fit_and_score(session, TODAY, NOON)
            session.flush()
            yield Exported(session, export(session, tmp_path_factory.mktemp("open-data")).folder)
        transaction.rollback()


def _add_what_must_not_be_exported(session: Session) -> None:
    first, second, *_ = session.scalars(select(Practitioner).order_by(Practitioner.id))
    first.credentials += [
        Credential(kind="course", name="Only claimed", evidence_level=EvidenceLevel.CLAIMED),
        Credential(
            kind="licence",
            name="Set aside",
            evidence_level=EvidenceLevel.REGISTRY,
            is_set_aside=True,
        ),
    ]
    first.biography = "Words of their own."
    first.locations[0].hours = {"mon": [["09:00", "12:00"], ["13:00", "17:30"]]}
    first.locations.append(
        PracticeLocation(
            clinic_name="Somewhere", latitude=39.7, longitude=-105.0, point_source=PointSource.ZIP
        )
    )
    second.status = PractitionerStatus.DEACTIVATED


def _add_reports(session: Session) -> None:
    """Enough reports for some groups by treatment to be shown, too few for another."""
    first = session.scalars(select(Practitioner).order_by(Practitioner.id)).first()
    assert first
    groups = product(("acne_scars", "melasma"), ("fractional_co2", "picosecond"), (1, 2))
    for (concern, treatment, severity), _ in product(groups, range(20)):
        named: Any = {"concern_key": concern, "treatment_key": treatment, "severity": severity}
        make_review(session, first, **named)
    for _ in range(4):
        make_review(session, first, treatment_key="ipl")


@pytest.mark.parametrize("table", TABLES, ids=TABLE_NAMES)
def test_every_format_holds_the_same_rows_and_the_columns_of_the_dictionary(
    exported: Exported, table: Table
) -> None:
    rows, *others = read_everywhere(exported.folder, table)
    assert rows
    assert all(other == rows for other in others)
    assert {tuple(row) for row in rows} == {table.column_names}


@pytest.mark.parametrize("table", TABLES, ids=TABLE_NAMES)
def test_keys_references_and_codes_are_kept_to(exported: Exported, table: Table) -> None:
    rows = exported.read(table)
    keys = [tuple(row[name] for name in table.key) for row in rows]
    assert len(set(keys)) == len(keys)
    for name, other in table.references.items():
        target = next(one for one in TABLES if one.name == other)
        known = {row[target.key[0]] for row in exported.read(target)}
        assert {row[name] for row in rows} - {None} <= known
    codes = {(row["list"], row["code"]) for row in exported.read(CODES)}
    for column in table.columns:
        values = {row[column.name] for row in rows}
        assert not (column.is_required and None in values), column.name
        if column.choices:
            assert values - {None} <= set(column.choices), column.name
        if column.code_list:
            assert {(column.code_list, value) for value in values - {None}} <= codes, column.name


def test_everybody_with_a_page_is_in_it_and_nobody_else(exported: Exported) -> None:
    people = exported.session.scalars(
        select(Practitioner.slug).where(Practitioner.status == PractitionerStatus.ACTIVE)
    ).all()
    rows = exported.read(PRACTITIONERS)
    assert {row["slug"] for row in rows} == set(people)
    assert all(row["is_fictional"] and row["source"] == "demo" for row in rows)


def test_credentials_are_those_that_others_show(exported: Exported) -> None:
    rows = exported.read(CREDENTIALS)
    assert {row["evidence_level"] for row in rows} <= {"document", "registry"}
    assert not {"Only claimed", "Set aside"} & {row["name"] for row in rows}


def test_only_points_of_addresses_are_passed_on(exported: Exported) -> None:
    rows = {row["clinic_name"]: row for row in exported.read(LOCATIONS)}
    assert (rows["Somewhere"]["latitude"], rows["Somewhere"]["longitude"]) == (None, None)
    assert any(row["latitude"] for row in rows.values())


def test_every_estimate_has_its_interval(exported: Exported) -> None:
    rows = exported.read(SKILL)
    assert all(row["lo90"] < row["points"] < row["hi90"] for row in rows)
    overall = [row["practitioner"] for row in rows if row["concern"] is None]
    assert overall == [row["slug"] for row in exported.read(PRACTITIONERS)]


def test_no_group_is_small_and_grades_add_up(exported: Exported) -> None:
    for table in (PRACTITIONER_OUTCOMES, OUTCOMES, TREATMENT_OUTCOMES):
        for row in exported.read(table):
            assert row["report_count"] == sum(row[grade] for grade in GRADES) >= SMALL_CELL


def test_groups_of_a_practitioner_are_those_of_the_profile(exported: Exported) -> None:
    vocabulary = get_vocabulary(exported.session)
    rows = exported.read(PRACTITIONER_OUTCOMES)
    slugs = {row["practitioner"] for row in rows}
    assert slugs
    for slug in slugs:
        key = exported.session.scalars(select(Practitioner.id).filter_by(slug=slug)).one()
        reports = list_verified_reports(exported.session, [key])
        statistics = make_outcome_statistics(reports, vocabulary)
        for grouping, table in (
            ("severity", statistics.by_severity),
            ("skin_type", statistics.by_skin_type),
            ("concern", statistics.by_concern),
        ):
            shown = {group.code: group.grades.total for group in table.groups}
            written = {
                row["group"]: row["report_count"]
                for row in rows
                if (row["practitioner"], row["grouping"]) == (slug, grouping)
            }
            assert written == shown


def test_nothing_is_shown_within_a_group_that_is_hidden(exported: Exported) -> None:
    shown = {(row["concern"], row["severity"]) for row in exported.read(OUTCOMES)}
    by_treatment = exported.read(TREATMENT_OUTCOMES)
    assert {(row["concern"], row["severity"]) for row in by_treatment} <= shown


def test_nothing_of_patients_and_of_accounts_is_in_it(exported: Exported) -> None:
    session = exported.session
    personal: set[Any] = set(session.scalars(select(Account.email)))
    personal |= set(
        session.scalars(select(Account.display_name).where(Account.role == Role.PATIENT))
    )
    for column in (Review.reviewer_key, Review.external_id, Review.author_email, Review.text):
        personal |= set(session.scalars(select(column)))
    personal |= set(session.scalars(select(ReviewReply.text)))
    personal |= {"Words of their own."}
    personal -= {None, ""}
    assert len(personal) > 100
    texts = [file.read_text("utf-8") for file in exported.folder.glob("*.ndjson")]
    whole = "\n".join(texts)
    assert [one for one in personal if json.dumps(one, ensure_ascii=False)[1:-1] in whole] == []


def test_review_counts_are_those_of_the_published(exported: Exported) -> None:
    published = exported.session.scalars(
        select(Review.id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(Review.state == "published", Practitioner.status == PractitionerStatus.ACTIVE)
    ).all()
    assert sum(row["review_count"] for row in exported.read(REVIEW_COUNTS)) == len(published)


def test_equal_data_make_equal_files_which_are_summed_up(
    exported: Exported, tmp_path: Path
) -> None:
    later = export(exported.session, tmp_path, NOON + timedelta(hours=1)).folder
    names = [one.name_file(table) for table in TABLES for one in FORMATS]
    for name in names:
        assert (later / name).read_bytes() == (exported.folder / name).read_bytes(), name
    sums = read_sums((later / "SHA256SUMS").read_text("utf-8"))
    assert set(sums) == {*names, "datapackage.json"}
    for name, digest in sums.items():
        assert hashlib.sha256((later / name).read_bytes()).hexdigest() == digest
