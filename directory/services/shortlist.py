"""A shortlist: the practitioners that somebody picked out, as the address of the page names them.

Nothing is stored: whoever keeps the address keeps the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from directory.domain.vocabulary import Vocabulary
from directory.services.compared_people import gather_people, list_shown_practitioners
from directory.services.comparison_view import ComparedPerson

MOST_SHORTLISTED = 12


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The people of a list in its order, and the addresses of profiles that are not there."""

    people: tuple[ComparedPerson, ...]
    unknown: tuple[str, ...]


def get_shortlist(
    session: Session, vocabulary: Vocabulary, slugs: Sequence[str], today: date
) -> Shortlist:
    """What is known of each of these people, over all concerns."""
    practitioners = list_shown_practitioners(session, slugs)
    known = {practitioner.slug for practitioner in practitioners}
    return Shortlist(
        people=gather_people(session, vocabulary, practitioners, today).people,
        unknown=tuple(slug for slug in slugs if slug not in known),
    )
