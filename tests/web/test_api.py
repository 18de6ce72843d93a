"""The API as programs use it: what it says is what the pages say, and nothing that they do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search_index
from directory.domain import rate_limits
from directory.domain.outcomes import SMALL_CELL
from directory.web.api import rate_limits as counting
from tests.fixtures.databases import ON_SQLITE

# What is asked of the database is asked by services, which have tests on both of their own.
pytestmark = ON_SQLITE

SEARCH = "/api/v1/search"


def ask(visitor: FlaskClient, path: str, **parameters: Any) -> Any:
    response = visitor.get(path, query_string=parameters)
    assert response.status_code == 200, response.text
    return response.json


def ask_wrongly(visitor: FlaskClient, path: str, **parameters: Any) -> Any:
    response = visitor.get(path, query_string=parameters)
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == response.status_code
    return response.json


def test_a_search_finds_what_the_page_finds_in_its_order(visitor: FlaskClient) -> None:
    answer = ask(visitor, SEARCH, q="pitted scars near Denver")
    page = visitor.get("/search", query_string={"q": "pitted scars near Denver"}).text
    assert [chip["kind"] for chip in answer["understood"]][:2] == ["concern", "place"]
    names = [result["name"] for result in answer["results"]]
    assert names and sorted(names, key=page.index) == names


def test_a_phrase_is_looked_for_as_it_is_written(visitor: FlaskClient) -> None:
    answer = ask(visitor, SEARCH, q='"acne scars" near Denver')
    assert [chip["kind"] for chip in answer["understood"]] == ["place", "phrase", "within_miles"]
    assert answer["results"] and not answer["unknown_phrases"]
    page = visitor.get("/search", query_string={"q": '"acne scars" near Denver'}).text
    assert 'href="/search?q=acne+scars+near+Denver">Search without the marks' in page


def test_a_phrase_that_nobody_has_is_said_with_a_way_out(visitor: FlaskClient) -> None:
    asked = "“scars of acne” near Denver"
    answer = ask(visitor, SEARCH, q=asked)
    assert (answer["total"], answer["unknown_phrases"]) == (0, ["scars of acne"])
    page = visitor.get("/search", query_string={"q": asked}).text
    assert "No profile has the words “scars of acne” together." in page
    assert 'href="/search?q=scars+of+acne+near+Denver">The same words without' in page


def test_what_is_not_wanted_is_not_searched_and_said(visitor: FlaskClient) -> None:
    asked = "acne scars near Denver, no downtime, under $1000"
    answer = ask(visitor, SEARCH, q=asked)
    assert answer["unsearched"] == ["no downtime", "under $1000"]
    wanted = ask(visitor, SEARCH, q="acne scars near Denver")
    assert answer["total"] == wanted["total"] > 0
    page = visitor.get("/search", query_string={"q": asked}).text
    assert "Not searched for: “no downtime”, “under $1000”." in page


IN_FOUR_BYTES = 1e-5  # the index keeps points as such numbers


def test_the_reasons_of_a_result_add_up_to_what_ranked(visitor: FlaskClient) -> None:
    for result in ask(visitor, SEARCH, q="acne scars near Denver")["results"]:
        total = sum(reason["points"] for reason in result["reasons"])
        assert total == pytest.approx(result["utility"], abs=IN_FOUR_BYTES)


def test_a_cursor_goes_on_where_the_page_ended(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = [one["slug"] for one in ask(visitor, SEARCH)["results"]]
    monkeypatch.setattr("directory.services.search_reading.PER_PAGE", 2)
    first = visitor.get(SEARCH)
    assert first.json is not None
    second = visitor.get(first.headers["Link"].partition(">")[0].strip("<"))
    assert second.json is not None
    found = [one["slug"] for page in (first, second) for one in page.json["results"]]
    assert found == everybody
    assert second.json["next"] is None
    other = ask_wrongly(visitor, SEARCH, q="melasma", cursor=first.json["next"])
    assert "another list" in other["detail"]


@pytest.mark.parametrize("cursor", ["x", "WzEsMV0.c2lnbmF0dXJl", "é"])
def test_a_made_up_cursor_is_refused_with_the_way_on(visitor: FlaskClient, cursor: str) -> None:
    problem = ask_wrongly(visitor, SEARCH, cursor=cursor)
    assert problem["status"] == 422
    assert problem["errors"][0]["where"] == "cursor"
    assert "leave it out" in problem["detail"]


def test_parameters_that_are_not_understood_are_named(visitor: FlaskClient) -> None:
    problem = ask_wrongly(visitor, SEARCH, within="far", cocnern="melasma")
    assert problem["status"] == 400
    assert {fault["where"] for fault in problem["errors"]} == {"within", "cocnern"}
    unknown = ask_wrongly(visitor, SEARCH, concern="nonsense")
    assert (unknown["status"], unknown["errors"][0]["where"]) == (422, "concern")


def test_a_practitioner_is_told_with_evidence_and_parts(visitor: FlaskClient) -> None:
    answer = ask(visitor, "/api/v1/practitioners/good")
    assert {one["evidence_level"] for one in answer["credentials"]} == {"registry", "claimed"}
    for skill in [answer["skill"], *answer["skill_by_concern"]]:
        assert skill["lo90"] < skill["points"] < skill["hi90"]
        assert sum(one["points"] for one in skill["parts"]) == pytest.approx(skill["points"])
    assert answer["reviews"]["verified"] == 40


def test_nothing_is_told_that_the_page_does_not_show(visitor: FlaskClient) -> None:
    answer = visitor.get("/api/v1/practitioners/good").text
    assert "Fraxel" not in answer
    for secret in ("latitude", "number", "email", "other_names"):
        assert f'"{secret}"' not in answer


def test_small_groups_are_hidden(visitor: FlaskClient) -> None:
    bare = ask(visitor, "/api/v1/practitioners/bare/outcomes")
    assert bare["grades"]["counts"] is None
    assert bare["by_concern"] is None
    good = ask(visitor, "/api/v1/practitioners/good/outcomes")
    groups = good["by_concern"]["groups"]
    assert {group["label"] for group in groups} == {"Acne scars", "Melasma"}
    assert all(group["grades"]["total"] >= SMALL_CELL for group in groups)


def test_the_methodology_is_that_of_the_page(visitor: FlaskClient) -> None:
    answer = ask(visitor, "/api/v1/methodology")
    page = visitor.get("/methodology").text
    assert answer["fit"]["outcome_count"] == 61
    assert all(one["name"] in page for one in answer["ordering"])


def test_the_vocabulary_explains_the_keys_that_answers_use(visitor: FlaskClient) -> None:
    answer = ask(visitor, "/api/v1/vocabulary")
    person = ask(visitor, "/api/v1/practitioners/good")
    keys = {one["key"] for one in answer["concerns"]}
    assert {skill["concern_key"] for skill in person["skill_by_concern"]} <= keys
    assert [one["code"] for one in answer["grades"]] == ["5", "4", "3", "2", "1"]


def test_suggestions_are_those_of_the_form(visitor: FlaskClient) -> None:
    answer = ask(visitor, "/api/v1/suggestions", q="pit")
    assert answer["suggestions"] == visitor.get("/suggest?q=pit").json


def test_what_has_not_changed_is_not_sent_again(visitor: FlaskClient) -> None:
    first = visitor.get("/api/v1/practitioners/good")
    again = visitor.get(
        "/api/v1/practitioners/good", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    other = visitor.get("/api/v1/practitioners/poor")
    assert other.headers["ETag"] != first.headers["ETag"]


def test_every_site_may_read_and_none_with_a_cookie(visitor: FlaskClient) -> None:
    response = visitor.get("/api/v1/vocabulary", headers={"Origin": "https://charity.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/practitioners/nobody"])
def test_what_is_not_there_is_a_problem_with_its_explanation(
    visitor: FlaskClient, path: str
) -> None:
    problem = ask_wrongly(visitor, path)
    assert problem["status"] == 404
    page, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in visitor.get(page).text


def test_a_method_that_is_not_there_says_which_are(visitor: FlaskClient) -> None:
    response = visitor.post("/api/v1/vocabulary")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.mimetype == "application/problem+json"


def test_requests_are_counted_and_too_many_wait(
    small_site: Flask, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rate_limits.RateRule("few", 2, rate_limits.READS.window)
    monkeypatch.setattr(counting, "READS", rule)
    left = [
        visitor.get("/api/v1/methodology").headers["RateLimit-Remaining"] for _ in range(rule.count)
    ]
    assert left == ["1", "0"]
    refused = visitor.get("/api/v1/methodology")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Limit"] == "2"
    elsewhere = small_site.test_client().get(
        "/api/v1/methodology", environ_base={"REMOTE_ADDR": "192.0.2.77"}
    )
    assert elsewhere.status_code == 200


def test_an_index_that_cannot_be_read_is_said_to_be_away(
    small_site: Flask, visitor: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = search_index.open_index(f"whoosh://{tmp_path / 'no_index'}")
    monkeypatch.setitem(small_site.extensions, "search_index", empty)
    assert ask_wrongly(visitor, SEARCH)["status"] == 503
