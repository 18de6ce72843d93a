"""A small site, made once for each module of tests on each database, that the tests only read.

A module that uses it does not also ask for `session`: both would write to the same SQLite file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from directory.app import create_app
from directory.database import db
from directory.domain.permissions import Role, is_staff
from directory.models import Account, EvidenceLevel, ImportRun, PractitionerOrigin
from directory.models.listing import Listing
from directory.services.accounts import hash_password
from directory.services.indexing import rebuild_index
from directory.services.sealing import seal
from directory.services.skill import fit_and_score
from search_index import SearchIndex
from tests.conftest import TODAY
from tests.factories import (
    load_some_places,
    load_the_vocabulary,
    make_licence,
    make_practitioner,
    make_review,
)
from tests.fixtures.databases import TEST_SECRET_KEY, make_settings

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
PASSWORD = "a password of the tests"
TOTP_SECRET = "SECRETOFTHETESTS" * 2


@pytest.fixture(scope="module")
def small_site(
    engine: Engine, shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application with three people near Denver, scored and indexed; each role has an account.

    `good` has 40 verified outcomes, `poor` 20, and `bare` is a registry entry and nothing else.
    """
    app = create_app(make_settings(Path(tmp_path_factory.mktemp("site")), shared_database_url))
    app.config.update(TESTING=True, CLOCK=lambda: NOON)
    with engine.connect() as connection, connection.begin() as transaction:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        with app.app_context():
            db.sessionmaker.configure(bind=connection, join_transaction_mode="create_savepoint")
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            _fill(session, app.extensions["search_index"])
            session.commit()
        yield app
        transaction.rollback()


@pytest.fixture
def visitor(small_site: Flask) -> FlaskClient:
    """Somebody with a browser of their own, not signed in."""
    return small_site.test_client()


def _fill(session: Session, index: SearchIndex) -> None:
    load_the_vocabulary(session)
    load_some_places(session)
    good = make_practitioner(
        session,
        name="Marisol Okafor",
        slug="good",
        origin=PractitionerOrigin.DEMO,
        concerns=("acne_scars", "melasma"),
        treatments=("fractional_co2", "non_ablative_fractional"),
        details_verified_on=date(2026, 11, 2),
        biography="Trained in Denver.",
    )
    good.credentials.append(
        make_licence(date(2001, 1, 1), name="A weekend", evidence_level=EvidenceLevel.CLAIMED)
    )
    good.credentials.append(
        make_licence(date(1999, 1, 1), name="A weekend, set aside", is_set_aside=True)
    )
    poor = make_practitioner(
        session, name="Hannah Lind", slug="poor", languages=["en", "es"], credential_codes=["NP"]
    )
    make_practitioner(session, name="Nia Bell", slug="bare", licensed_on=None, npi="1234567893")
    patient = _account(Role.PATIENT)
    session.add_all([patient, _account(Role.PRACTITIONER, good.id)])
    session.add_all(_account(role) for role in Role if is_staff(role))
    session.flush()
    for _ in range(20):
        make_review(session, good, gais=5, text="Shallower now.")
        make_review(session, good, gais=4, concern_key="melasma")
        make_review(session, poor, gais=2)
    make_review(session, poor, gais=1, text="Mine.").author_account_id = patient.id
    make_review(session, good, gais=None, level=0, source="stars", rating=3.5)
    session.add(Listing(practitioner_id=good.id, equipment=["Fraxel"], price_from_cents=85_000))
    session.add(_import_run())
    fit_and_score(session, TODAY, NOON)
    rebuild_index(session, index, TODAY)


def _account(role: Role, practitioner_id: int | None = None) -> Account:
    needs_code = is_staff(role)
    return Account(
        email=f"{role}@example.org",
        display_name=f"The {role}",
        password_hash=hash_password(PASSWORD),
        role=role,
        practitioner_id=practitioner_id,
        created_at=NOON,
        email_confirmed_at=NOON,
        totp_secret=seal(TEST_SECRET_KEY, TOTP_SECRET) if needs_code else None,
        totp_confirmed_at=NOON if needs_code else None,
    )


def _import_run() -> ImportRun:
    return ImportRun(
        source="nppes",
        file_name="npidata.csv",
        started_at=NOON,
        finished_at=NOON,
        options={},
        counts={"read": 200, "created": 12},
        skipped={"organisation": 40},
        row_errors=[{"line": 7, "problem": "missing_name", "value": ""}],
    )


def text_of(page: str) -> str:
    """A page as it is read: without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def token_of(page: str) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, "The page has no form with a token."
    return found[1]
