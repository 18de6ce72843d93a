"""Merging duplicates and splitting them again, and states other than practising."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.permissions import Role
from directory.domain.practitioner_states import PractitionerStatus
from directory.domain.profile_fields import EditConflictError, EditState
from directory.models import (
    Account,
    IndexOutbox,
    LedgerEntryRow,
    Practitioner,
    ProfileEdit,
    Review,
    VisitCodeBlock,
)
from directory.services import profile_edits, profile_merges
from directory.services.delegates import invite_delegate
from directory.services.practitioner_states import set_state
from directory.services.treatment_logs import withdraw_log
from directory.services.visit_codes import check_code, issue_block
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.people import make_role
from tests.fixtures.treatment_logs import store_log


class Scene(NamedTuple):
    """Two profiles of one person, each with reports and visit codes, and a registrar."""

    session: Session
    kept: Practitioner
    merged: Practitioner
    registrar: Account
    now: datetime

    def merge(self) -> int:
        """Merge them and give the merge's number."""
        merge = profile_merges.merge_profiles(
            self.session, self.kept, self.merged, self.registrar.id, self.now
        )
        return merge.id

    def undo(self, merge_id: int) -> None:
        """Split them again."""
        profile_merges.undo_merge(self.session, merge_id, self.registrar.id, self.now)

    def cases_per_year(self) -> tuple[float | None, float | None]:
        """What the skill model reads of the profile kept and of the one merged."""
        return self.kept.audited_cases_per_year, self.merged.audited_cases_per_year

    def count_reports(self, person: Practitioner) -> int:
        """How many reports a profile has."""
        query = select(func.count()).select_from(Review)
        return self.session.scalar(query.where(Review.practitioner_id == person.id)) or 0


@pytest.fixture
def scene(session: Session, now: datetime) -> Scene:
    """Nia under two addresses."""
    kept, merged = (make_practitioner(session, name="Nia Bell", slug=s) for s in ("nia", "nia-2"))
    registrar = make_role(session, now, Role.REGISTRAR)
    for person, count in ((kept, 2), (merged, 3)):
        for _ in range(count):
            make_review(session, person)
        issue_block(session, person.id, 2, registrar.id, now)
    return Scene(session, kept, merged, registrar, now)


def test_everything_follows_and_comes_back(scene: Scene) -> None:
    session, kept, merged = scene.session, scene.kept, scene.merged
    issued = issue_block(session, merged.id, 1, scene.registrar.id, scene.now)
    merge_id = scene.merge()
    assert (scene.count_reports(kept), scene.count_reports(merged)) == (5, 0)
    assert merged.status == PractitionerStatus.MERGED
    assert profile_merges.find_merged_into(session, "nia-2") == "nia"
    assert check_code(session, issued.codes[0], kept.id, scene.now)
    numbers = session.scalars(
        select(VisitCodeBlock.number)
        .where(VisitCodeBlock.practitioner_id == kept.id)
        .order_by(VisitCodeBlock.number)
    )
    assert list(numbers) == [1, 2, 3]
    make_review(session, kept)

    profile_merges.undo_merge(session, merge_id, scene.registrar.id, scene.now)
    assert (scene.count_reports(kept), scene.count_reports(merged)) == (3, 3)
    assert merged.status == PractitionerStatus.ACTIVE
    assert profile_merges.find_merged_into(session, "nia-2") is None
    assert check_code(session, issued.codes[0], merged.id, scene.now)
    with pytest.raises(InvalidValueError, match="undone already"):
        profile_merges.undo_merge(session, merge_id, scene.registrar.id, scene.now)
    noted = set(session.scalars(select(IndexOutbox.practitioner_id)))
    assert noted == {kept.id, merged.id}
    kinds = session.scalars(select(LedgerEntryRow.kind).order_by(LedgerEntryRow.number))
    assert [kind for kind in kinds if kind.startswith("profile")] == [
        "profile.merge",
        "profile.split",
    ]


def test_the_keeper_follows_and_who_edits_meanwhile_is_told(scene: Scene) -> None:
    session = scene.session
    vocabulary = load_the_vocabulary(session)
    keeper = make_role(session, scene.now, Role.PRACTITIONER, practitioner_id=scene.merged.id)
    seen = profile_edits.see(session, scene.merged)
    session.add(
        ProfileEdit(
            practitioner_id=scene.merged.id,
            state=EditState.WAITING,
            changes={},
            submitted_at=scene.now,
        )
    )
    invited = invite_delegate(
        session, scene.merged, "m@example.org", ["edit"], link=str, now=scene.now
    )
    session.flush()
    merge_id = scene.merge()
    session.refresh(keeper)
    session.refresh(invited)
    assert invited.practitioner_id == scene.kept.id
    assert keeper.practitioner_id == scene.kept.id
    assert session.scalars(select(ProfileEdit.state)).all() == [EditState.WITHDRAWN]
    with pytest.raises(EditConflictError):
        profile_edits.submit_edit(
            session,
            scene.merged,
            {"languages": ["es"]},
            account_id=keeper.id,
            seen=seen,
            vocabulary=vocabulary,
            now=scene.now,
        )
    profile_merges.undo_merge(session, merge_id, scene.registrar.id, scene.now)
    session.refresh(keeper)
    assert keeper.practitioner_id == scene.merged.id


def test_a_proven_log_counts_for_the_profile_that_is_kept_and_goes_back(scene: Scene) -> None:
    log = store_log(scene.session, scene.merged, scene.now, 40.0)
    waiting = store_log(scene.session, scene.merged, scene.now)
    merge_id = scene.merge()
    assert scene.cases_per_year() == (40.0, None)
    assert {log.practitioner_id, waiting.practitioner_id} == {scene.kept.id}
    scene.undo(merge_id)
    assert scene.cases_per_year() == (None, 40.0)
    assert {log.practitioner_id, waiting.practitioner_id} == {scene.merged.id}


def test_of_two_proven_logs_the_later_counts_and_the_earlier_when_that_one_ends(
    scene: Scene,
) -> None:
    earlier = store_log(scene.session, scene.kept, scene.now - timedelta(days=100), 25.0)
    later = store_log(scene.session, scene.merged, scene.now, 40.0)
    merge_id = scene.merge()
    assert scene.cases_per_year() == (40.0, None)
    withdraw_log(scene.session, scene.kept, later.id, scene.now)
    assert scene.cases_per_year() == (25.0, None)
    scene.undo(merge_id)
    assert scene.cases_per_year() == (25.0, None)
    assert (earlier.practitioner_id, later.practitioner_id) == (scene.kept.id, scene.merged.id)


def test_a_log_that_was_sent_since_the_merge_stays_with_the_profile_kept(scene: Scene) -> None:
    store_log(scene.session, scene.merged, scene.now, 40.0)
    merge_id = scene.merge()
    store_log(scene.session, scene.kept, scene.now + timedelta(days=100), 55.0)
    scene.undo(merge_id)
    assert scene.cases_per_year() == (55.0, 40.0)


def test_two_logs_that_are_not_decided_on_are_not_brought_together(scene: Scene) -> None:
    for person in (scene.kept, scene.merged):
        store_log(scene.session, person, scene.now)
    with pytest.raises(InvalidValueError, match="Decide on one first"):
        scene.merge()
    assert scene.merged.status == PractitionerStatus.ACTIVE


def test_what_cannot_be_merged_is_refused_with_the_reason(scene: Scene) -> None:
    session, registrar_id, now = scene.session, scene.registrar.id, scene.now
    with pytest.raises(InvalidValueError, match="same profile"):
        profile_merges.merge_profiles(session, scene.kept, scene.kept, registrar_id, now)
    for number, person in enumerate((scene.kept, scene.merged)):
        address = f"keeper-{number}@example.org"
        make_role(session, now, Role.PRACTITIONER, address, practitioner_id=person.id)
    with pytest.raises(InvalidValueError, match="End one claim first"):
        scene.merge()
    with pytest.raises(NotFoundError):
        profile_merges.undo_merge(session, 4711, registrar_id, now)
    assert profile_merges.find_merged_into(session, "nobody") is None


def test_a_chain_of_merges_leads_to_its_end(scene: Scene) -> None:
    scene.merge()
    third = make_practitioner(scene.session, name="Nia Bell", slug="nia-3")
    profile_merges.merge_profiles(scene.session, third, scene.kept, scene.registrar.id, scene.now)
    assert profile_merges.find_merged_into(scene.session, "nia-2") == "nia-3"
    with pytest.raises(InvalidValueError, match="merged already"):
        scene.merge()


def test_who_retires_leaves_the_search_and_imports_leave_it_so(scene: Scene) -> None:
    session, person = scene.session, scene.kept
    version = person.version

    def say(status: PractitionerStatus, reason: str = "own_word") -> None:
        set_state(session, person, status, reason, account_id=scene.registrar.id, now=scene.now)

    say(PractitionerStatus.RETIRED)
    assert (person.status, person.version) == (PractitionerStatus.RETIRED, version + 1)
    assert person.edited_fields == ["status"]
    assert session.scalars(select(IndexOutbox.practitioner_id)).all() == [person.id]
    for status, reason in (
        (PractitionerStatus.RETIRED, "own_word"),
        (PractitionerStatus.MERGED, "own_word"),
        (PractitionerStatus.MOVED, "a dream"),
    ):
        with pytest.raises(InvalidValueError):
            say(status, reason)
    say(PractitionerStatus.ACTIVE, "mistake")
    assert person.edited_fields == []
    scene.merge()
    with pytest.raises(InvalidValueError, match="merged or not listed"):
        set_state(
            session,
            scene.merged,
            PractitionerStatus.RETIRED,
            "own_word",
            account_id=scene.registrar.id,
            now=scene.now,
        )
