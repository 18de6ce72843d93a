"""Result cards: a hit of the index and what the database knows of that practitioner, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from directory.domain.geography import describe_miles, km_to_miles
from directory.domain.messages import N_, listed
from directory.domain.outcomes import DowntimeDistribution
from directory.domain.vocabulary import Vocabulary
from directory.models import LaserOperator, PointSource, PractitionerOrigin
from directory.models.skill import OVERALL
from directory.services.card_facts import CardFacts, CardLocation, read_card_facts
from directory.services.outcome_statistics import count_reports_by_skin_type, list_downtimes
from directory.services.registry_notices import list_noticed
from directory.services.search_request import SearchRequest
from directory.services.search_results import Part, ResultCard, SkillEstimate
from directory.services.skill_estimates import list_ranking_estimates
from search_index import Hit

LASER_OPERATOR_WORDS: dict[LaserOperator, str] = {
    LaserOperator.PRACTITIONER: N_("Holds the laser personally"),
    LaserOperator.SUPERVISED_STAFF: N_("Supervised staff hold the laser"),
    LaserOperator.UNKNOWN: N_("Who holds the laser is not stated"),
}


def make_cards(
    session: Session,
    vocabulary: Vocabulary,
    hits: Sequence[Hit],
    asked: SearchRequest,
    today: date,
) -> tuple[ResultCard, ...]:
    """The cards of these hits, in their order. A hit deleted meanwhile is passed over."""
    keys = [hit.key for hit in hits]
    facts = read_card_facts(session, keys, today)
    estimates = list_ranking_estimates(session, vocabulary, {hit.key: hit.concern for hit in hits})
    noticed = list_noticed(session, keys)
    downtimes = list_downtimes(session, keys, asked.concern)
    skin_counts = (
        count_reports_by_skin_type(session, keys, asked.skin_type) if asked.skin_type else None
    )
    return tuple(
        _card(
            hit,
            facts[hit.key],
            estimates[hit.key],
            downtimes.get(hit.key, (None, None)),
            None if skin_counts is None else skin_counts.get(hit.key, 0),
            has_notice=hit.key in noticed,
            vocabulary=vocabulary,
        )
        for hit in hits
        if hit.key in facts and hit.key in estimates
    )


def skill_for(estimates: Mapping[str, SkillEstimate], concern_key: str) -> SkillEstimate:
    """The estimate for the concern, or the overall one where there is none."""
    return estimates.get(concern_key) or estimates[OVERALL]


def describe_role(
    profession_key: str, credential_codes: Sequence[str], vocabulary: Vocabulary
) -> str:
    """Profession and letters: "Dermatologist, MD, PhD"."""
    profession = vocabulary.find_profession(profession_key)
    return listed([profession.name if profession else profession_key, *credential_codes])


def _card(
    hit: Hit,
    facts: CardFacts,
    skill: SkillEstimate,
    downtime: tuple[DowntimeDistribution | None, DowntimeDistribution | None],
    skin_type_report_count: int | None,
    *,
    has_notice: bool,
    vocabulary: Vocabulary,
) -> ResultCard:
    of_concern, of_all = downtime
    location = _shown_location(facts.locations, hit)
    experience = facts.experience
    return ResultCard(
        rank=hit.rank,
        slug=facts.slug,
        name=facts.name.full,
        initials=facts.name.initials,
        role=describe_role(facts.profession_key, facts.credential_codes, vocabulary),
        laser_operator=LASER_OPERATOR_WORDS[LaserOperator(facts.laser_operator)],
        has_notice=has_notice,
        match=N_(hit.tier.explanation) if hit.tier else "",
        clinic=location.clinic_name if location else "",
        city=location.city if location else "",
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        distance_km=hit.distance_km,
        is_distance_approximate=bool(location and location.point_source != PointSource.ADDRESS),
        years_evidenced=experience.evidenced_years,
        years_basis=experience.basis.name if experience.basis else "",
        years_evidence_level=experience.basis.evidence_level if experience.basis else "claimed",
        years_claimed=experience.claimed_years,
        skill=skill,
        downtime=of_concern or of_all,
        downtime_concern=skill.concern_name if of_concern else "",
        skin_type_report_count=skin_type_report_count,
        details_verified_on=facts.details_verified_on,
        details_source=facts.origin,
        reasons=(*skill.parts, *_distance_part(hit)),
        utility=hit.utility,
        is_tied_with_previous=hit.tied_with_previous,
        is_held_back_by_clinic=hit.held_back_by_clinic_rule,
        is_fictional=facts.origin == PractitionerOrigin.DEMO,
    )


def _shown_location(locations: Sequence[CardLocation], hit: Hit) -> CardLocation | None:
    """The nearest location where distance counted, else the first."""
    located = [one for one in locations if one.latitude is not None]
    if hit.nearest_location is not None and hit.nearest_location < len(located):
        return located[hit.nearest_location]
    return locations[0] if locations else None


def _distance_part(hit: Hit) -> tuple[Part, ...]:
    if hit.distance_km is None:
        return ()
    way = describe_miles(km_to_miles(hit.distance_km))
    return (Part(N_("The way there"), way, -hit.distance_cost),)
