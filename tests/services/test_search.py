"""A patient's search: who is found, in which order, why, and what is said when nobody is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.domain.understanding import ReadingKind
from directory.models import Practitioner, PractitionerNotice
from directory.services.search import KEPT_LONGEST
from directory.services.search_request import SearchRequest
from directory.services.search_results import SearchResults
from directory.services.skill import fit_and_score
from search_index import Sort
from tests.factories import (
    BOULDER,
    load_some_places,
    load_the_vocabulary,
    make_practitioner,
    make_review,
)
from tests.fixtures.databases import connect_to
from tests.fixtures.searches import Find

CHOSEN_FIELDS = (
    "concern",
    "treatment",
    "near",
    "within_miles",
    "skin_type",
    "professions",
    "languages",
    "min_years",
    "min_verified",
    "is_accepting",
    "text",
)


@pytest.fixture(scope="module")
def engine(module_database_url: str, today: date, now: datetime) -> Iterator[Engine]:
    """A directory of six people, stored once; what a test adds is taken back."""
    with connect_to(module_database_url) as engine:
        with Session(engine) as session:
            _store_people(session)
            fit_and_score(session, today, now)
            session.commit()
        yield engine


def _store_people(session: Session) -> None:
    fraxel = load_the_vocabulary(session).get_device_name("fraxel").treatment_keys
    load_some_places(session)
    good = make_practitioner(session, name="Marisol Okafor", slug="good")
    poor = make_practitioner(session, name="Hannah Lind", slug="poor")
    for _ in range(20):
        make_review(session, good, gais=5)
        make_review(session, poor, gais=2)
    make_practitioner(session, name="José Peña", slug="boulder", point=BOULDER)
    make_practitioner(
        session,
        name="Nia Bell",
        slug="nurse",
        profession_key="registered_nurse",
        languages=["en", "es"],
        concerns=("melasma",),
    )
    make_practitioner(
        session, name="Far Away", slug="london", point=(51.5, -0.12), concerns=("melasma",)
    )
    make_practitioner(session, name="Fay Laser", slug="fraxel", treatments=fraxel)


def slugs(results: SearchResults) -> list[str]:
    return [card.slug for card in results.cards]


def test_lay_words_and_a_place_find_those_who_treat_it_there_best_first(find: Find) -> None:
    results = find("pitted scars near Denver")
    assert results.concern is not None
    assert results.concern.key == "acne_scars"
    assert results.place is not None
    assert slugs(results)[0] == "good"
    assert slugs(results)[-1] == "poor"
    assert {"nurse", "london"}.isdisjoint(slugs(results))
    assert results.heading.startswith("Acne scars near Denver")


def test_the_reasons_of_every_card_sum_to_what_ranked_it(find: Find) -> None:
    cards = find("pitted scars near Denver").cards
    assert cards
    for card in cards:
        assert sum(part.points for part in card.reasons) == pytest.approx(card.utility, abs=0.01)
        assert sum(part.points for part in card.skill.parts) == pytest.approx(
            card.skill.points, abs=0.01
        )
    utilities = [card.utility for card in cards]
    assert utilities == sorted(utilities, reverse=True)


def test_downtime_is_of_the_concern_or_says_that_it_is_of_all(find: Find) -> None:
    good = find("pitted scars near Denver").cards[0]
    assert good.downtime is not None
    assert good.downtime_concern == "Acne scars"
    without_concern = find("Okafor").cards[0]
    assert without_concern.downtime is not None
    assert without_concern.downtime_concern == ""


def test_every_chip_can_be_taken_away(find: Find) -> None:
    results = find("melasma spanish speaking nurse boston")
    understood = [chip.label for chip in results.chips if chip.is_understood]
    assert len(understood) == 4
    for chip in results.chips:
        remaining = find(chip.without.text, **_filters(chip.without))
        assert chip.label not in [other.label for other in remaining.chips]
        assert len(remaining.chips) < len(results.chips)


def _filters(request: SearchRequest) -> dict[str, object]:
    return {name: getattr(request, name) for name in SearchRequest.__slots__ if name != "text"}


def test_a_chosen_filter_overrules_the_words(find: Find) -> None:
    results = find("pitted scars", concern="melasma")
    assert results.concern is not None
    assert results.concern.key == "melasma"
    assert set(slugs(results)) == {"nurse", "london"}


def test_a_device_name_is_explained_and_ranks_people(find: Find) -> None:
    results = find("Fraxel")
    assert results.device_name is not None
    assert results.device_treatments
    assert results.device_concerns
    assert slugs(results) == ["fraxel"]


def test_nobody_found_says_what_to_loosen_and_what_would_then_be_found(find: Find) -> None:
    results = find("melasma", near="Boulder", within_miles=10, min_years=5)
    assert results.total == 0
    assert results.loosenings
    for loosening in results.loosenings:
        again = find(loosening.request.text, **_filters(loosening.request))
        assert again.total == loosening.count
        assert again.total > 0


def test_nobody_found_for_two_reasons_gives_up_as_little_as_needed(find: Find) -> None:
    results = find("rosacea", near="London", professions=("registered_nurse",), min_years=20)
    assert results.total == 0
    (loosening,) = results.loosenings
    again = find(loosening.request.text, **_filters(loosening.request))
    assert again.total == loosening.count > 0


@pytest.mark.parametrize("kind", [*ReadingKind, *CHOSEN_FIELDS])
def test_every_kind_of_chip_can_be_given_up(kind: str) -> None:
    assert kind in KEPT_LONGEST


def test_an_unknown_place_is_said_and_similar_ones_offered(find: Find) -> None:
    results = find("acne scars", near="Denverr")
    assert results.unknown_place == "Denverr"
    assert results.place is None
    assert results.total > 0
    assert any(suggestion.label.startswith("Denver") for suggestion in results.place_suggestions)


def test_an_unknown_place_among_the_words_is_said_too(find: Find) -> None:
    results = find("acne scars near Denverr", is_as_written=True)
    assert results.unknown_place
    suggestion = results.place_suggestions[0]
    again = find(suggestion.request.text, **_filters(suggestion.request))
    assert again.place is not None
    assert again.total > 0


def test_a_state_in_full_finds_those_who_work_there(find: Find) -> None:
    assert "good" in slugs(find("Okafor Colorado"))


def test_a_misspelt_name_is_corrected(find: Find) -> None:
    results = find("Okafro")
    assert slugs(results)[0] == "good"
    assert results.written is not None
    assert results.written.label == "Okafro"


def test_a_correction_can_be_refused(find: Find) -> None:
    corrected = find("acne scras")
    assert corrected.concern and corrected.concern.key == "acne_scars"
    assert corrected.written is not None
    as_written = find(corrected.written.request.text, is_as_written=True)
    assert as_written.concern and as_written.concern.key == "active_acne"
    assert as_written.spelling is not None
    assert as_written.spelling.request.text == "acne scars"


def test_words_in_no_profile_do_not_hide_those_who_treat_the_concern(find: Find) -> None:
    plain = find("melasma")
    chatty = find("melasma that bothers me terribly qwertzuiop")
    assert slugs(chatty) == slugs(plain)
    assert "qwertzuiop" in chatty.unknown_words


def test_who_takes_new_patients_is_understood_and_can_be_taken_back(find: Find) -> None:
    results = find("acne scars accepting new patients")
    assert [chip.kind for chip in results.chips] == ["concern", "accepting"]
    assert results.chips[1].without.text == "acne scars"
    chosen = find("acne scars", is_accepting=True)
    assert slugs(results) == slugs(chosen)
    availability = next(facet for facet in results.facets if facet.field == "is_accepting")
    assert [choice.request.text for choice in availability.choices] == ["acne scars"]


def test_a_name_beside_a_concern_still_has_to_be_found(find: Find) -> None:
    assert slugs(find("acne scars Okafor")) == ["good"]


def test_a_name_finds_the_person_with_or_without_accents(find: Find) -> None:
    assert slugs(find("Jose Pena"))[0] == "boulder"
    assert slugs(find("Peña"))[0] == "boulder"


def test_facets_lead_to_what_they_count(find: Find) -> None:
    results = find("pitted scars near Denver")
    checked = 0
    for facet in results.facets:
        for choice in facet.choices:
            if not choice.is_chosen:
                again = find(choice.request.text, **_filters(choice.request))
                assert again.total == choice.count, (facet.label, choice.label)
                checked += 1
    assert checked > 5


def test_a_page_past_the_end_gives_the_last_one(find: Find) -> None:
    results = find("acne scars", page=10**9)
    assert results.page == results.page_count
    assert results.cards


def test_every_order_finds_the_same_people(find: Find) -> None:
    by_skill = set(slugs(find("acne scars near Denver")))
    for sort in Sort:
        assert set(slugs(find("acne scars near Denver", sort=sort))) == by_skill


def test_any_text_gives_a_page(find: Find) -> None:
    for text in (
        "",
        "x" * 10_000,
        "\x00\x01\x1b[31m",
        '"unbalanced',
        "*",
        "a* OR NOT (b",
        "name:",
        "\ud800",
    ):
        results = find(text)
        assert results.total >= 0
        assert results.heading


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text(max_size=80), near=st.text(max_size=20))
def test_hostile_text_never_breaks_a_search(find: Find, text: str, near: str) -> None:
    assert find(text, near=near).heading


def test_a_notice_of_an_authority_is_named_and_moves_nobody(
    session: Session, find: Find, today: date
) -> None:
    before = [card.slug for card in find("acne scars").cards]
    good = session.scalars(select(Practitioner).where(Practitioner.slug == "good")).one()
    poor = session.scalars(select(Practitioner).where(Practitioner.slug == "poor")).one()
    for person, ended_on, grade in ((good, None, "decided"), (poor, None, "open")):
        session.add(
            PractitionerNotice(
                practitioner_id=person.id,
                source="licences_washington",
                reference="WA 1",
                grade=grade,
                words="Probation",
                ended_on=ended_on,
                listed_on=today,
            )
        )
    session.flush()
    cards = find("acne scars").cards
    assert [card.slug for card in cards] == before
    assert [card.slug for card in cards if card.has_notice] == ["good"]
