"""The one weight that is the patient's, tried on a live search: the same people, ordered anew.

Only the order of a search is asked for; nobody is scored here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.geography import Place
from directory.domain.phrases import PhraseMatcher
from directory.models import Practitioner
from directory.services.search_finding import find_practitioners
from directory.services.search_request import (
    ANY_DISTANCE,
    DEFAULT_DISTANCE_WEIGHT,
    SearchRequest,
)
from search_index import Hit, SearchIndex


@dataclass(frozen=True, slots=True)
class TriedPlace:
    """One practitioner in the order tried; `usual_rank` is None for who is not among the first.

    `utility` = `points` − `cost`, in points; `distance_km` in kilometres.
    """

    rank: int
    usual_rank: int | None
    slug: str
    name: str
    points: float
    distance_km: float
    cost: float
    utility: float


@dataclass(frozen=True, slots=True)
class WeightTrial:
    """The first page of a search at the weight tried, beside its usual order."""

    request: SearchRequest
    place: Place
    total: int
    places: tuple[TriedPlace, ...]


def try_weight(
    session: Session,
    index: SearchIndex,
    matcher: PhraseMatcher,
    request: SearchRequest,
    today: date,
) -> WeightTrial | None:
    """Order the search twice, at any distance; None where its place is not known."""
    tried = request.changed(within_miles=ANY_DISTANCE)
    finding = find_practitioners(session, index, matcher, tried, today)
    if finding.reading.place is None:
        return None
    usual = find_practitioners(
        session,
        index,
        matcher,
        tried.changed(distance_weight=DEFAULT_DISTANCE_WEIGHT),
        today,
    )
    usual_ranks = {hit.key: hit.rank for hit in usual.page.hits}
    hits = [hit for hit in finding.page.hits if hit.distance_km is not None]
    people = {
        one.id: one
        for one in session.scalars(
            select(Practitioner).where(Practitioner.id.in_([hit.key for hit in hits]))
        )
    }
    return WeightTrial(
        request=tried,
        place=finding.reading.place,
        total=finding.page.total,
        places=tuple(
            _place(hit, people[hit.key], usual_ranks.get(hit.key))
            for hit in hits
            if hit.key in people
        ),
    )


def _place(hit: Hit, practitioner: Practitioner, usual_rank: int | None) -> TriedPlace:
    return TriedPlace(
        rank=hit.rank,
        usual_rank=usual_rank,
        slug=practitioner.slug,
        name=practitioner.full_name,
        points=hit.points,
        distance_km=hit.distance_km or 0.0,
        cost=hit.distance_cost,
        utility=hit.utility,
    )
