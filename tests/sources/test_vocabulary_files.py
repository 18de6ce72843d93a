"""The vocabulary's files: what is in ours, and what an editor is told about a mistake."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from directory.domain.errors import InvalidValueError
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Suitability
from directory.sources.vocabulary_files import read_vocabulary

PROJECT_FOLDER = Path(__file__).parents[2]
VOCABULARY_FOLDER = PROJECT_FOLDER / "seed_data" / "vocabulary"
ICD_10_CM = PROJECT_FOLDER / "../shared/data/vocabulary/icd10cm_2026apr_skin_subset.csv"
TAXONOMIES_THAT_CAN_TREAT = {
    *("207N00000X", "207ND0101X", "207ND0900X", "207NI0002X", "207NP0225X", "207NS0135X"),
    *("208200000X", "2082S0099X", "2082S0105X", "2086S0122X"),
    *("207YS0123X", "207YX0905X", "207YX0007X"),
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(VOCABULARY_FOLDER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files that a test may spoil."""
    return Path(shutil.copytree(VOCABULARY_FOLDER, tmp_path / "vocabulary"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_our_files_hold_what_was_asked_for(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.concerns) >= 22
    assert len(vocabulary.treatments) >= 16
    assert len(vocabulary.device_names) >= 45
    assert len(vocabulary.languages) >= 30


def test_every_icd_10_cm_code_is_one_of_the_official_list(vocabulary: Vocabulary) -> None:
    if not ICD_10_CM.exists():
        pytest.skip("the ICD-10-CM subset is not beside the project")
    with ICD_10_CM.open(newline="", encoding="utf-8") as file:
        official = {row["code"]: row["is_leaf"] for row in csv.DictReader(file)}
    used = {code for concern in vocabulary.concerns for code in concern.icd10cm}
    assert {code: official.get(code) for code in used} == dict.fromkeys(used, "True")


def test_rosacea_and_melasma_have_their_own_codes(vocabulary: Vocabulary) -> None:
    assert vocabulary.get_concern("rosacea").icd10cm == ("L71.8", "L71.9")
    assert vocabulary.get_concern("melasma").icd10cm == ("L81.1",)


def test_every_concern_has_a_treatment_that_helps(vocabulary: Vocabulary) -> None:
    good = {Suitability.FIRST_CHOICE, Suitability.HELPS, Suitability.SOMETIMES}
    helpless = [
        concern.key
        for concern in vocabulary.concerns
        if not good & {grade for _, grade in vocabulary.list_treatments_for(concern.key)}
    ]
    assert helpless == []


def test_every_device_leads_to_a_concern(vocabulary: Vocabulary) -> None:
    dead_ends = [
        device.key
        for device in vocabulary.device_names
        if not vocabulary.list_concern_keys_of_device(device.key)
    ]
    assert dead_ends == []


def test_the_professions_cover_the_taxonomies_that_can_treat(vocabulary: Vocabulary) -> None:
    taken = {code for profession in vocabulary.professions for code in profession.taxonomy_codes}
    assert taken == TAXONOMIES_THAT_CAN_TREAT
    for code, key in [
        ("207ND0101X", "dermatologist"),
        ("2086S0122X", "plastic_surgeon"),
        ("207YX0007X", "facial_plastic_surgeon"),
        ("363LF0000X", "nurse_practitioner"),
        ("363AM0700X", "physician_assistant"),
        ("163WS0121X", "registered_nurse"),
    ]:
        profession = vocabulary.find_profession_by_taxonomy(code)
        assert profession is not None
        assert profession.key == key
    assert vocabulary.find_profession_by_taxonomy("122300000X") is None


def test_nurses_and_assistants_are_imported_only_by_option(vocabulary: Vocabulary) -> None:
    by_option = {p.key for p in vocabulary.professions if p.is_imported_by_option}
    assert by_option == {"nurse_practitioner", "physician_assistant", "registered_nurse"}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("concerns.toml", 'group = "scars"', 'group = "dents"', "concerns.toml, entry acne_scars"),
        ("concerns.toml", 'icd10cm = ["L90.5"]', 'icd10cm = ["90.5"]', "concerns.acne_scars"),
        ("concerns.toml", "sessions = [2, 6]", "sessions = [6, 2]", "concerns.acne_scars"),
        ("concerns.toml", "sessions = [2, 6]", "sessions = [2]", "concerns.toml, entry acne_scars"),
        ("concerns.toml", '    "freckle"', '    "melasma", "freckle"', "already means"),
        ("concerns.toml", "maturation_weeks = 12", "", "maturation_weeks is missing"),
        (
            "concerns.toml",
            "maturation_weeks = 12",
            'maturation_weeks = "12"',
            "must be of type int",
        ),
        ("concerns.toml", "[melasma]", "melasma", "concerns.toml is not valid TOML"),
        ("concerns.toml", "[melasma]", "[Melasma]", "concerns.Melasma"),
        (
            "treatments.toml",
            'wrinkles = "first_choice"',
            'wrinkle = "helps"',
            "'wrinkle' is not in",
        ),
        ("treatments.toml", 'wrinkles = "first_choice"', 'wrinkles = "good"', "treats.wrinkles"),
        ("treatments.toml", "caution_skin_types = [3]", "caution_skin_types = [2]", "not both"),
        ("treatments.toml", "caution_skin_types = [3]", "caution_skin_types = [7]", "1 to 6"),
        (
            "device_names.toml",
            '"thulium_fractional"',
            '"thulium"',
            "'thulium' is not in treatments",
        ),
        ("professions.toml", '"207N00000X"', '"207N"', "'207N' is no taxonomy code"),
        ("credentials.toml", 'sort = "degree"', 'srot = "degree"', "sort is missing"),
        ("languages.toml", "[en]", "own = 1\n[en]", "own stands outside"),
        ("languages.toml", 'own_name = "English"', 'own_name = "English"\nage = 1', "age is not a"),
    ],
)
def test_a_mistake_is_told_with_file_and_entry(
    folder: Path, name: str, old: str, new: str, told: str
) -> None:
    spoil(folder, name, old, new)
    with pytest.raises(InvalidValueError) as caught:
        read_vocabulary(folder)
    assert told in caught.value.message


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "languages.toml").unlink()
    with pytest.raises(InvalidValueError, match=r"languages\.toml is missing"):
        read_vocabulary(folder)
