"""Treatment logs from upload to what they do to the profile, and back."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.credential_proofs import DOCUMENT_KEPT
from directory.domain.errors import NotFoundError
from directory.domain.permissions import OwnAccountError, Role
from directory.domain.treatment_logs import (
    AGAIN_AFTER,
    HOLDS_FOR,
    REMIND_BEFORE_LAPSE,
    TIME_TO_PROVE,
    LogState,
    TreatmentLogError,
    draw_sample,
)
from directory.domain.vocabulary import Vocabulary
from directory.models import (
    Account,
    AuditEvent,
    IndexOutbox,
    LedgerEntryRow,
    MailMessage,
    Practitioner,
    TreatmentLog,
    TreatmentLogEntry,
)
from directory.services import treatment_log_decisions, treatment_logs
from directory.services.evidence import gather_evidence
from directory.services.treatment_log_calendar import (
    delete_log_documents,
    lapse_logs,
    remind_of_lapse,
)
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.keeper_links import LOG_PAGE
from tests.fixtures.people import make_role
from tests.fixtures.receipt_files import make_picture
from tests.fixtures.treatment_logs import OWN_COUNT, make_log, store_log


class Scene(NamedTuple):
    """A profile, its keeper, a registrar, and a folder."""

    session: Session
    folder: Path
    vocabulary: Vocabulary
    person: Practitioner
    keeper: Account
    registrar: Account
    now: datetime

    def add(self, *more: str, now: datetime | None = None) -> TreatmentLog:
        """Upload the log, with more lines."""
        return treatment_logs.add_log(
            self.session,
            self.person,
            make_log(self.vocabulary, *more),
            self.vocabulary,
            account_id=self.keeper.id,
            now=now or self.now,
        )

    def show(self, entry: TreatmentLogEntry) -> None:
        """Upload the document of a drawn entry."""
        treatment_logs.add_entry_document(
            self.session,
            self.folder,
            self.person,
            entry.id,
            io.BytesIO(make_picture()),
            now=self.now,
        )

    def send(self, *more: str, now: datetime | None = None) -> TreatmentLog:
        """Upload the log and all but one document, and send it."""
        log = self.add(*more, now=now)
        for entry in log.sample[1:]:
            self.show(entry)
        treatment_logs.send_log(self.session, self.person, log.id, self.now)
        return log

    def decide(self, log: TreatmentLog, result: str, last_result: str = "shows_it") -> None:
        """Decide as the registrar: this result for all but the last."""
        results = {entry.id: result for entry in log.sample}
        results[log.sample[-1].id] = last_result
        treatment_log_decisions.decide_log(
            self.session, log.id, results, self.registrar.id, self.now, page_link=LOG_PAGE
        )

    def kinds(self) -> list[str]:
        """What the ledger says of logs."""
        return list(self.session.scalars(select(LedgerEntryRow.kind)))


@pytest.fixture
def scene(session: Session, tmp_path: Path, now: datetime) -> Scene:
    """Nia, of whose cases nothing is known."""
    vocabulary = load_the_vocabulary(session)
    person = make_practitioner(session)
    keeper = make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id)
    registrar = make_role(session, now, Role.REGISTRAR)
    return Scene(session, tmp_path, vocabulary, person, keeper, registrar, now)


def test_a_proven_log_counts_by_the_share_proven_until_it_is_withdrawn(scene: Scene) -> None:
    log = scene.send()
    assert len(log.sample) == 10
    with pytest.raises(OwnAccountError):
        treatment_log_decisions.decide_log(
            scene.session, log.id, {}, scene.keeper.id, scene.now, page_link=LOG_PAGE
        )
    with pytest.raises(TreatmentLogError, match="Say what the document of number"):
        treatment_log_decisions.decide_log(
            scene.session, log.id, {}, scene.registrar.id, scene.now, page_link=LOG_PAGE
        )
    scene.decide(log, "shows_it")
    assert (log.state, log.proven_count) == (LogState.PROVEN, 9)
    assert log.lapses_on == (scene.now + HOLDS_FOR).date()
    cases = pytest.approx(OWN_COUNT * 0.9)
    today = scene.now.date()
    evidence = gather_evidence(scene.session, [scene.person.id], today)[scene.person.id]
    assert evidence.cases_per_year == cases
    shown = treatment_log_decisions.find_proven_log(
        scene.session, scene.person.id, scene.vocabulary
    )
    assert shown is not None
    assert (shown.treatments[0].count, shown.drawn_count, shown.proven_count) == (OWN_COUNT, 10, 9)
    with pytest.raises(TreatmentLogError, match="nothing was done"):
        scene.decide(log, "unreadable")
    assert scene.session.scalars(select(AuditEvent.tag)).all() == ["registrar:treatment_log:decide"]
    assert scene.session.scalars(select(MailMessage.kind)).all() == ["treatment_log_decision"]

    treatment_logs.withdraw_log(scene.session, scene.person, log.id, scene.now)
    assert scene.person.audited_cases_per_year is None
    assert scene.kinds() == ["log.proven", "log.withdrawn"]
    noted = scene.session.scalar(select(func.count()).select_from(IndexOutbox))
    assert noted == 2
    assert (
        treatment_log_decisions.find_proven_log(scene.session, scene.person.id, scene.vocabulary)
        is None
    )


def test_too_little_proven_shows_nothing(scene: Scene) -> None:
    log = scene.send()
    scene.decide(log, "shows_it", "other_hand")
    assert (log.state, log.cases_per_year) == (LogState.REFUSED, None)
    assert scene.person.audited_cases_per_year is None
    assert scene.kinds() == ["log.refused"]
    assert log.sample[0].result_code == "no_document"


def test_the_system_draws_among_own_treatments_and_the_draw_can_be_repeated(scene: Scene) -> None:
    log = scene.add("901,2025-07,magic,magic,self")
    own = [entry.number for entry in log.own_entries]
    assert len(own) == OWN_COUNT
    assert {entry.number for entry in log.sample} == draw_sample(own, log.seed)
    assert log.bad_rows == [[27, "The treatment is none of those listed."]]
    assert log.bad_row_count == 1


def test_nothing_is_kept_of_a_log_that_names_somebody(scene: Scene) -> None:
    with pytest.raises(TreatmentLogError, match=r"line 27 \(treatment\): a name"):
        scene.add("901,2025-07,Jane Doe,magic,self")
    assert scene.session.scalars(select(TreatmentLogEntry)).all() == []


def test_nobody_draws_again_until_the_sample_suits(scene: Scene) -> None:
    log = scene.add()
    with pytest.raises(TreatmentLogError, match="not decided on yet"):
        scene.add()
    treatment_logs.withdraw_log(scene.session, scene.person, log.id, scene.now)
    with pytest.raises(TreatmentLogError, match="less than 90 days ago"):
        scene.add(now=scene.now + AGAIN_AFTER - timedelta(seconds=1))
    assert scene.add(now=scene.now + AGAIN_AFTER).id != log.id


def test_of_two_who_send_at_once_the_database_takes_one(scene: Scene) -> None:
    log = scene.add()
    second = TreatmentLog(
        practitioner_id=scene.person.id,
        state=LogState.DRAWN,
        seed=log.seed,
        uploaded_at=scene.now,
        lapses_on=log.lapses_on,
    )
    with pytest.raises(IntegrityError), scene.session.begin_nested():
        scene.session.add(second)


def test_a_log_is_sent_with_its_documents_and_then_stays_as_it_is(scene: Scene) -> None:
    log = scene.add()
    with pytest.raises(TreatmentLogError, match="0 of 10 drawn treatments have a document"):
        treatment_logs.send_log(scene.session, scene.person, log.id, scene.now)
    with pytest.raises(NotFoundError):
        scene.show(next(entry for entry in log.entries if not entry.is_drawn))
    for entry in log.sample:
        scene.show(entry)
    with pytest.raises(NotFoundError):
        treatment_log_decisions.get_log_case(scene.session, log.id)
    treatment_logs.send_log(scene.session, scene.person, log.id, scene.now)
    with pytest.raises(TreatmentLogError, match="was sent already"):
        scene.show(log.sample[0])
    other = make_practitioner(scene.session, slug="somebody-else")
    with pytest.raises(NotFoundError):
        treatment_logs.withdraw_log(scene.session, other, log.id, scene.now)


def test_a_later_log_ends_the_earlier_and_time_ends_it(scene: Scene) -> None:
    first = scene.send()
    scene.decide(first, "shows_it")
    second = scene.send(now=scene.now + AGAIN_AFTER)
    scene.decide(second, "shows_it")
    assert (first.state, second.state) == (LogState.LAPSED, LogState.PROVEN)
    assert scene.person.audited_cases_per_year is not None
    assert lapse_logs(scene.session, scene.now + HOLDS_FOR) == 0
    assert lapse_logs(scene.session, scene.now + HOLDS_FOR + timedelta(days=1)) == 1
    assert scene.person.audited_cases_per_year is None
    third = scene.add(now=scene.now + 2 * AGAIN_AFTER)
    assert lapse_logs(scene.session, third.uploaded_at + TIME_TO_PROVE + timedelta(days=1)) == 1
    assert scene.kinds() == ["log.proven", "log.lapsed", "log.proven", "log.lapsed"]


def test_whoever_keeps_the_profile_is_reminded_once_before_the_log_lapses(scene: Scene) -> None:
    log = scene.send()
    scene.decide(log, "shows_it")
    soon = scene.now + HOLDS_FOR - REMIND_BEFORE_LAPSE
    for moment in (soon - timedelta(days=1), soon, soon + timedelta(days=1)):
        remind_of_lapse(scene.session, LOG_PAGE, moment)
    query = select(MailMessage).where(MailMessage.kind == "treatment_log_lapse")
    [reminder] = scene.session.scalars(query)
    assert reminder.to_address == scene.keeper.email
    assert reminder.text.endswith(f"\n{LOG_PAGE}\n")
    assert reminder.created_at == soon
    assert log.lapses_on.isoformat() == "2028-11-22"
    assert "until November 22, 2028" in reminder.text


def test_nobody_is_reminded_of_a_log_that_does_not_count(scene: Scene) -> None:
    older = store_log(scene.session, scene.person, scene.now, 30.0)
    soon = scene.now + HOLDS_FOR - REMIND_BEFORE_LAPSE
    store_log(scene.session, scene.person, scene.now + AGAIN_AFTER, 40.0)  # by a merge
    assert remind_of_lapse(scene.session, LOG_PAGE, soon) == 0
    assert remind_of_lapse(scene.session, LOG_PAGE, soon + AGAIN_AFTER) == 1
    treatment_logs.withdraw_log(scene.session, scene.person, older.id, scene.now)
    scene.keeper.practitioner_id = None
    assert remind_of_lapse(scene.session, LOG_PAGE, soon + AGAIN_AFTER) == 0


def test_documents_are_deleted_in_time_and_those_that_name_a_patient_at_once(scene: Scene) -> None:
    log = scene.send()
    scene.decide(log, "shows_it", "names_patient")
    assert len(list(scene.folder.iterdir())) == 9
    delete_log_documents(scene.session, scene.folder, scene.now)
    assert len(list(scene.folder.iterdir())) == 8
    with pytest.raises(NotFoundError):
        treatment_log_decisions.get_entry_file(scene.session, scene.folder, log.sample[-1].id)
    later = scene.now + DOCUMENT_KEPT + timedelta(seconds=1)
    delete_log_documents(scene.session, scene.folder, later)
    assert list(scene.folder.iterdir()) == []
