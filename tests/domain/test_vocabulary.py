"""The vocabulary as a whole: looking up, and the mix of reference patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from directory.domain.errors import NotFoundError
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Suitability
from directory.sources.vocabulary_files import read_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(Path(__file__).parents[2] / "seed_data" / "vocabulary")


def test_an_unknown_key_is_found_as_nothing_and_got_as_an_error(vocabulary: Vocabulary) -> None:
    assert vocabulary.find_concern("vanity") is None
    with pytest.raises(NotFoundError, match="no concern 'vanity'"):
        vocabulary.get_concern("vanity")


def test_a_key_of_one_kind_is_not_found_among_another(vocabulary: Vocabulary) -> None:
    assert vocabulary.find_treatment("melasma") is None


def test_the_reference_mix_sums_to_one_and_leaves_out_no_concern(vocabulary: Vocabulary) -> None:
    mix = vocabulary.reference_mix()
    assert sum(mix.values()) == pytest.approx(1)
    assert list(mix) == [concern.key for concern in vocabulary.concerns]
    assert min(mix.values()) > 0


def test_treatments_for_a_concern_come_best_first(vocabulary: Vocabulary) -> None:
    grades = [grade for _, grade in vocabulary.list_treatments_for("acne_scars")]
    order = list(Suitability)
    assert grades == sorted(grades, key=order.index)
    assert grades[0] is Suitability.FIRST_CHOICE


def test_a_device_leads_to_what_its_treatments_are_first_choice_for(
    vocabulary: Vocabulary,
) -> None:
    assert {"acne_scars", "sun_damage"} <= set(vocabulary.list_concern_keys_of_device("fraxel"))


def test_a_device_without_a_first_choice_leads_to_what_it_helps(vocabulary: Vocabulary) -> None:
    assert vocabulary.list_concern_keys_of_device("thermage") == ("laxity",)
