"""Documents and searches the search tests are made of."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from search_index import (
    DocumentLocation,
    Place,
    PractitionerDocument,
    SearchQuery,
    SkillPoints,
    Sort,
)

SNAPSHOT_ON = date(2026, 3, 2)


def a_skill(points: float, width: float = 10.0) -> SkillPoints:
    return SkillPoints(points=points, lo90=points - width / 2, hi90=points + width / 2)


def a_document(key: int = 1, points: float = 50.0, **values: Any) -> PractitionerDocument:
    """A practitioner of whom only what the test says is known."""
    known = {"version": 1, "name": f"Practitioner Number{key}", "skill": {"": a_skill(points)}}
    return PractitionerDocument(**{"key": key, **known, **values})


def at(latitude: float, longitude: float, clinic: str = "") -> tuple[DocumentLocation, ...]:
    return (DocumentLocation(latitude=latitude, longitude=longitude, clinic=clinic),)


def a_query(text: str = "", **values: Any) -> SearchQuery:
    return SearchQuery(**{"snapshot_on": SNAPSHOT_ON, "text": text, **values})


# Few words, keys and places, so that documents and searches meet often and ties are common.
_WORDS = ["laser", "scar", "scars", "melasma", "boston", "gentle", "okafor", "maria", "m", "peña"]
_NAMES = ["Maria Okafor", "Okafor, Maria T.", "José Peña", "Siobhán O'Brien", "Mei An", "Jose Pena"]
_CONCERNS = ["acne", "melasma", "scars"]
_POINTS = [0.0, 40.0, 40.000001, 55.5, 70.123456]

_texts = st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join)
_lines = st.lists(_texts, max_size=3).map("\n".join)
_phrases = st.one_of(_texts, st.sampled_from([*_NAMES, "laser", "maria okafor", "acne\nscars"]))
# Around Boston, on both sides of the 180th meridian, and around the poles; no two equally far.
_points_on_earth = st.sampled_from(
    [
        *((42.0, -71.0), (42.05, -71.05), (42.3, -71.3), (42.36, -71.36), (47.0, -76.0)),
        *((-16.5, 179.93), (-16.52, -179.96), (-16.9, -179.5), (-17.0, 180.0)),
        *((89.9, 12.0), (89.93, -170.0), (90.0, 0.0), (-89.95, 77.0), (-89.8, -104.0)),
    ]
)
_skills = st.builds(a_skill, st.sampled_from(_POINTS), st.sampled_from([0.0, 4.0, 12.0]))


def _some(values: list[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values)).map(tuple)


_locations = st.lists(
    st.builds(
        lambda point, clinic: DocumentLocation(
            latitude=point[0], longitude=point[1], clinic=clinic
        ),
        _points_on_earth,
        st.sampled_from(["", "north", "south"]),
    ),
    max_size=3,
).map(tuple)


def documents_with(keys: st.SearchStrategy[int]) -> st.SearchStrategy[PractitionerDocument]:
    return st.builds(
        PractitionerDocument,
        key=keys,
        version=st.integers(1, 3),
        name=st.sampled_from(_NAMES),
        name_variants=_some(_NAMES),
        profession=st.sampled_from(["", "dermatologist", "registered_nurse"]),
        profession_words=_lines,
        concerns=_some(_CONCERNS),
        concern_words=_lines,
        treatments=_some(["co2", "pulsed_dye"]),
        place_words=_texts,
        biography=_texts,
        languages=_some(["en", "es", "ar"]),
        accepting_patients=st.sampled_from([None, True, False]),
        years_evidenced=st.sampled_from([None, 0.0, 4.5, 5.0, 12.0, 31.0]),
        verified_outcome_count=st.sampled_from([0, 1, 10, 29, 250]),
        effective_outcomes=st.sampled_from([0.0, 8.25, 31.5]),
        skin_types=_some([1, 4, 5, 6]),
        locations=_locations,
        skill=st.builds(
            lambda overall, others: {"": overall, **others},
            _skills,
            st.dictionaries(st.sampled_from(_CONCERNS), _skills, max_size=2),
        ),
    )


corpora = st.lists(
    documents_with(st.integers(0, 2**63 - 1)), max_size=30, unique_by=lambda d: d.key
)

queries = st.builds(
    SearchQuery,
    snapshot_on=st.dates(date(2026, 1, 1), date(2026, 1, 5)),
    text=st.one_of(st.just(""), _texts, st.sampled_from(_NAMES)),
    remarks=st.one_of(st.just(""), st.just(""), _texts),
    phrases=st.one_of(st.just(()), st.lists(_phrases, max_size=2).map(tuple)),
    concern=st.sampled_from([None, None, *_CONCERNS, "unheard_of"]),
    treatments=st.sampled_from([(), (), (), ("co2",), ("co2", "pulsed_dye")]),
    skin_type=st.sampled_from([None, None, 1, 5]),
    place=st.one_of(st.none(), _points_on_earth.map(lambda point: Place(*point))),
    radius_km=st.sampled_from([None, None, 10.0, 40.0]),
    professions=st.sampled_from(
        [(), (), ("dermatologist",), ("dermatologist", "registered_nurse")]
    ),
    languages=st.sampled_from([(), (), ("es",), ("es", "ar"), ("tlh",)]),
    min_years=st.sampled_from([None, None, 5.0, 7.5]),
    min_verified_outcomes=st.sampled_from([None, None, 1, 12]),
    accepting_patients=st.sampled_from([None, None, True, False]),
    sort=st.sampled_from([Sort.SKILL, Sort.SKILL, *Sort]),
    points_per_doubling=st.sampled_from([0.0, 2.0, 10.0]),
    page=st.sampled_from([1, 1, 2, 10**9]),
    per_page=st.sampled_from([3, 7, 100]),
)
