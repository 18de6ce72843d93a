"""Letters after a name, as they are written in real registries."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.credentials import credential_spellings, parse_credentials
from directory.domain.vocabulary_entries import CredentialKind, CredentialSort
from directory.sources.vocabulary_files import read_vocabulary

PROJECT_FOLDER = Path(__file__).parents[2]
NPPES_ROWS = PROJECT_FOLDER / "../shared/data/nppes/npidata_v1_200_rows.csv"


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    vocabulary = read_vocabulary(PROJECT_FOLDER / "seed_data" / "vocabulary")
    return credential_spellings(vocabulary.credentials)


@pytest.mark.parametrize(
    ("written", "credentials"),
    [
        ("M.D.", ("MD",)),
        ("MD", ("MD",)),
        ("md", ("MD",)),
        ("M. D.", ("MD",)),
        ("M.D., PH.D.", ("MD", "PhD")),
        ("M.D.PH.D.", ("MD", "PhD")),
        ("MD/PHD", ("MD", "PhD")),
        ("MD-PhD", ("MD", "PhD")),
        ("MD FAAD", ("MD", "FAAD")),
        ("MD, MD", ("MD",)),
        ("P.A.-C", ("PA-C",)),
        ("PAC", ("PA-C",)),
        ("PA C", ("PA-C",)),
        ("PA", ("PA",)),
        ("PHYSICIAN ASSISTANT", ("PA",)),
        ("ARNP,BC", ("ARNP", "BC")),
        ("MSN, APRN, BC", ("MSN", "APRN", "BC")),
        ("F.N.P", ("FNP",)),
        ("FNP-BC", ("FNP-BC",)),
        ("D.D.S., M.S. F.A.G.D", ("DDS", "MS", "FAGD")),
        ("R.PH, BCOP", ("RPh", "BCOP")),
        ("", ()),
        ("N/A", ()),
        ("<UNAVAIL>", ()),
        ("RFM", ("RFM",)),
        ("Laser Lady", ("Laser", "Lady")),
    ],
)
def test_one_persons_spelling_is_anothers(
    written: str, credentials: tuple[str, ...], known: dict[str, str]
) -> None:
    assert parse_credentials(written, known) == credentials


def test_every_spelling_in_a_real_file_is_read_and_none_is_lost(known: dict[str, str]) -> None:
    if not NPPES_ROWS.exists():
        pytest.skip("the NPPES sample is not beside the project")
    with NPPES_ROWS.open(newline="", encoding="utf-8") as file:
        spellings = {
            value
            for row in csv.DictReader(file)
            for column, value in row.items()
            if "Credential Text" in column and value
        }
    assert len(spellings) >= 30
    unknown = {
        credential
        for spelling in spellings
        for credential in parse_credentials(spelling, known)
        if credential not in known.values()
    }
    assert all(parse_credentials(spelling, known) for spelling in spellings)
    assert unknown == {"RFM"}


def test_a_normal_form_wins_over_another_kinds_variant() -> None:
    first = CredentialKind("AA", "First", CredentialSort.DEGREE, ("BB",))
    second = CredentialKind("BB", "Second", CredentialSort.DEGREE, ())
    assert parse_credentials("BB", credential_spellings([first, second])) == ("BB",)


@given(st.text(max_size=300))
def test_any_text_is_read_and_known_forms_stay_as_they_are(text: str) -> None:
    known = {"md": "MD", "phd": "PhD", "pac": "PA-C"}
    once = parse_credentials(text, known)
    assert len(set(once)) == len(once)
    forms = tuple(form for form in once if form in known.values())
    assert parse_credentials(", ".join(forms), known) == forms
