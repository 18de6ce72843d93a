"""The weight that is the patient's, tried on the page that explains the order."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.fixtures.databases import ON_SQLITE
from tests.web.conftest import text_of

pytestmark = ON_SQLITE


def answer_of(visitor: FlaskClient, **parameters: str) -> str:
    response = visitor.get("/methodology", query_string=parameters)
    assert response.status_code == 200
    page = response.text
    return page[page.index('id="weight-answer"') : page.index("</section>", page.index("#try"))]


def test_before_anything_is_asked_the_biggest_city_is_shown(visitor: FlaskClient) -> None:
    answer = text_of(answer_of(visitor))
    assert "At 2 points a doubling: 3 first of 3 practitioners, seen from Denver, CO" in answer


def test_what_is_left_is_skill_less_the_way(visitor: FlaskClient) -> None:
    answer = answer_of(visitor, concern="acne_scars", near="Boston", distance_weight="5")
    sums = re.findall(r">([\d.]+)\s−\s([\d.]+) =\s(−?[\d.]+)<", answer)
    assert len(sums) == 3
    for points, cost, left in sums:
        assert float(cost) > 10
        difference = float(points) - float(cost)
        assert float(left.replace("−", "-")) == pytest.approx(difference, abs=0.11)


def test_the_search_tried_can_be_opened_and_a_weight_beyond_the_bound_is_not_taken(
    visitor: FlaskClient,
) -> None:
    assert "distance_weight=7.5" in answer_of(visitor, near="Denver", distance_weight="7.5")
    assert "At 2 points" in text_of(answer_of(visitor, near="Denver", distance_weight="1000"))


def test_without_a_known_place_it_is_asked_for(visitor: FlaskClient) -> None:
    assert "Name a city with its state" in answer_of(visitor, near="Nowhereville")
