"""What is compared of practitioners, gathered for all of them together with few queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from directory.domain.geography import Place, haversine_km
from directory.domain.outcomes import (
    LEVEL_WORDS,
    SMALL_CELL,
    distribute_downtime,
    distribute_grades,
)
from directory.domain.practitioner_states import PractitionerStatus, is_page_shown
from directory.domain.vocabulary import Vocabulary
from directory.models import Practitioner, Review, ReviewState
from directory.services.card_facts import CardFacts, CardLocation, read_card_facts
from directory.services.comparison_view import ComparedPerson
from directory.services.listed_people import describe_person
from directory.services.outcome_statistics import (
    VerifiedReport,
    count_adverse_events,
    days_until_work,
    list_verified_reports,
)
from directory.services.registry_notices import list_noticed
from directory.services.result_cards import skill_for
from directory.services.search_results import SkillEstimate
from directory.services.skill_estimates import list_estimates, list_treated_skills


@dataclass(frozen=True, slots=True)
class ComparedPeople:
    """People to compare, and whether their reported figures are of all concerns together."""

    people: tuple[ComparedPerson, ...]
    is_of_all_concerns: bool


def list_shown_practitioners(session: Session, slugs: Sequence[str]) -> list[Practitioner]:
    """Those of these profiles that the public may open, in the order given."""
    found = {
        practitioner.slug: practitioner
        for practitioner in session.scalars(
            select(Practitioner)
            .where(Practitioner.slug.in_(slugs))
            .options(selectinload(Practitioner.concerns))
        )
        if is_page_shown(PractitionerStatus(practitioner.status))
    }
    return [found[slug] for slug in slugs if slug in found]


def gather_people(
    session: Session,
    vocabulary: Vocabulary,
    practitioners: Sequence[Practitioner],
    today: date,
    *,
    concern_key: str | None = None,
    place: Place | None = None,
) -> ComparedPeople:
    """What is compared of each of these practitioners, in their order; the queries do not grow."""
    keys = [practitioner.id for practitioner in practitioners]
    facts = read_card_facts(session, keys, today)
    estimates = list_estimates(session, vocabulary, keys)
    noticed = list_noticed(session, keys)
    reports: dict[int, list[VerifiedReport]] = defaultdict(list)
    for report in list_verified_reports(session, keys):
        reports[report.practitioner_id].append(report)
    levels = _count_levels(session, keys)
    is_enough = all(_are_enough(_about(reports[key], concern_key)) for key in keys)
    people = tuple(
        _person(
            one,
            facts[one.id],
            estimates.get(one.id, {}),
            reports[one.id],
            levels[one.id],
            vocabulary=vocabulary,
            concern_key=concern_key,
            reports_key=concern_key if is_enough else None,
            place=place,
            has_notice=one.id in noticed,
        )
        for one in practitioners
    )
    return ComparedPeople(people, is_of_all_concerns=not (concern_key and is_enough))


def _person(
    practitioner: Practitioner,
    facts: CardFacts,
    estimates: Mapping[str, SkillEstimate],
    reports: Sequence[VerifiedReport],
    levels: Mapping[int, int],
    *,
    vocabulary: Vocabulary,
    concern_key: str | None,
    reports_key: str | None,
    place: Place | None,
    has_notice: bool,
) -> ComparedPerson:
    asked = _about(reports, reports_key)
    distance_km, location = _nearest(facts.locations, place)
    treated = {row.concern_key for row in practitioner.concerns}
    return ComparedPerson(
        **describe_person(
            facts, location, vocabulary, distance_km=distance_km, has_notice=has_notice
        ),
        skill=skill_for(estimates, concern_key or "") if estimates else None,
        skills={
            skill.concern_key: skill
            for skill in list_treated_skills(treated, estimates, reports, vocabulary)
        },
        grades=distribute_grades(report.gais for report in asked),
        since=min((report.reported_on for report in asked), default=None),
        downtime=distribute_downtime(days_until_work(asked)),
        adverse_events=count_adverse_events(asked),
        review_levels=tuple((words, levels[level]) for level, words in LEVEL_WORDS.items()),
        languages=tuple(
            language.name
            for key in practitioner.languages
            if (language := vocabulary.find_language(key))
        ),
        is_accepting=practitioner.is_accepting_patients,
    )


def _about(reports: Sequence[VerifiedReport], concern_key: str | None) -> list[VerifiedReport]:
    """The reports on this concern, or all."""
    return [report for report in reports if concern_key in {None, report.concern_key}]


def _are_enough(reports: Sequence[VerifiedReport]) -> bool:
    return len(reports) >= SMALL_CELL


def _nearest(
    locations: Sequence[CardLocation], place: Place | None
) -> tuple[float | None, CardLocation | None]:
    """The way to the nearest location, and that location; without a place the first one."""
    located = [
        (haversine_km(place.point.lat, place.point.lon, one.latitude, one.longitude), one)
        for one in locations
        if place and one.latitude is not None and one.longitude is not None
    ]
    if located:
        return min(located, key=lambda pair: pair[0])
    return None, locations[0] if locations else None


def _count_levels(session: Session, practitioner_ids: Sequence[int]) -> dict[int, Counter[int]]:
    """Published reviews of each practitioner by verification level."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    rows = session.execute(
        select(Review.practitioner_id, Review.verification_level, func.count())
        .where(Review.practitioner_id.in_(practitioner_ids), Review.state == ReviewState.PUBLISHED)
        .group_by(Review.practitioner_id, Review.verification_level)
    )
    for practitioner_id, level, count in rows:
        counts[practitioner_id][level] = count
    return counts
