"""Pages generated from the vocabulary, the figures and the model's own constants."""

from __future__ import annotations

import html

from flask.testing import FlaskClient

from directory.config import PROJECT_FOLDER
from directory.domain.skill import MODEL_CONSTANTS
from directory.sources.vocabulary_files import read_vocabulary
from directory.web.formats import four_digits
from search_index import Tier, ranking_rule
from tests.web.conftest import text_of

VOCABULARY = read_vocabulary(PROJECT_FOLDER / "seed_data" / "vocabulary")


def read(visitor: FlaskClient, path: str) -> str:
    response = visitor.get(path)
    assert response.status_code == 200
    return html.unescape(text_of(response.text))


def test_every_concern_has_its_page_with_what_helps(visitor: FlaskClient) -> None:
    index = read(visitor, "/concerns")
    for concern in VOCABULARY.concerns:
        assert concern.name in index
        page = read(visitor, f"/concerns/{concern.key}")
        assert concern.description in page
        assert concern.icd10cm[0] in page
        for treatment, _ in VOCABULARY.list_treatments_for(concern.key):
            assert treatment.name in page


def test_every_treatment_has_its_page_with_its_risks(visitor: FlaskClient) -> None:
    index = read(visitor, "/treatments")
    for treatment in VOCABULARY.treatments:
        assert treatment.name in index
        page = read(visitor, f"/treatments/{treatment.key}")
        assert treatment.mechanism in page
        for risk in treatment.risks:
            assert risk[1:] in page
        for key in treatment.treats:
            assert VOCABULARY.get_concern(key).name in page


def test_no_treatment_page_names_a_device_without_saying_that_the_hand_matters_more(
    visitor: FlaskClient,
) -> None:
    page = read(visitor, "/treatments/non_ablative_fractional")
    assert page.index("Fraxel") < page.index("The person who holds the device matters more")


def test_a_concern_page_leads_to_its_practitioners(visitor: FlaskClient) -> None:
    assert 'href="/search?concern=acne_scars"' in visitor.get("/concerns/acne_scars").text


def test_the_methodology_names_every_number_in_use(visitor: FlaskClient) -> None:
    page = read(visitor, "/methodology")
    for constant in MODEL_CONSTANTS:
        assert constant.name in page
        assert constant.meaning in page
        assert four_digits(constant.value) in page
    for tier in (tier for tier in Tier if tier is not Tier.EVERYONE):
        assert tier.explanation in page
    assert f"/ {four_digits(ranking_rule.DOUBLING_KM)})" in page
    assert "What never counts" in page
    assert "Last worked out on Nov 23, 2026" in page


def test_the_home_page_counts_what_is_there(visitor: FlaskClient) -> None:
    page = read(visitor, "/")
    assert "61 results of 62 reviews come with proof" in page
    assert "All 3 practitioners in 1 city" in page
    assert "Acne scars 3 practitioners" in page


def test_a_site_that_is_no_demonstration_has_no_banner(visitor: FlaskClient) -> None:
    page = visitor.get("/")
    assert "everybody here is fictional" not in page.text
    assert "noindex" not in page.text
