"""Whether a record and a practitioner are one person: never by name alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.name_rarity import GivenNames
from directory.domain.record_linkage import (
    SIGN_WORDS,
    WEIGHTS,
    Person,
    Sign,
    is_certain,
    is_exact_match,
    licence_key,
    split_family_name,
    weigh_candidates,
)

NAMES = GivenNames.count({"elspeth": 1, "michael": 40, "other": 1_959})
SHORT = {"william": frozenset({"bill"})}
ELSPETH = Person(
    given_name="elspeth",
    family_names=("mctavish",),
    middle_name="q",
    licences=frozenset({("CO", "1234")}),
    profession_keys=frozenset({"dermatologist"}),
    postal_codes=frozenset({"80202"}),
    cities=frozenset({("denver", "CO")}),
    regions=frozenset({"CO"}),
)


def alike(one: str, other: str) -> float:
    """A stand-in for the library: same first letter and nearly the same length is alike."""
    return 0.95 if one[:3] == other[:3] else 0.3


def is_exact(record: Person, practitioner: Person) -> bool:
    return is_exact_match(record, practitioner, alike, SHORT)


def test_the_same_npi_is_the_same_person_also_under_a_new_name() -> None:
    known = replace(ELSPETH, npi="1000000004")
    assert is_exact(replace(known, family_names=("okafor",)), known)


def test_an_npi_with_two_other_names_is_looked_at() -> None:
    known = replace(ELSPETH, npi="1000000004")
    assert not is_exact(replace(known, given_name="boris", family_names=("okafor",)), known)


def test_another_npi_is_another_person_whatever_else_agrees() -> None:
    one, other = replace(ELSPETH, npi="1000000004"), replace(ELSPETH, npi="1000000012")
    assert not is_exact(one, other)
    assert weigh_candidates(one, {1: other}, alike, SHORT, NAMES) == []


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({}, True),
        ({"given_name": "e"}, True),
        ({"given_name": "boris"}, False),
        ({"family_names": ("okafor",)}, False),
        ({"family_names": ("mctavishlee", "mctavish", "lee")}, True),
        ({"licences": frozenset({("WA", "1234")})}, False),
        ({"licences": frozenset({("CO", "1235")})}, False),
        ({"profession_keys": frozenset({"aesthetician"})}, False),
        ({"profession_keys": frozenset({"physician"})}, True),
    ],
)
def test_state_number_and_family_name_make_a_match(change: dict, is_same: bool) -> None:
    assert is_exact(replace(ELSPETH, **change), ELSPETH) is is_same


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("AP-0060958305", "60958305", True),
        ("DR00012345", "12345", True),
        ("A12345", "A12346", False),
        ("B7", "C7", False),
    ],
)
def test_spellings_of_a_licence_number(one: str, other: str, is_same: bool) -> None:
    assert (licence_key(one) == licence_key(other)) is is_same


def test_family_names_of_two_parts() -> None:
    assert split_family_name("Pérez-Rodríguez") == ("perezrodriguez", "perez", "rodriguez")
    assert split_family_name("de la Cruz") == ("delacruz",)


@given(
    st.sets(st.sampled_from(["middle_name", "profession_keys", "regions"])),
    st.integers(min_value=1, max_value=30),
)
def test_a_name_alone_is_never_certain(kept: set[str], namesakes: int) -> None:
    """Not with the profession, the middle name and the state beside it, however rare it is."""
    nothing: dict[str, object] = {
        "middle_name": "",
        "profession_keys": frozenset(),
        "regions": frozenset(),
    }
    record = replace(
        ELSPETH,
        licences=frozenset(),
        postal_codes=frozenset(),
        cities=frozenset(),
        **{name: value for name, value in nothing.items() if name not in kept},  # type: ignore[arg-type]
    )
    people = {key: replace(ELSPETH, given_name=f"x{key}") for key in range(2, namesakes + 1)}
    best, *_ = weigh_candidates(record, {1: ELSPETH, **people}, alike, SHORT, NAMES)
    assert best.key == 1
    assert not is_certain(best)


def test_a_rare_name_in_the_same_place_is_certain() -> None:
    record = replace(ELSPETH, licences=frozenset())
    (candidate,) = weigh_candidates(record, {7: ELSPETH}, alike, SHORT, NAMES)
    assert is_certain(candidate)
    assert Sign.ZIP_SAME in candidate.signs


def test_two_who_fit_alike_are_for_a_person_to_tell_apart() -> None:
    record = replace(ELSPETH, licences=frozenset())
    candidates = weigh_candidates(record, {7: ELSPETH, 8: ELSPETH}, alike, SHORT, NAMES)
    assert [candidate.key for candidate in candidates] == [7, 8]
    assert not any(map(is_certain, candidates))


@pytest.mark.parametrize(
    ("change", "is_sure"),
    [
        ({}, True),
        ({"given_name": "michael"}, False),
        ({"given_name": "michael", "middle_name": "quill"}, True),
        ({"suffix": "jr"}, False),
    ],
)
def test_a_common_name_and_a_suffix_need_more_evidence(
    change: dict[str, str], is_sure: bool
) -> None:
    bare = {"licences": frozenset(), "profession_keys": frozenset(), "middle_name": ""}
    here = replace(ELSPETH, **bare | change)  # type: ignore[arg-type]
    record = replace(here, suffix="")
    namesakes = {key: replace(ELSPETH, given_name=f"x{key}") for key in range(2, 6)}
    best, *_ = weigh_candidates(record, {1: here, **namesakes}, alike, SHORT, NAMES)
    assert best.key == 1
    assert is_certain(best) is is_sure


def test_namesakes_of_other_states_are_no_rivals() -> None:
    record = replace(ELSPETH, licences=frozenset(), middle_name="")
    far = {"regions": frozenset({"FL"}), "cities": frozenset(), "postal_codes": frozenset()}
    others = {key: replace(ELSPETH, given_name=f"x{key}") for key in range(2, 200)}
    elsewhere = {key: replace(one, **far) for key, one in others.items()}  # type: ignore[arg-type]
    near, *_ = weigh_candidates(record, {1: ELSPETH, **others}, alike, SHORT, NAMES)
    rare, *_ = weigh_candidates(record, {1: ELSPETH, **elsewhere}, alike, SHORT, NAMES)
    assert (is_certain(near), is_certain(rare)) == (False, True)


@given(st.integers(0, 50), st.integers(1, 50))
def test_the_commoner_a_name_the_less_it_says(rarer: int, more: int) -> None:
    names = GivenNames.count({"a": rarer, "b": rarer + more, "c": 1_000})
    assert names.weigh("a") > names.weigh("b")


def test_probabilities_leave_room_for_nobody() -> None:
    people = dict.fromkeys(range(5), ELSPETH)
    total = sum(one.probability for one in weigh_candidates(ELSPETH, people, alike, SHORT, NAMES))
    assert 0 < total < 1


def test_a_short_form_does_not_contradict() -> None:
    bill, william = replace(ELSPETH, given_name="bill"), replace(ELSPETH, given_name="william")
    assert is_exact(bill, william)
    assert is_exact(william, bill)


def test_every_sign_has_a_weight_and_words() -> None:
    assert set(WEIGHTS) == set(SIGN_WORDS) == set(Sign)
