"""Result cards: a hit of the index and what the database knows of that practitioner, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from directory.domain.geography import describe_miles, km_to_miles
from directory.domain.messages import N_
from directory.domain.outcomes import DowntimeDistribution
from directory.domain.vocabulary import Vocabulary
from directory.models.skill import OVERALL
from directory.services.card_facts import CardFacts, CardLocation, read_card_facts
from directory.services.listed_people import describe_person
from directory.services.outcome_statistics import count_reports_by_skin_type, list_downtimes
from directory.services.registry_notices import list_noticed
from directory.services.search_request import SearchRequest
from directory.services.search_results import Part, ResultCard, SkillEstimate
from directory.services.skill_estimates import list_ranking_estimates
from search_index import Hit


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
    return ResultCard(
        **describe_person(
            facts, location, vocabulary, distance_km=hit.distance_km, has_notice=has_notice
        ),
        rank=hit.rank,
        match=N_(hit.tier.explanation) if hit.tier else "",
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        skill=skill,
        downtime=of_concern or of_all,
        downtime_concern=skill.concern_name if of_concern else "",
        skin_type_report_count=skin_type_report_count,
        details_source=facts.origin,
        reasons=(*skill.parts, *_distance_part(hit)),
        utility=hit.utility,
        is_tied_with_previous=hit.tied_with_previous,
        is_held_back_by_clinic=hit.held_back_by_clinic_rule,
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
