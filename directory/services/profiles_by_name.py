"""Finds profiles by the name of their person, whatever their state: registrars look after all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.names import fold_name
from directory.models import Practitioner

LONGEST_FAMILY_NAME_IN_WORDS = 3
MOST_LISTED = 30


def list_profiles_of_name(session: Session, text: str) -> Sequence[Practitioner]:
    """Profiles whose family name ends the text, and whose given name begins as it does."""
    words = text.split()
    splits = range(1, min(len(words), LONGEST_FAMILY_NAME_IN_WORDS) + 1)
    given_of = {fold_name("".join(words[-count:])): words[:-count] for count in splits}
    given_of.pop("", None)
    people = session.scalars(
        select(Practitioner)
        .where(Practitioner.family_name_key.in_(given_of))
        .options(selectinload(Practitioner.locations))
        .order_by(Practitioner.family_name_key, Practitioner.given_name, Practitioner.id)
    )
    return [one for one in people if _begins_with(one, given_of[one.family_name_key])][:MOST_LISTED]


def _begins_with(practitioner: Practitioner, words: Sequence[str]) -> bool:
    names = fold_name(practitioner.given_name + practitioner.middle_name)
    return not words or names.startswith(fold_name(words[0]))
