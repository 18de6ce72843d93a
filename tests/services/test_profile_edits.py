"""Editing a profile: what goes live, what waits, who was there first, bringing back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import DomainError, InvalidValueError
from directory.domain.permissions import OwnAccountError, Role
from directory.domain.profile_fields import EditConflictError, EditState
from directory.domain.vocabulary import Vocabulary
from directory.models import (
    Account,
    AuditEvent,
    IndexOutbox,
    MailMessage,
    PointSource,
    Practitioner,
    ProfileEdit,
)
from directory.services import profile_edit_decisions, profile_edits
from directory.services.profile_cleaning import ProfileProblemsError
from directory.services.profile_edits import Seen, SubmittedEdit
from directory.services.profile_values import read_values
from tests.factories import load_some_places, load_the_vocabulary, make_practitioner
from tests.fixtures.keeper_links import CHANGES_PAGE
from tests.fixtures.people import make_account, make_role


class Scene(NamedTuple):
    """A profile, its keeper and a registrar."""

    session: Session
    vocabulary: Vocabulary
    person: Practitioner
    keeper: Account
    registrar: Account
    now: datetime

    def submit(self, values: dict[str, Any], seen: Seen | None = None) -> SubmittedEdit:
        """Send values as the keeper, who saw the newest unless said otherwise."""
        return profile_edits.submit_edit(
            self.session,
            self.person,
            values,
            account_id=self.keeper.id,
            seen=seen or profile_edits.see(self.session, self.person),
            vocabulary=self.vocabulary,
            now=self.now,
        )

    def restore(self, edit: ProfileEdit) -> SubmittedEdit:
        """Bring back what a change replaced, as the keeper."""
        return profile_edits.restore_before(
            self.session,
            self.person,
            edit.id,
            account_id=self.keeper.id,
            vocabulary=self.vocabulary,
            now=self.now,
        )


@pytest.fixture
def scene(session: Session, now: datetime) -> Scene:
    """Nia keeps her profile; a registrar looks at changes."""
    vocabulary = load_the_vocabulary(session)
    load_some_places(session)
    person = make_practitioner(session, name="Nia Bell", biography="Trained in Denver.")
    keeper = make_account(session, now, "nia@example.org", Role.PRACTITIONER)
    keeper.practitioner_id = person.id
    return Scene(session, vocabulary, person, keeper, make_role(session, now, Role.REGISTRAR), now)


def location_of(scene: Scene, **changes: Any) -> dict[str, Any]:
    [location] = read_values(scene.session, scene.person)["locations"]
    return {**location, **changes}


def test_what_is_harmless_goes_live_at_once_and_to_the_index(scene: Scene) -> None:
    version = scene.person.version
    done = scene.submit(
        {
            "languages": ["es", "en"],
            "concerns": [["melasma", 2012], ["acne_scars", None]],
            "equipment": ["Fraxel", " ", "Fraxel"],
        }
    )
    assert done == SubmittedEdit(("Languages", "Concerns", "Equipment"), ())
    assert scene.person.languages == ["en", "es"]
    values = read_values(scene.session, scene.person)
    assert values["concerns"] == [["acne_scars", None], ["melasma", 2012]]
    assert values["equipment"] == ["Fraxel"]
    assert scene.person.version == version + 1
    assert scene.session.scalars(select(IndexOutbox.practitioner_id)).all() == [scene.person.id]


def test_what_is_sensitive_waits_while_the_last_version_stays(scene: Scene) -> None:
    version = scene.person.version
    done = scene.submit({"biography": "I treat scars."})
    assert done.waiting == ("Your own words",)
    assert (scene.person.biography, scene.person.version) == ("Trained in Denver.", version)
    wanted = profile_edits.list_wanted_values(scene.session, scene.person)
    assert wanted["biography"] == "I treat scars."

    [case] = profile_edit_decisions.list_waiting_edits(scene.session)
    profile_edit_decisions.approve_edit(
        scene.session, case.edit.id, scene.registrar.id, scene.now, page_link=CHANGES_PAGE
    )
    assert (scene.person.biography, scene.person.version) == ("I treat scars.", version + 1)
    assert case.edit.state == EditState.APPROVED
    [mail] = scene.session.scalars(select(MailMessage))
    assert (mail.subject, CHANGES_PAGE in mail.text) == ("Your change is public", True)
    assert scene.session.scalars(select(AuditEvent.subject_kind)).all() == ["profile_edit"]
    with pytest.raises(InvalidValueError, match="decided on or taken back"):
        profile_edit_decisions.approve_edit(
            scene.session, case.edit.id, scene.registrar.id, scene.now, page_link=CHANGES_PAGE
        )


def test_a_telephone_and_hours_go_live_but_an_address_waits(scene: Scene) -> None:
    parts = location_of(scene, phone="303 555 0199", hours={"mon": "9-12", "sun": "closed"})
    with pytest.raises(ProfileProblemsError, match="no telephone number"):
        scene.submit({"locations": [{**parts, "phone": "12345"}]})
    done = scene.submit({"locations": [{**parts, "phone": "(303) 892-1111"}]})
    assert done.published == ("Locations",)
    location = scene.person.locations[0]
    assert location.phone == "+1 303-892-1111"
    assert location.hours == {"mon": [["09:00", "12:00"]], "sun": []}
    assert location.point_source == PointSource.ADDRESS
    assert scene.person.edited_fields == ["locations"]

    moved = location_of(scene, street="9 New St", postal_code="80202")
    assert scene.submit({"locations": [moved]}).waiting == ("Locations",)
    edit = profile_edits.find_waiting_edit(scene.session, scene.person.id)
    assert edit is not None
    profile_edit_decisions.approve_edit(
        scene.session, edit.id, scene.registrar.id, scene.now, page_link=CHANGES_PAGE
    )
    location = scene.person.locations[0]
    assert (location.street, location.point_source) == ("9 New St", PointSource.ZIP)
    assert location.latitude == pytest.approx(39.7527)


@pytest.mark.parametrize(
    ("values", "field", "answer"),
    [
        ({"biography": "x" * 20_000}, "biography", "20,000 characters; 4,000 are the most"),
        ({"biography": "<script>alert(1)</script>"}, "biography", "HTML is not taken"),
        ({"biography": "safe \u202egnp.exe"}, "biography", "hide or reverse text"),
        ({"biography": "The best doctor in Denver"}, "biography", "the evidence on this page"),
        ({"equipment": ["Book now!"]}, "equipment", "without hurry"),
        ({"languages": ["klingon"]}, "languages", "klingon"),
        ({"laser_operator": "a robot"}, "laser_operator", "Choose who holds"),
        ({"practising_since_claimed": 2099}, "practising_since_claimed", "from 1950 to 2026"),
        ({"concerns": [["magic", None]]}, "concerns", "magic"),
        ({"locations": []}, "locations", "needs a place"),
    ],
)
def test_bad_input_is_answered_with_its_field_and_changes_nothing(
    scene: Scene, values: dict[str, Any], field: str, answer: str
) -> None:
    with pytest.raises(ProfileProblemsError, match=answer) as error:
        scene.submit(values)
    assert [problem.field for problem in error.value.problems] == [field]
    assert scene.session.scalars(select(ProfileEdit)).all() == []


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("city", ""),
        ("website", "not a site"),
        ("country", "Utopia"),
        ("clinic_name", "The best clinic in Denver"),
    ],
)
def test_a_wrong_location_names_the_place_and_the_part(scene: Scene, part: str, value: str) -> None:
    with pytest.raises(DomainError) as error:
        scene.submit({"locations": [location_of(scene), location_of(scene, **{part: value})]})
    assert error.value.field == f"locations-1-{part}"


def test_a_telephone_of_another_country_is_read_by_its_rules(scene: Scene) -> None:
    berlin = location_of(
        scene, city="Berlin", region="", postal_code="10117", country="DE", phone="030 901820"
    )
    scene.submit({"locations": [location_of(scene), berlin]})
    edit = profile_edits.find_waiting_edit(scene.session, scene.person.id)
    assert edit is not None
    assert edit.changes["locations"]["after"][1]["phone"] == "+49 30 901820"


def test_who_saw_an_older_version_overwrites_nothing(scene: Scene) -> None:
    seen = profile_edits.see(scene.session, scene.person)
    scene.submit({"languages": ["en", "es"]})
    with pytest.raises(EditConflictError):
        scene.submit({"languages": ["en", "fr"]}, seen)
    assert scene.person.languages == ["en", "es"]


def test_who_did_not_see_what_waits_does_not_replace_it(scene: Scene) -> None:
    seen = profile_edits.see(scene.session, scene.person)
    scene.submit({"biography": "First."})
    with pytest.raises(EditConflictError):
        scene.submit({"biography": "Second."}, seen)
    scene.submit({"supervising_physician": "Dr. Lind"})
    waiting = profile_edits.find_waiting_edit(scene.session, scene.person.id)
    assert waiting is not None
    assert set(waiting.changes) == {"biography", "supervising_physician"}
    states = scene.session.scalars(select(ProfileEdit.state).order_by(ProfileEdit.id)).all()
    assert list(states) == [EditState.REPLACED, EditState.WAITING]


def test_a_profile_that_moved_on_cannot_be_approved_over(scene: Scene) -> None:
    scene.submit({"biography": "Mine."})
    scene.person.biography = "Written by somebody else meanwhile."
    scene.session.flush()
    [case] = profile_edit_decisions.list_waiting_edits(scene.session)
    assert case.moved_on == ("Your own words",)
    with pytest.raises(EditConflictError, match="Changed meanwhile"):
        profile_edit_decisions.approve_edit(
            scene.session, case.edit.id, scene.registrar.id, scene.now, page_link=CHANGES_PAGE
        )
    assert scene.person.biography == "Written by somebody else meanwhile."


def test_a_change_is_declined_for_a_reason_and_never_by_its_author(scene: Scene) -> None:
    scene.keeper.mail_language = "es"
    scene.submit({"biography": "Mine."})
    [case] = profile_edit_decisions.list_waiting_edits(scene.session)
    with pytest.raises(InvalidValueError, match="Choose the reason"):
        profile_edit_decisions.decline_edit(
            scene.session, case.edit.id, scene.registrar.id, "", scene.now, page_link=CHANGES_PAGE
        )
    with pytest.raises(OwnAccountError):
        profile_edit_decisions.approve_edit(
            scene.session, case.edit.id, scene.keeper.id, scene.now, page_link=CHANGES_PAGE
        )
    profile_edit_decisions.decline_edit(
        scene.session,
        case.edit.id,
        scene.registrar.id,
        "unclear",
        scene.now,
        page_link=CHANGES_PAGE,
    )
    assert (case.edit.state, scene.person.biography) == (EditState.DECLINED, "Trained in Denver.")
    [mail] = scene.session.scalars(select(MailMessage))
    assert mail.text.endswith("envíelo de otra forma:\n\nhttps://site.example/es/account/profile\n")
    with pytest.raises(InvalidValueError, match="Nothing waits any more"):
        profile_edits.withdraw_waiting(scene.session, scene.person, scene.now)


def test_what_was_before_comes_back_by_the_same_rules(scene: Scene) -> None:
    scene.submit({"languages": ["es"]})
    scene.submit({"biography": "New words."})
    [waiting, published] = profile_edits.list_edits(scene.session, scene.person.id)
    with pytest.raises(InvalidValueError, match="never public"):
        scene.restore(waiting)
    scene.restore(published)
    assert scene.person.languages == ["en"]
    newest = profile_edits.list_edits(scene.session, scene.person.id)[0]
    assert newest.restores_edit_id == published.id
