"""The directory as FHIR R4: every resource is valid by the models of `fhir.resources`."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from flask.testing import FlaskClient

from tests.fixtures.databases import ON_SQLITE

pytestmark = ON_SQLITE

KINDS = ("Practitioner", "PractitionerRole", "Organization", "Location")


def ask(visitor: FlaskClient, path: str, status: int = 200, **parameters: Any) -> Any:
    response = visitor.get(f"/fhir/{path}", query_string=parameters or None)
    assert (response.status_code, response.mimetype) == (status, "application/fhir+json")
    assert response.json is not None
    get_fhir_model_class(response.json["resourceType"]).model_validate_json(response.text)
    return response.json


def list_found(bundle: Any) -> list[Any]:
    return [entry["resource"] for entry in bundle.get("entry", [])]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_found_can_be_read(visitor: FlaskClient, kind: str) -> None:
    found = list_found(ask(visitor, kind))
    assert {one["resourceType"] for one in found} == {kind}
    for resource in found:
        assert ask(visitor, f"{kind}/{resource['id']}") == resource


def test_references_lead_to_what_they_name(visitor: FlaskClient) -> None:
    for role in list_found(ask(visitor, "PractitionerRole")):
        for reference in (role["practitioner"], role["organization"], *role["location"]):
            assert ask(visitor, reference["reference"])["id"]


def test_people_are_found_by_name_and_number(visitor: FlaskClient) -> None:
    [good] = list_found(ask(visitor, "Practitioner", family="okaf", given="Mari"))
    assert good["name"][0]["text"] == "Marisol Okafor"
    assert good["meta"]["tag"][0]["code"] == "HTEST"
    npi = "http://hl7.org/fhir/sid/us-npi|1234567893"
    [bare] = list_found(ask(visitor, "Practitioner", identifier=npi))
    assert bare["identifier"][0]["value"] == "1234567893"
    own = bare["identifier"][1]
    assert own["system"].endswith("/practitioners")
    for text in (own["value"], f"{own['system']}|{own['value']}"):
        assert list_found(ask(visitor, "Practitioner", identifier=text)) == [bare]
    assert list_found(ask(visitor, "Practitioner", identifier="urn:other|1234567893")) == []
    [role] = list_found(ask(visitor, "PractitionerRole", practitioner=f"Practitioner/{bare['id']}"))
    assert role["practitioner"]["display"] == "Nia Bell"


def test_only_what_others_show_is_a_qualification(visitor: FlaskClient) -> None:
    [good] = list_found(ask(visitor, "Practitioner", family="okafor"))
    assert [one["code"]["text"] for one in good["qualification"]] == ["Physician licence"]


def test_places_are_found_by_city(visitor: FlaskClient) -> None:
    found = list_found(ask(visitor, "Location", **{"address-city": "denv"}))
    assert {one["address"]["city"] for one in found} == {"Denver"}
    assert list_found(ask(visitor, "Location", **{"address-city": "nowhere"})) == []


def test_pages_follow_on_one_another(visitor: FlaskClient) -> None:
    everybody = [one["id"] for one in list_found(ask(visitor, "Practitioner"))]
    bundle, walked = ask(visitor, "Practitioner", _count=2), []
    while True:
        walked += [one["id"] for one in list_found(bundle)]
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        if "next" not in links:
            break
        bundle = ask(visitor, links["next"].partition("/fhir/")[2])
    assert walked == everybody


def test_the_statement_names_what_can_be_searched_by(visitor: FlaskClient) -> None:
    statement = ask(visitor, "metadata")
    resources = {one["type"]: one for one in statement["rest"][0]["resource"]}
    assert set(resources) == set(KINDS)
    for kind, one in resources.items():
        for parameter in one["searchParam"]:
            ask(visitor, kind, **{parameter["name"]: "1"})


def list_included(bundle: Any) -> list[str]:
    return [
        f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
        for entry in bundle["entry"]
        if entry["search"]["mode"] == "include"
    ]


def test_what_a_role_refers_to_comes_with_it(visitor: FlaskClient) -> None:
    inclusions = [f"PractitionerRole:{name}" for name in ("practitioner", "organization")]
    bundle = ask(visitor, "PractitionerRole", _include=[*inclusions, "PractitionerRole:location"])
    roles = [one for one in list_found(bundle) if one["resourceType"] == "PractitionerRole"]
    referred = {
        reference["reference"]
        for role in roles
        for reference in (role["practitioner"], role["organization"], *role["location"])
    }
    included = list_included(bundle)
    assert len(included) == len(set(included))
    assert set(included) == referred
    for one in list_found(bundle):
        assert ask(visitor, f"{one['resourceType']}/{one['id']}") == one


@pytest.mark.parametrize(
    ("kind", "inclusion"),
    [
        ("Practitioner", "PractitionerRole:practitioner"),
        ("Organization", "PractitionerRole:organization"),
        ("Location", "PractitionerRole:location"),
        ("Organization", "Location:organization"),
    ],
)
def test_what_refers_to_somebody_comes_with_them(
    visitor: FlaskClient, kind: str, inclusion: str
) -> None:
    bundle = ask(visitor, kind, _revinclude=inclusion)
    found = {f"{kind}/{one['id']}" for one in list_found(bundle) if one["resourceType"] == kind}
    other = inclusion.partition(":")[0]
    included = list_included(bundle)
    assert included
    assert all(one.startswith(f"{other}/") for one in included)
    for one in list_found(bundle):
        if one["resourceType"] == other:
            assert found & set(re.findall(rf"{kind}/\d+", json.dumps(one)))


def test_what_comes_with_it_is_not_counted_and_comes_on_every_page(visitor: FlaskClient) -> None:
    first = ask(
        visitor, "PractitionerRole", _count=1, _include="PractitionerRole:practitioner:Practitioner"
    )
    modes = [entry["search"]["mode"] for entry in first["entry"]]
    assert modes == ["match", "include"]
    links = {link["relation"]: link["url"] for link in first["link"]}
    second = ask(visitor, links["next"].partition("/fhir/")[2])
    assert list_included(second) != list_included(first)
    assert len(list_included(second)) == 1


def test_the_statement_names_what_comes_with_a_resource(visitor: FlaskClient) -> None:
    for one in ask(visitor, "metadata")["rest"][0]["resource"]:
        for parameter, field in (
            ("_include", "searchInclude"),
            ("_revinclude", "searchRevInclude"),
        ):
            for inclusion in one.get(field, []):
                assert list_included(ask(visitor, one["type"], **{parameter: inclusion}))


@pytest.mark.parametrize(
    ("kind", "parameter", "inclusion"),
    [
        ("PractitionerRole", "_include", "PractitionerRole:network"),
        ("PractitionerRole", "_include", "PractitionerRole:practitioner:Patient"),
        ("Practitioner", "_include", "*"),
        ("Practitioner", "_revinclude", "PractitionerRole:location"),
        ("PractitionerRole", "_include:iterate", "Location:organization"),
    ],
)
def test_what_cannot_come_with_it_is_refused(
    visitor: FlaskClient, kind: str, parameter: str, inclusion: str
) -> None:
    answer = ask(visitor, kind, 400, **{parameter: inclusion})
    assert answer["resourceType"] == "OperationOutcome"


def test_a_licence_says_how_it_stands(visitor: FlaskClient) -> None:
    [good] = list_found(ask(visitor, "Practitioner", family="okafor"))
    [extension] = good["qualification"][0]["extension"]
    assert extension["url"].endswith("/practitioner-qualification")
    assert extension["extension"] == [{"url": "status", "valueCode": "active"}]


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("Practitioner/999999999", {}, 404),
        ("Patient", {}, 404),
        ("Practitioner", {"birthdate": "2000"}, 400),
        ("Practitioner", {"_count": "many"}, 400),
        ("Practitioner", {"_id": "99999999999999999999"}, 200),
        ("Practitioner", {"family": "%"}, 200),
    ],
)
def test_errors_are_outcomes(
    visitor: FlaskClient, path: str, parameters: dict[str, str], status: int
) -> None:
    answer = ask(visitor, path, status, **parameters)
    assert answer["resourceType"] == ("Bundle" if status == 200 else "OperationOutcome")


def test_what_has_not_changed_is_not_sent_again(visitor: FlaskClient) -> None:
    etag = visitor.get("/fhir/metadata").headers["ETag"]
    assert visitor.get("/fhir/metadata", headers={"If-None-Match": etag}).status_code == 304
