"""People and cases that several tests of services need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.domain.phrases import PhraseMatcher
from directory.models import Account, Credential, EvidenceLevel, Practitioner, Review
from directory.services.import_report import ImportReport
from directory.services.import_runs import start_import
from directory.services.indexing import rebuild_index
from directory.services.registry_import import import_registry, rehearse_import
from directory.services.registry_sources import get_registry_source
from directory.services.search import search
from directory.services.search_request import SearchRequest
from directory.services.search_results import SearchResults
from search_index import SearchIndex, open_index
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures import registry_files as files
from tests.fixtures.demo_world import read_shipped_vocabulary
from tests.fixtures.moderation import AUTHOR, queue_report
from tests.fixtures.people import make_role
from tests.fixtures.registry_imports import IMPORTED_AT, NPI, ImportRows
from tests.fixtures.searches import Find


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    """Whom reports are about."""
    load_the_vocabulary(session)
    return make_practitioner(session, name="Marisol Okafor")


@pytest.fixture
def moderator(session: Session, now: datetime) -> Account:
    """Who decides."""
    return make_role(session, now, Role.MODERATOR)


@pytest.fixture
def other(session: Session, now: datetime) -> Account:
    """Another moderator."""
    return make_role(session, now, Role.MODERATOR, "other@example.org")


@pytest.fixture
def queued(session: Session, practitioner: Practitioner, now: datetime) -> Review:
    """A report that waits for a moderator."""
    return queue_report(session, practitioner, now)


@pytest.fixture
def published(session: Session, practitioner: Practitioner, now: datetime) -> Review:
    """A published report of an author who can be reached."""
    review = make_review(session, practitioner, text="All went well.")
    review.author_email, review.email_confirmed_at = AUTHOR, now
    session.flush()
    return review


@pytest.fixture
def elspeth(session: Session) -> Practitioner:
    """A nurse practitioner in Denver, licensed in Washington, of whom no year is known."""
    practitioner = make_practitioner(
        session, name="Elspeth McTavish", npi=NPI, profession_key="nurse_practitioner",
        licensed_on=None,
    )  # fmt: skip
    practitioner.credentials = [
        Credential(
            kind="licence",
            name="State licence",
            number="60001234",
            jurisdiction="WA",
            evidence_level=EvidenceLevel.CLAIMED,
            source="nppes",
        )
    ]
    session.flush()
    return practitioner


@pytest.fixture
def import_rows(session: Session, tmp_path: Path) -> ImportRows:
    """Import rows of a source as a file; `days` after the first day, or only rehearse it."""

    def run(
        source_key: str,
        header: str,
        *rows: files.Row,
        days: int = 0,
        is_rehearsal: bool = False,
        name: str = "table_2023.csv",
        **options: object,
    ) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(files.make_table(header, *rows))
        source, now = get_registry_source(source_key), IMPORTED_AT + timedelta(days=days)
        with source.open(path) as opened:
            reading = source.read(session, path, opened, options, now.date())
            if is_rehearsal:
                *_, report = rehearse_import(reading.entries, reading.intake)
                return report
            started = start_import(session, source_key, name, {}, now)
            *_, report = import_registry(
                session, reading.entries, reading.intake, started, clock=lambda: now
            )
        session.expire_all()
        return report

    return run


@pytest.fixture(scope="module")
def index(
    engine: Engine, today: date, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchIndex]:
    """The index of the people whom the module has stored by its `engine`."""
    index = open_index(f"whoosh://{tmp_path_factory.mktemp('index')}")
    with Session(engine) as session:
        rebuild_index(session, index, today)
    yield index
    index.close()


@pytest.fixture
def find(session: Session, index: SearchIndex, today: date) -> Find:
    """A function that searches these people."""
    matcher = PhraseMatcher(read_shipped_vocabulary())

    def find_(text: str = "", **fields: object) -> SearchResults:
        request = SearchRequest(text=text, **fields)  # type: ignore[arg-type]
        return search(session, index, matcher, request, today)

    return find_
