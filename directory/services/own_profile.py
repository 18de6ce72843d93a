"""The profile that whoever is signed in keeps, or acts for with rights given by its keeper."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from directory.domain.delegates import RIGHT_WORDS, DelegateError, DelegateRight
from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary
from directory.models import Account, Practitioner
from directory.services.delegates import find_delegation
from directory.services.profile import get_profile
from directory.services.profile_view import Profile


def get_kept_practitioner(session: Session, account: Account) -> Practitioner:
    """Give the practitioner whose profile an account keeps. Raises NotFoundError if none."""
    practitioner = (
        session.get(Practitioner, account.practitioner_id) if account.practitioner_id else None
    )
    if practitioner is None:
        raise NotFoundError(N_("No profile belongs to this account."))
    return practitioner


def get_own_practitioner(session: Session, account: Account, right: DelegateRight) -> Practitioner:
    """Give the practitioner that an account belongs to, or may do this for.

    Raises NotFoundError where there is none, DelegateError for a right that was not given.
    """
    delegation = None if account.practitioner_id else find_delegation(session, account)
    if delegation is None:
        return get_kept_practitioner(session, account)
    if right not in delegation.rights:
        raise DelegateError(
            N_(
                "You were not given the right to: %(right)s. Ask whoever keeps the profile.",
                right=RIGHT_WORDS[right].lower(),
            )
        )
    return session.get_one(Practitioner, delegation.practitioner_id)


def get_own_profile(
    session: Session, account: Account, today: date, vocabulary: Vocabulary
) -> Profile:
    """Give the profile that an account belongs to, or may see the figures of.

    Raises NotFoundError, DelegateError.
    """
    slug = get_own_practitioner(session, account, DelegateRight.FIGURES).slug
    return get_profile(session, slug, today, vocabulary)
