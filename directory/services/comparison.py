"""Practitioners side by side, sorted by what tells them apart.

Facts differ when they are not the same. Figures that carry an interval differ only when some two
of them can be told apart: the better is better with at least the probability that ranking asks for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from itertools import combinations

from sqlalchemy.orm import Session

from directory.domain.vocabulary import Vocabulary
from directory.services.compared_people import gather_people, list_shown_practitioners
from directory.services.comparison_view import (
    AlikeTrait,
    ComparedPerson,
    Comparison,
    ConcernRow,
    Pair,
    Trait,
)
from directory.services.places import find_place
from search_index import ranking_rule

MOST_COMPARED = 4
LEAST_COMPARED = 2

Interval = tuple[float, float, float]
"""An estimate with the ends of its 90% interval."""


def compare(
    session: Session,
    vocabulary: Vocabulary,
    slugs: Sequence[str],
    today: date,
    *,
    concern_key: str | None = None,
    near: str = "",
) -> Comparison:
    """Compare the first MOST_COMPARED of these profiles that are there, in the order given."""
    place = find_place(session, near) if near else None
    practitioners = list_shown_practitioners(session, slugs)
    known = [practitioner.slug for practitioner in practitioners]
    compared = practitioners[:MOST_COMPARED]
    gathered = gather_people(
        session, vocabulary, compared, today, concern_key=concern_key, place=place
    )
    people = gathered.people
    shown = [trait for trait in Trait if place or trait is not Trait.DISTANCE]
    differing = [trait for trait in shown if _is_differing(trait, people)]
    rows = _concern_rows(people, vocabulary)
    return Comparison(
        people=people,
        pairs=tuple(_pair(*two) for two in combinations(people, 2) if all(p.skill for p in two)),
        differing=tuple(differing),
        alike=tuple(
            AlikeTrait(trait, _is_same(trait, people)) for trait in shown if trait not in differing
        ),
        concerns=tuple(row for row in rows if row.treating_count > 1),
        lone_concerns=tuple(row for row in rows if row.treating_count == 1),
        concern=vocabulary.find_concern(concern_key or ""),
        is_of_all_concerns=gathered.is_of_all_concerns,
        place=place,
        unknown_place="" if place else near,
        unknown=tuple(slug for slug in slugs if slug not in known),
        left_out=len(practitioners) - len(compared),
    )


def _pair(one: ComparedPerson, other: ComparedPerson) -> Pair:
    """Put the likelier better one first; of equals the one given first."""
    probability = _probability_better(_skill_interval(one), _skill_interval(other))
    if probability < 0.5:
        return Pair(other, one, 1 - probability)
    return Pair(one, other, probability)


def _concern_rows(
    people: Sequence[ComparedPerson], vocabulary: Vocabulary
) -> tuple[ConcernRow, ...]:
    """Concerns on which at least one has a verified outcome: told apart first, then by reports."""
    reports: Counter[str] = Counter()
    for person in people:
        for key, skill in person.skills.items():
            reports[key] += skill.verified_outcome_count
    rows = []
    for key, count in reports.items():
        concern = vocabulary.find_concern(key)
        if concern and count:
            skills = tuple(person.skills.get(key) for person in people)
            intervals = [(one.points, one.lo90, one.hi90) for one in skills if one]
            rows.append(ConcernRow(concern, skills, _can_tell_apart(intervals)))
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                not row.is_told_apart,
                -reports[row.concern.key],
                row.concern.name,
            ),
        )
    )


def _skill_interval(person: ComparedPerson) -> Interval:
    assert person.skill is not None  # noqa: S101  # only those with a skill are paired
    return person.skill.points, person.skill.lo90, person.skill.hi90


def _probability_better(one: Interval, other: Interval) -> float:
    return ranking_rule.probability_better(one[0] - other[0], one[2] - one[1], other[2] - other[1])


def _can_tell_apart(intervals: Sequence[Interval]) -> bool:
    """Whether the order of any two is more than a coin-toss."""
    return any(
        not ranking_rule.is_coin_toss(one[0] - other[0], one[2] - one[1], other[2] - other[1])
        for one, other in combinations(intervals, 2)
    )


def _much_improved(person: ComparedPerson) -> Interval | None:
    share, interval = person.grades.much_improved_share, person.grades.much_improved_interval
    return None if share is None or interval is None else (share, *interval)


def _harmed(person: ComparedPerson) -> Interval | None:
    """The share of the gravest kind of adverse event, which is counted last."""
    if not person.adverse_events:
        return None
    gravest = person.adverse_events[-1]
    return gravest.count / gravest.total, gravest.lo90, gravest.hi90


_INTERVALS: Mapping[Trait, Callable[[ComparedPerson], Interval | None]] = {
    Trait.GRADES: _much_improved,
    Trait.SAFETY: _harmed,
}
_FACTS: Mapping[Trait, Callable[[ComparedPerson], Hashable]] = {
    Trait.REPORTS: lambda person: (
        person.skill and (person.skill.all_outcome_count, person.skill.verified_outcome_count)
    ),
    Trait.YEARS: lambda person: (
        person.years_evidenced and int(person.years_evidenced),
        person.years_evidence_level,
    ),
    Trait.PROFESSION: lambda person: person.role,
    Trait.LASER_OPERATOR: lambda person: person.laser_operator,
    Trait.DOWNTIME: lambda person: person.downtime and person.downtime.median_days,
    Trait.REVIEW_LEVELS: lambda person: person.review_levels,
    Trait.NOTICES: lambda person: person.has_notice,
    Trait.DISTANCE: lambda person: person.distance_km and round(person.distance_km),
    Trait.LANGUAGES: lambda person: frozenset(person.languages),
    Trait.NEW_PATIENTS: lambda person: person.is_accepting,
    Trait.DETAILS_CHECKED: lambda person: person.details_verified_on,
}


def _is_differing(trait: Trait, people: Sequence[ComparedPerson]) -> bool:
    """Whether this tells any two of them apart."""
    if trait in _INTERVALS:
        known = [_INTERVALS[trait](person) for person in people]
        return _can_tell_apart([one for one in known if one is not None])
    return len({_FACTS[trait](person) for person in people}) > 1


def _is_same(trait: Trait, people: Sequence[ComparedPerson]) -> bool:
    """Whether the very same is said of all of them."""
    if trait is Trait.DOWNTIME:
        return len({person.downtime for person in people}) <= 1
    value_of = _INTERVALS.get(trait) or _FACTS[trait]
    return len({value_of(person) for person in people}) <= 1
