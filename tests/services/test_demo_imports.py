"""The demonstration's imports: facts on profiles, reviews of other sites, and what waits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import (
    Account,
    Credential,
    EvidenceLevel,
    ImportedReview,
    ImportRun,
    ImportState,
    Practitioner,
    PractitionerNotice,
    Role,
)
from directory.services.demo import seed_demo
from directory.services.demo.imports import UNCERTAIN, store_imports
from directory.services.evidence import experience_of
from directory.services.import_undo import undo_import
from directory.services.match_cases import list_open_cases
from directory.services.registry_view import gather_registry_facts, list_shown_credentials
from directory.services.source_overview import count_sources
from tests.factories import load_the_vocabulary
from tests.fixtures.demo_world import read_shipped_vocabulary, read_small_world
from tests.fixtures.status_links import STATUS_LINKS


def test_profiles_sources_and_the_queue_of_the_demonstration_are_filled(
    session: Session, today: date
) -> None:
    load_the_vocabulary(session)
    seed_demo(
        session,
        today,
        read_shipped_vocabulary(),
        files=read_small_world(),
        links=STATUS_LINKS,
    )
    keeper = session.scalars(select(Account).where(Account.role == Role.PRACTITIONER)).one()
    practitioner = session.get_one(Practitioner, keeper.practitioner_id)
    years = experience_of(practitioner, today).evidenced_years
    store_imports(session, today)
    session.expire_all()

    facts = gather_registry_facts(session, practitioner.id)
    assert facts.laser_services
    assert facts.disclosures
    assert experience_of(practitioner, today).evidenced_years == years
    listed = select(func.count()).select_from(Credential)
    assert session.scalar(listed.where(Credential.evidence_level == EvidenceLevel.REGISTRY)) or 0
    shown = list_shown_credentials(practitioner.credentials)
    named = [(one.kind, one.name, one.number) for one in shown]
    assert len(named) == len(set(named))
    imported = session.scalars(select(ImportedReview)).all()
    assert len(imported) == 7
    assert sum(one.same_as_id is not None for one in imported) == 1
    assert 0 < len(list_open_cases(session, 10)) <= 2 * UNCERTAIN
    assert session.scalar(select(func.count(PractitionerNotice.id))) == 0
    assert set(session.scalars(select(ImportRun.state))) == {ImportState.FINISHED}
    touched = count_sources(session).touched
    assert touched["open_payments"][0] > 0
    latest = session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
    assert latest is not None
    for _ in undo_import(session, latest, latest.started_at):
        pass
    assert session.scalar(select(func.count(ImportedReview.review_id))) == 0
