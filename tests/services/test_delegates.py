"""Delegates: invited, accepting, limited to their rights, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.delegates import INVITATION_LIFETIME, DelegateError, DelegateRight
from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.permissions import Role
from directory.models import Account, MailMessage, Practitioner, ProfileDelegate
from directory.services import delegates
from directory.services.own_profile import get_kept_practitioner, get_own_practitioner
from directory.services.profile_holding import take_profile
from tests.factories import make_practitioner
from tests.fixtures.people import make_role

LINK = "https://site.example/delegation/"


class Scene(NamedTuple):
    """A kept profile and somebody who may be invited."""

    session: Session
    person: Practitioner
    manager: Account
    now: datetime

    def invite(self, *rights: str, email: str = "manager@example.org") -> str:
        """Invite the manager and give the secret of the mailed link."""
        delegates.invite_delegate(
            self.session, self.person, email, rights, link=LINK.__add__, now=self.now
        )
        text = self.session.scalars(
            select(MailMessage.text).order_by(MailMessage.id.desc()).limit(1)
        ).one()
        return text.partition(LINK)[2].split()[0]

    def accept(self, token: str) -> ProfileDelegate:
        """Accept as the manager."""
        invitation = delegates.get_invitation(self.session, token, self.now)
        delegates.accept_invitation(self.session, invitation, self.manager, self.now)
        return invitation


@pytest.fixture
def scene(session: Session, now: datetime) -> Scene:
    """Nia keeps her profile; her manager has an account."""
    person = make_practitioner(session)
    make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id)
    manager = make_role(session, now, Role.PATIENT, "manager@example.org")
    return Scene(session, person, manager, now)


def test_a_delegate_may_do_what_was_given_and_no_more(scene: Scene) -> None:
    session, person, manager, _ = scene
    scene.accept(scene.invite("edit", "visit_codes"))
    assert manager.role == Role.DELEGATE
    assert get_own_practitioner(session, manager, DelegateRight.EDIT).id == person.id
    with pytest.raises(DelegateError, match="not given the right to: see the figures"):
        get_own_practitioner(session, manager, DelegateRight.FIGURES)
    with pytest.raises(NotFoundError):
        get_kept_practitioner(session, manager)


def test_rights_end_when_they_are_taken_back_or_the_profile_is(scene: Scene) -> None:
    session, person, manager, now = scene
    delegate = scene.accept(scene.invite("edit"))
    delegates.revoke_delegate(session, person, delegate.id, now)
    assert manager.role == Role.PATIENT
    with pytest.raises(NotFoundError):
        get_own_practitioner(session, manager, DelegateRight.EDIT)
    with pytest.raises(NotFoundError):
        delegates.revoke_delegate(session, person, delegate.id, now)
    scene.accept(scene.invite("edit"))
    take_profile(session, person.id, now)
    session.refresh(manager)
    assert manager.role == Role.PATIENT
    assert delegates.list_delegates(session, person, now) == []


def test_an_invitation_works_once_and_not_for_long(scene: Scene) -> None:
    token = scene.invite("edit")
    late = scene.now + INVITATION_LIFETIME + timedelta(seconds=1)
    with pytest.raises(NotFoundError, match="too old"):
        delegates.get_invitation(scene.session, token, late)
    scene.accept(token)
    with pytest.raises(NotFoundError):
        delegates.get_invitation(scene.session, token, scene.now)


def test_who_is_something_else_already_cannot_accept(scene: Scene) -> None:
    session, _, manager, now = scene
    scene.accept(scene.invite("edit"))
    second = delegates.get_invitation(session, scene.invite("reply"), now)
    with pytest.raises(DelegateError, match="another profile already"):
        delegates.accept_invitation(session, second, manager, now)
    registrar = make_role(session, now, Role.REGISTRAR)
    with pytest.raises(DelegateError, match="something else"):
        delegates.accept_invitation(session, second, registrar, now)


@pytest.mark.parametrize(
    ("email", "rights", "error", "answer"),
    [
        ("nobody", ("edit",), InvalidValueError, ""),
        ("a@example.org", (), DelegateError, "at least one"),
        ("a@example.org", ("rule the world",), DelegateError, "at least one"),
    ],
)
def test_a_wrong_invitation_is_answered(
    scene: Scene, email: str, rights: tuple[str, ...], error: type[Exception], answer: str
) -> None:
    with pytest.raises(error, match=answer or None):
        scene.invite(*rights, email=email)
    assert scene.session.scalars(select(ProfileDelegate)).all() == []


def test_there_are_five_at_most(scene: Scene) -> None:
    for number in range(5):
        scene.invite("edit", email=f"m{number}@example.org")
    with pytest.raises(DelegateError, match="at most 5"):
        scene.invite("edit")
