"""FHIR resources beside the profiles of US Core: what claims one meets it, however bare it is.

`tests/fixtures/us_core/profiles.json` says what the profiles ask. With the definitions themselves,
and their constraints as FHIRPath, `make check-fhir` compares what a site answers.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from directory.domain.npi import is_valid_npi
from directory.exports import fhir
from tests.fixtures.fhir_resources import PERSON, PLACE, RESOURCES, elements_at

FILE = Path(__file__).parents[1] / "fixtures" / "us_core" / "profiles.json"
US_CORE = json.loads(FILE.read_text("utf-8"))
PROFILES = US_CORE["profiles"]
NPI = "http://hl7.org/fhir/sid/us-npi"
BARE_PERSON = replace(
    PERSON, npi="", given=("", ""), suffix="", taxonomy_codes=(), languages={}, qualifications=()
)
BARE_PLACE = replace(
    PLACE, street="", region="", postal_code="", phone="", website="", hours={}, point=None
)
BARE: dict[str, Any] = {
    "Practitioner": fhir.make_practitioner(BARE_PERSON),
    "PractitionerRole": fhir.make_role(BARE_PERSON, BARE_PLACE),
    "Organization": fhir.make_organization(BARE_PLACE),
    "Location": fhir.make_location(BARE_PLACE),
}


def list_faults(kind: str, resource: dict[str, Any]) -> list[str]:
    """What of a resource is otherwise than its profile asks."""
    asked = PROFILES[kind]
    faults = [
        f"{len(found)} of {path}"
        for path, (least, most) in asked["count"].items()
        for _, found in elements_at(resource, path)
        if not least <= len(found) <= (len(found) if most is None else most)
    ]
    faults += [f"none of {names}" for names in asked["one_of"] if not set(names) & set(resource)]
    for one in resource.get("identifier", []):
        shape = asked["shapes"].get(one["system"], ".*")
        if not re.fullmatch(shape, one["value"]) or (
            one["system"] == NPI and not is_valid_npi(one["value"])
        ):
            faults.append(f"the identifier {one}")
    return faults


@pytest.mark.parametrize("kind", PROFILES)
def test_with_all_that_can_be_known_it_meets_its_profile(kind: str) -> None:
    assert list_faults(kind, RESOURCES[kind]) == []


@pytest.mark.parametrize("kind", ["Practitioner", "Organization", "Location"])
@pytest.mark.parametrize("resources", [RESOURCES, BARE], ids=["all known", "bare"])
def test_what_claims_a_profile_meets_it(kind: str, resources: dict[str, Any]) -> None:
    address = f"http://hl7.org/fhir/us/core/StructureDefinition/us-core-{kind.lower()}"
    assert resources[kind]["meta"]["profile"] == [f"{address}|{US_CORE['version']}"]
    assert list_faults(kind, resources[kind]) == []


def test_what_may_not_meet_its_profile_claims_none() -> None:
    assert list_faults("PractitionerRole", BARE["PractitionerRole"])
    nameless = fhir.make_practitioner(replace(PERSON, family=""))
    assert list_faults("Practitioner", nameless)
    for resource in (RESOURCES["PractitionerRole"], BARE["PractitionerRole"], nameless):
        assert "profile" not in resource.get("meta", {})
