"""A practitioner's badge: what may be said of them in three lines on a page of their own.

Nothing but the estimate with its interval, the number of verified outcomes and the day; where that
would mislead, it says so instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.outcomes import SMALL_CELL
from directory.domain.practitioner_states import PractitionerStatus, find_notice, is_page_shown
from directory.domain.vocabulary import Vocabulary
from directory.models import Practitioner
from directory.models.skill import OVERALL
from directory.services.registry_notices import list_noticed
from directory.services.search_results import SkillEstimate
from directory.services.skill_estimates import list_estimates


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge shows. `skill` is None where there are no figures, and `words` say why."""

    slug: str
    name: str
    skill: SkillEstimate | None
    words: str
    is_fictional: bool
    snapshot_on: date


def get_badge(session: Session, slug: str, today: date, vocabulary: Vocabulary) -> Badge:
    """The badge of one practitioner as of today. Raises NotFoundError."""
    person = session.scalar(select(Practitioner).where(Practitioner.slug == slug))
    if person is None or not is_page_shown(PractitionerStatus(person.status)):
        raise NotFoundError("There is no profile here. It may have been withdrawn.")
    skill = list_estimates(session, vocabulary, [person.id], {OVERALL})
    estimate = skill.get(person.id, {}).get(OVERALL)
    words = _find_obstacle(session, person, estimate)
    return Badge(
        slug=person.slug,
        name=person.full_name,
        skill=None if words else estimate,
        words=words,
        is_fictional=person.is_fictional,
        snapshot_on=today,
    )


def _find_obstacle(session: Session, person: Practitioner, skill: SkillEstimate | None) -> str:
    """Why there are no figures on the badge; empty where there are."""
    if find_notice(PractitionerStatus(person.status)) or list_noticed(session, [person.id]):
        return "There is a notice about this person. Read it on the profile."
    if skill is None or skill.all_outcome_count < SMALL_CELL:
        return f"Not enough data: fewer than {SMALL_CELL} verified outcomes"
    return ""
