"""Who comes first: skill less the way, and what decides when that is equal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from search_index import Place, SearchIndex, SkillPoints, Sort, ranking_rule
from tests.search.documents import a_document, a_query, a_skill, at
from tests.search.engines import EVERY_ENGINE

ENGINES = EVERY_ENGINE
IndexOf = Callable[..., SearchIndex]
BOSTON = Place(42.36, -71.06)


def _keys(index: SearchIndex, **asked: object) -> list[int]:
    return [hit.key for hit in index.search(a_query(**asked)).hits]


def test_the_skill_for_the_concern_asked_decides(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, concerns=("acne",), skill={"": a_skill(80), "acne": a_skill(40)}),
        a_document(2, concerns=("acne",), skill={"": a_skill(50), "acne": a_skill(60)}),
    )
    assert _keys(index) == [1, 2]
    assert _keys(index, concern="acne") == [2, 1]


def test_without_skill_in_the_concern_the_overall_skill_ranks_and_is_named(
    index_of: IndexOf,
) -> None:
    index = index_of(
        a_document(1, concerns=("acne",), skill={"": a_skill(80)}),
        a_document(2, concerns=("acne",), skill={"": a_skill(50), "acne": a_skill(60)}),
    )
    hits = index.search(a_query(concern="acne")).hits
    assert [(hit.key, hit.points, hit.concern) for hit in hits] == [(1, 80, ""), (2, 60, "acne")]


def test_each_doubling_of_the_way_beyond_ten_kilometres_costs_the_points_asked(
    index_of: IndexOf,
) -> None:
    degree_km = 111.195  # of latitude
    documents = [
        a_document(key, points=50, locations=at(42.36 + km / degree_km, -71.06))
        for key, km in enumerate([9.0, 20.0, 40.0, 80.0], start=1)
    ]
    hits = index_of(*documents).search(a_query(place=BOSTON, points_per_doubling=3)).hits
    assert [round(hit.distance_cost, 2) for hit in hits] == [0, 3, 6, 9]
    assert all(hit.utility == hit.points - hit.distance_cost for hit in hits)


def test_the_nearest_location_counts(index_of: IndexOf) -> None:
    far, near = at(34.0, -118.2), at(42.36, -71.06)
    hit = index_of(a_document(1, locations=far + near)).search(a_query(place=BOSTON)).hits[0]
    assert hit.nearest_location == 1
    assert hit.distance_km == pytest.approx(0, abs=1e-6)


def test_whoever_has_no_known_place_comes_after_those_who_have(index_of: IndexOf) -> None:
    index = index_of(a_document(1, points=50), a_document(2, points=50, locations=at(42.0, -71.0)))
    hits = index.search(a_query(place=BOSTON)).hits
    assert [(hit.key, hit.distance_km is None) for hit in hits] == [(2, False), (1, True)]
    assert _keys(index, place=BOSTON, radius_km=20_000) == [2]


def test_a_difference_below_the_last_decimal_is_none(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, points=0.50000010, effective_outcomes=1),
        a_document(2, points=0.50000000, effective_outcomes=2),
        a_document(3, points=0.49999000, effective_outcomes=3),
    )
    assert _keys(index) == [2, 1, 3]


def test_the_lottery_is_fixed_on_a_day_and_fair_over_the_days(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key) for key in range(1, 5)))
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(200)]
    firsts = [_keys(index, snapshot_on=day)[0] for day in days]
    assert firsts == [_keys(index, snapshot_on=day)[0] for day in days]
    assert all(firsts.count(key) > 25 for key in range(1, 5))


@pytest.mark.parametrize(
    ("difference", "is_tied"), [(0.0, True), (3.0, True), (3.17, True), (3.2, False), (30, False)]
)
def test_two_whose_order_is_a_coin_toss_are_tied(
    index_of: IndexOf, difference: float, is_tied: bool
) -> None:
    # Each deviation is 14.1 / 3.29 = 4.29, together 6.06; Φ(z) reaches 0.7 at z = 0.5244.
    index = index_of(
        a_document(1, skill={"": a_skill(50, width=14.1)}),
        a_document(2, skill={"": a_skill(50 - difference, width=14.1)}),
    )
    first, second = index.search(a_query()).hits
    assert (first.tied_with_previous, second.tied_with_previous) == (False, is_tied)


def test_a_tie_is_seen_over_the_edge_of_a_page(index_of: IndexOf) -> None:
    index = index_of(a_document(1, points=50), a_document(2, points=49.9), a_document(3, points=10))
    assert [
        index.search(a_query(page=page, per_page=1)).hits[0].tied_with_previous
        for page in (1, 2, 3)
    ] == [False, True, False]


def test_only_the_order_by_skill_knows_ties(index_of: IndexOf) -> None:
    index = index_of(a_document(1), a_document(2))
    assert not any(h.tied_with_previous for h in index.search(a_query(sort=Sort.NAME)).hits)


def test_two_of_a_clinic_stand_among_the_first_ten_and_the_others_right_behind(
    index_of: IndexOf,
) -> None:
    one_clinic = [a_document(n, points=99 - n, locations=at(42, -71, "one")) for n in range(1, 6)]
    others = [a_document(n, points=60 - n, locations=at(42, -71)) for n in range(10, 22)]
    hits = index_of(*one_clinic, *others).search(a_query()).hits
    assert [hit.key for hit in hits] == [1, 2, *range(10, 18), 3, 4, 5, *range(18, 22)]
    assert [hit.key for hit in hits if hit.held_back_by_clinic_rule] == [3, 4, 5]


def test_a_large_clinic_is_looked_past_however_many_lead(index_of: IndexOf) -> None:
    one_clinic = [a_document(n, points=99, locations=at(42, -71, "one")) for n in range(1, 200)]
    others = [a_document(n, points=10) for n in range(200, 208)]
    index = index_of(*one_clinic, *others)
    first_ten = _keys(index, per_page=10)
    assert sum(key < 200 for key in first_ten) == 2
    assert sorted(first_ten[2:]) == list(range(200, 208))
    assert (
        len({key for page in range(1, 22) for key in _keys(index, per_page=10, page=page)}) == 207
    )


def test_nobody_gives_way_to_a_worse_match(index_of: IndexOf) -> None:
    index = index_of(
        *(
            a_document(n, points=50 - n, place_words="harbour skin", locations=at(42, -71, "one"))
            for n in range(1, 5)
        ),
        *(a_document(n, points=90, biography="the harbour of skin") for n in range(10, 20)),
    )
    assert _keys(index, text="harbour skin")[:4] == [1, 2, 3, 4]


def test_with_few_results_everybody_of_a_clinic_is_still_shown(index_of: IndexOf) -> None:
    index = index_of(*(a_document(n, points=n, locations=at(42, -71, "one")) for n in (1, 2, 3)))
    hits = index.search(a_query()).hits
    assert [(hit.key, hit.held_back_by_clinic_rule) for hit in hits] == [
        (3, False),
        (2, False),
        (1, False),
    ]


def test_other_orders_are_those_the_patient_asked_for(index_of: IndexOf) -> None:
    index = index_of(
        a_document(
            1,
            points=90,
            name="Zoe Adler",
            years_evidenced=3,
            locations=at(43, -71),
            verified_outcome_count=1,
        ),
        a_document(2, points=50, name="Adam Zeller", locations=at(42.4, -71)),
        a_document(3, points=10, name="Mia Moss", years_evidenced=20, verified_outcome_count=9),
    )
    assert _keys(index, sort=Sort.NAME) == [1, 3, 2]
    assert _keys(index, sort=Sort.YEARS) == [3, 1, 2]
    assert _keys(index, sort=Sort.VERIFIED) == [3, 1, 2]
    assert _keys(index, sort=Sort.DISTANCE, place=BOSTON) == [2, 1, 3]
    assert index.search(a_query(sort=Sort.DISTANCE)).ordered_by is Sort.SKILL


def test_a_page_past_the_end_is_the_last_page(index_of: IndexOf) -> None:
    index = index_of(*(a_document(key) for key in range(1, 6)))
    page = index.search(a_query(page=10**9, per_page=2))
    assert (page.page, page.pages, page.total, len(page.hits)) == (3, 3, 5, 1)
    assert page.hits[0].rank == 5


def test_an_empty_index_answers_with_an_empty_page(index_of: IndexOf) -> None:
    page = index_of().search(a_query("scars", concern="acne", place=BOSTON, radius_km=5, page=7))
    assert (page.hits, page.total, page.page, page.pages) == ((), 0, 1, 1)


def test_a_facet_counts_what_its_other_values_would_find(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, profession="dermatologist", languages=("en", "es")),
        a_document(2, profession="registered_nurse", languages=("en",)),
        a_document(3, profession="registered_nurse", languages=("es",)),
    )
    page = index.search(a_query(professions=("dermatologist",)))
    counts = {
        facet: {count.value: (count.count, count.chosen) for count in page.facets[facet]}
        for facet in ("professions", "languages")
    }
    assert counts["professions"] == {"registered_nurse": (2, False), "dermatologist": (1, True)}
    assert counts["languages"] == {"en": (1, False), "es": (1, False)}


def test_a_chosen_value_is_shown_even_when_nobody_has_it(index_of: IndexOf) -> None:
    page = index_of(a_document(1, languages=("en",))).search(a_query(languages=("tlh",)))
    assert [(c.value, c.count, c.chosen) for c in page.facets["languages"]] == [
        ("en", 1, False),
        ("tlh", 0, True),
    ]


def test_points_are_shown_with_the_interval_they_came_with(index_of: IndexOf) -> None:
    skill = SkillPoints(points=79.25, lo90=74.5, hi90=84.75)
    hit = index_of(a_document(1, skill={"": skill})).search(a_query()).hits[0]
    assert (hit.points, hit.lo90, hit.hi90) == (79.25, 74.5, 84.75)


def test_counting_agrees_with_searching_when_a_filter_is_loosened(index_of: IndexOf) -> None:
    index = index_of(
        a_document(1, years_evidenced=4),
        a_document(2, years_evidenced=12, skin_types=(5,)),
    )
    query = a_query(min_years=10, skin_type=1)
    assert index.count(query) == 0
    assert index.count(replace(query, skin_type=None)) == 1
    assert index.count(replace(query, min_years=None, skin_type=None)) == 2


def test_the_published_constants_are_those_of_the_design() -> None:
    assert (ranking_rule.FREE_KM, ranking_rule.DOUBLING_KM) == (10, 10)
    assert ranking_rule.DEFAULT_POINTS_PER_DOUBLING == 2
    assert ranking_rule.TIE_PROBABILITY == 0.7
    assert (ranking_rule.CLINIC_LIMIT, ranking_rule.CLINIC_WINDOW) == (2, 10)
