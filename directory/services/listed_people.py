"""What every list of people says of each: the cards of results, comparisons and shortlists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.domain.messages import N_, listed
from directory.domain.vocabulary import Vocabulary
from directory.models import LaserOperator, PointSource, PractitionerOrigin
from directory.services.card_facts import CardFacts, CardLocation

LASER_OPERATOR_WORDS: dict[LaserOperator, str] = {
    LaserOperator.PRACTITIONER: N_("Holds the laser personally"),
    LaserOperator.SUPERVISED_STAFF: N_("Supervised staff hold the laser"),
    LaserOperator.UNKNOWN: N_("Who holds the laser is not stated"),
}


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One practitioner in a list. `distance_km` is approximate where `is_distance_approximate`."""

    slug: str
    name: str
    initials: str
    role: str
    laser_operator: str
    has_notice: bool
    clinic: str
    city: str
    distance_km: float | None
    is_distance_approximate: bool
    years_evidenced: float | None
    years_basis: str
    years_evidence_level: str
    years_claimed: float | None
    details_verified_on: date | None
    is_fictional: bool

    @property
    def states_laser_operator(self) -> bool:
        """Whether it is known who holds the laser."""
        return self.laser_operator != LASER_OPERATOR_WORDS[LaserOperator.UNKNOWN]


def describe_person(
    facts: CardFacts,
    location: CardLocation | None,
    vocabulary: Vocabulary,
    *,
    distance_km: float | None,
    has_notice: bool,
) -> dict[str, Any]:
    """The fields of a `ListedPerson`, for whoever adds those of its own list."""
    experience = facts.experience
    return {
        "slug": facts.slug,
        "name": facts.name.full,
        "initials": facts.name.initials,
        "role": describe_role(facts.profession_key, facts.credential_codes, vocabulary),
        "laser_operator": LASER_OPERATOR_WORDS[LaserOperator(facts.laser_operator)],
        "has_notice": has_notice,
        "clinic": location.clinic_name if location else "",
        "city": location.city if location else "",
        "distance_km": distance_km,
        "is_distance_approximate": bool(location and location.point_source != PointSource.ADDRESS),
        "years_evidenced": experience.evidenced_years,
        "years_basis": experience.basis.name if experience.basis else "",
        "years_evidence_level": experience.basis.evidence_level if experience.basis else "claimed",
        "years_claimed": experience.claimed_years,
        "details_verified_on": facts.details_verified_on,
        "is_fictional": facts.origin == PractitionerOrigin.DEMO,
    }


def describe_role(
    profession_key: str, credential_codes: Sequence[str], vocabulary: Vocabulary
) -> str:
    """Profession and letters: "Dermatologist, MD, PhD"."""
    profession = vocabulary.find_profession(profession_key)
    return listed([profession.name if profession else profession_key, *credential_codes])
