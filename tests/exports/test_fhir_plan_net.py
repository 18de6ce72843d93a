"""FHIR resources beside Plan-Net: what its profiles add, and what its official examples use.

`tests/fixtures/plan_net/` says both, by type of resource.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from directory.exports import fhir
from tests.fixtures.fhir_resources import PERSON, PLACE, RESOURCES, elements_at

FIXTURES = Path(__file__).parents[1] / "fixtures" / "plan_net"
EXAMPLES = json.loads((FIXTURES / "examples.json").read_text("utf-8"))["types"]
PROFILES = json.loads((FIXTURES / "profiles.json").read_text("utf-8"))["profiles"]
OF_R4_ITSELF = {
    "Practitioner": {
        "name.suffix",
        "name.use",
        "communication.text",
        "qualification.period",
        "qualification.period.end",
        "qualification.period.start",
    },
    "PractitionerRole": {
        "code.text",
        "availableTime",
        "availableTime.daysOfWeek",
        "availableTime.availableStartTime",
        "availableTime.availableEndTime",
        "practitioner.display",
        "organization.display",
        "location.display",
        "telecom.use",
    },
    "Organization": {"address.country", "address.use", "telecom.use"},
    "Location": {
        "address.country",
        "address.use",
        "managingOrganization.display",
        "telecom.use",
    },
}
"""Elements of R4 that our resources have and no example happens to use."""

MORE_SYSTEMS = {
    "Practitioner.identifier": {PERSON.own_system},
    "PractitionerRole.telecom": {"phone"},
    "Organization.type.coding": {"http://terminology.hl7.org/CodeSystem/organization-type"},
}
"""Systems of R4, and our own identifiers, that stand beside those of the examples."""


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every element of a resource with its path, without meta; extensions by their addresses."""
    if isinstance(value, list):
        for one in value:
            yield from walk(one, path)
    if isinstance(value, dict):
        for name, inner in value.items():
            below = f"{path}.{name}".lstrip(".")
            if name == "extension":
                for extension in inner:
                    yield from walk_extension(extension, below)
            elif below != "meta":
                yield below, inner
                yield from walk(inner, below)


def walk_extension(extension: Any, path: str) -> Iterator[tuple[str, Any]]:
    named = f"{path}:{extension['url']}"
    yield named, extension
    for inner in extension.get("extension", []):
        yield from walk_extension(inner, named)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_with_all_that_can_be_known_it_is_valid(kind: str) -> None:
    model = get_fhir_model_class(kind)
    assert model.model_validate_json(json.dumps(RESOURCES[kind]))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_resource_is_made_of_what_the_examples_use(kind: str) -> None:
    known = {*EXAMPLES[kind]["elements"], *EXAMPLES[kind]["extensions"]}
    assert known.isdisjoint(OF_R4_ITSELF[kind])
    used = {path for path, _ in walk(RESOURCES[kind])}
    assert used - known == OF_R4_ITSELF[kind]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_codes_are_of_the_systems_of_the_examples(kind: str) -> None:
    compared = 0
    for path, value in walk(RESOURCES[kind]):
        owner, _, name = path.rpartition(".")
        if name == "system" and owner in EXAMPLES[kind]["systems"]:
            more = MORE_SYSTEMS.get(f"{kind}.{owner}", set())
            assert value in {*EXAMPLES[kind]["systems"][owner], *more}, path
            compared += 1
    assert compared


@pytest.mark.parametrize("kind", PROFILES)
def test_a_resource_has_as_many_of_each_element_as_its_profile_asks(kind: str) -> None:
    for path, (least, most) in PROFILES[kind]["count"].items():
        for owner, found in elements_at(RESOURCES[kind], path):
            assert least <= len(found) <= (len(found) if most is None else most), (path, owner)
    for path, value in PROFILES[kind]["fixed"].items():
        assert elements_at(RESOURCES[kind], path) == [(RESOURCES[kind], [value])]


@pytest.mark.parametrize(
    ("profession_key", "role_code"),
    [
        ("dermatologist", "ph"),
        ("nurse_practitioner", "crnp"),
        ("physician_assistant", "pa"),
        ("registered_nurse", "rn"),
        ("aesthetician", "os"),
    ],
)
def test_roles_and_specialties_are_of_the_code_systems_that_the_profile_allows(
    profession_key: str, role_code: str
) -> None:
    role = fhir.make_role(replace(PERSON, profession_key=profession_key), PLACE)
    for path, systems in PROFILES["PractitionerRole"]["codes"].items():
        for _, found in elements_at(role, path):
            assert all(one["coding"][0]["system"] in systems for one in found)
    [[code]] = [found for _, found in elements_at(role, "code.coding")]
    assert code["code"] == role_code


def test_a_qualification_says_how_it_stands_and_in_which_state() -> None:
    first, second = RESOURCES["Practitioner"]["qualification"]
    state = {"coding": [{"system": "https://www.usps.com/", "code": "CO"}]}
    assert first["extension"][0]["extension"] == [
        {"url": "status", "valueCode": "revoked"},
        {"url": "whereValid", "valueCodeableConcept": state},
    ]
    assert [one["url"] for one in second["extension"][0]["extension"]] == ["status"]


def test_a_qualification_that_ends_before_it_begins_tells_no_period() -> None:
    backwards = fhir.Qualification("Licence", "", "active", "", date(2020, 1, 2), date(2020, 1, 1))
    person = replace(PERSON, qualifications=(backwards,))
    [qualification] = fhir.make_practitioner(person)["qualification"]  # type: ignore[misc]
    assert "period" not in qualification


def test_a_place_is_open_in_spans() -> None:
    assert RESOURCES["Location"]["hoursOfOperation"] == [
        {"daysOfWeek": ["mon"], "openingTime": "09:00:00", "closingTime": "12:00:00"},
        {"daysOfWeek": ["mon"], "openingTime": "13:00:00", "closingTime": "17:30:00"},
    ]
