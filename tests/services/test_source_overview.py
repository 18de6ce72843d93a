"""What each source adds: sites' stars are read by their place, whatever their scale."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from directory.models import ReviewSource
from directory.services.skill import fit_and_score
from directory.services.source_overview import get_source_overview
from tests.factories import load_the_vocabulary, make_practitioner, make_review


def test_a_site_that_gives_one_more_star_for_the_same_is_read_the_same(
    session: Session, now: datetime
) -> None:
    load_the_vocabulary(session)
    session.add(ReviewSource(key="strict", name="Strict", rating_min=1, rating_max=4))
    session.add(ReviewSource(key="generous", name="Generous", rating_min=1, rating_max=5))
    people = [make_practitioner(session) for _ in range(6)]
    for number in range(60):
        stars = (1, 2, 3, 3, 4, 4)[number % 6]
        for site, rating in (("strict", stars), ("generous", stars + 1)):
            make_review(session, people[number % 5], source=site, gais=None, level=0, rating=rating)
    fit_and_score(session, now.date(), now)
    sites = {site.name: site for site in get_source_overview(session, now).sites}
    strict, generous = sites["Strict"], sites["Generous"]
    assert (strict.review_count, strict.practitioner_count) == (60, 5)
    assert [one.rating for one in strict.standings] == [4, 3, 2, 1]
    assert [one.rating for one in generous.standings] == [5, 4, 3, 2]
    places = [round(one.better_than, 6) for one in strict.standings]
    assert places == [round(one.better_than, 6) for one in generous.standings]
    assert places == sorted(places, reverse=True)


def test_before_the_first_fit_nothing_is_said_of_how_stars_are_read(
    session: Session, now: datetime
) -> None:
    make_review(session, make_practitioner(session), source="google", gais=None, level=0)
    (site,) = get_source_overview(session, now).sites
    assert (site.review_count, site.standings) == (1, ())


def test_every_registry_says_what_it_adds_and_what_is_never_inferred(
    session: Session, now: datetime
) -> None:
    registries = get_source_overview(session, now).registries
    assert len(registries) >= 11
    assert all(one.source.adds and one.source.never and one.source.link for one in registries)
    assert {one.practitioner_count for one in registries} == {0}
