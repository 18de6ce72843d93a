"""Names of people: from a registry's capitals to how people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.names import (
    PersonName,
    normalise_family_name,
    normalise_given_name,
    normalise_person_name,
    normalise_suffix,
    slugify,
)

CAPITALS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÁÉÑÖÜ '-.,", max_size=30)


@pytest.mark.parametrize(
    ("registry", "shown"),
    [
        ("MCDONALD", "McDonald"),
        ("O'BRIEN", "O'Brien"),
        ("D'ANGELO", "D'Angelo"),
        ("DE LA CRUZ", "de la Cruz"),
        ("VAN DER BERG", "van der Berg"),
        ("DA SILVA", "da Silva"),
        ("SMITH-JONES", "Smith-Jones"),
        ("MCKAY-O'NEILL", "McKay-O'Neill"),
        ("MACDONALD", "MacDonald"),
        ("ST. JOHN", "St. John"),
        ("MUÑOZ", "Muñoz"),
        ("smith", "Smith"),
    ],
)
def test_a_family_name_in_one_case_is_written_as_people_write_it(registry: str, shown: str) -> None:
    assert normalise_family_name(registry) == shown


@pytest.mark.parametrize(("registry", "shown"), [("MACY", "Macy"), ("MACHADO", "Machado")])
def test_not_every_name_that_begins_like_a_son_of_is_one(registry: str, shown: str) -> None:
    assert normalise_family_name(registry) == shown


@pytest.mark.parametrize("name", ["DO", "LE", "VAN", "LA PORTE", "Y"])
def test_a_particle_that_is_the_name_itself_has_a_capital(name: str) -> None:
    assert normalise_family_name(name)[0].isupper()


@pytest.mark.parametrize("name", ["deLuca", "DiMarco", "von Trapp", "Mac Cumhaill"])
def test_a_name_given_in_mixed_case_is_kept(name: str) -> None:
    assert normalise_family_name(name) == name
    assert normalise_given_name(name) == name


def test_a_missing_apostrophe_is_not_invented() -> None:
    assert normalise_family_name("O BRAONAIN") == "O Braonain"


def test_a_typographic_apostrophe_is_an_apostrophe() -> None:
    assert normalise_family_name("O\u2019NEIL") == "O'Neil"


@pytest.mark.parametrize(
    ("registry", "shown"),
    [("MARY-ANN", "Mary-Ann"), ("TJ", "TJ"), ("J.R.", "J.R."), ("TY", "Ty"), ("VAN", "Van")],
)
def test_a_given_name_is_written_as_people_write_it(registry: str, shown: str) -> None:
    assert normalise_given_name(registry) == shown


@pytest.mark.parametrize(
    ("registry", "shown"),
    [("JR", "Jr."), ("JR.", "Jr."), ("SR.", "Sr."), ("III", "III"), ("iv", "IV"), ("3RD", "III")],
)
def test_suffixes_have_one_spelling(registry: str, shown: str) -> None:
    assert normalise_suffix(registry) == shown


def test_an_unknown_suffix_is_kept() -> None:
    assert normalise_suffix("ESQ") == "ESQ"


@pytest.mark.parametrize("family_name", ["KING JR", "KING, JR.", "KING  Jr"])
def test_a_suffix_after_the_family_name_moves_to_its_own_part(family_name: str) -> None:
    name = normalise_person_name("MARTIN", family_name)
    assert name == PersonName("Martin", "King", name_suffix="Jr.")


def test_a_suffix_of_its_own_is_not_repeated() -> None:
    name = normalise_person_name("MARTIN", "KING JR", name_suffix="JR.")
    assert (name.family_name, name.name_suffix) == ("King", "Jr.")


@pytest.mark.parametrize("family_name", ["V", "JR", "VI"])
def test_a_family_name_that_looks_like_a_suffix_stays_one(family_name: str) -> None:
    assert normalise_person_name("ANNA", family_name).family_name != ""


def test_a_middle_initial_gets_its_full_stop() -> None:
    assert normalise_person_name("ANNA", "BERG", "k").middle_name == "K."
    assert normalise_person_name("ANNA", "BERG", "K.").middle_name == "K."
    assert normalise_person_name("ANNA", "BERG", "KIM").middle_name == "Kim"


@given(CAPITALS)
def test_normalising_changes_the_case_and_nothing_else(text: str) -> None:
    plain = " ".join(text.split())
    assert normalise_family_name(text).upper() == plain
    assert normalise_given_name(text).upper() == plain


@given(st.text(max_size=40))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise_family_name(normalise_family_name(text)) == normalise_family_name(text)
    assert normalise_given_name(normalise_given_name(text)) == normalise_given_name(text)
    assert normalise_suffix(normalise_suffix(text)) == normalise_suffix(text)


@given(CAPITALS, CAPITALS, CAPITALS, st.sampled_from(["", "JR", "II"]))
def test_a_shown_name_is_its_own_normal_form(
    given_name: str, family_name: str, middle_name: str, suffix: str
) -> None:
    name = normalise_person_name(given_name, family_name, middle_name, suffix)
    again = normalise_person_name(
        name.given_name, name.family_name, name.middle_name, name.name_suffix
    )
    assert again.given_name == name.given_name
    assert again.middle_name == name.middle_name


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("José O'Brien III", "jose-obrien-iii"),
        ("Anna-Lena  Größe", "anna-lena-grosse"),
        ("李", ""),
    ],
)
def test_a_slug_is_plain(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text(max_size=60))
def test_a_slug_has_only_letters_digits_and_single_hyphens(text: str) -> None:
    slug = slugify(text)
    assert all(part.isascii() and part.isalnum() for part in slug.split("-")) or slug == ""
    assert slugify(slug) == slug
