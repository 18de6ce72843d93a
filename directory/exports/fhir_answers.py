"""What a FHIR server answers around resources: bundles, errors, and what it can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.exports.fhir import Resource, without_gaps

FHIR_VERSION = "4.0.1"


@dataclass(frozen=True, slots=True)
class TypeAbilities:
    """What can be asked of one type of resource: parameters with their kinds, and inclusions."""

    parameters: Mapping[str, str]
    includes: Sequence[str]
    reverse_includes: Sequence[str]


def make_bundle(
    base: str,
    found: Sequence[Resource],
    included: Sequence[Resource],
    links: Mapping[str, str],
) -> Resource:
    """A page of what a search found, and what was asked for with it.

    `links` have whole addresses: “self”, and “next” if any.
    """
    return without_gaps(
        {
            "resourceType": "Bundle",
            "type": "searchset",
            "link": [{"relation": name, "url": url} for name, url in links.items()],
            "entry": [
                {
                    "fullUrl": f"{base}/{one['resourceType']}/{one['id']}",
                    "resource": one,
                    "search": {"mode": mode},
                }
                for mode, resources in (("match", found), ("include", included))
                for one in resources
            ],
        }
    )


def make_outcome(code: str, words: str) -> Resource:
    """The OperationOutcome that answers an error."""
    issue = {"severity": "error", "code": code, "diagnostics": words}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def make_capabilities(
    base: str, abilities: Mapping[str, TypeAbilities], made_at: datetime
) -> Resource:
    """What the server can do, by type of resource."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": made_at.isoformat(timespec="seconds"),
        "kind": "instance",
        "implementation": {"description": "Skilled Hand", "url": base},
        "fhirVersion": FHIR_VERSION,
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "resource": [_abilities(kind, takes) for kind, takes in abilities.items()],
            }
        ],
    }


def _abilities(kind: str, takes: TypeAbilities) -> Resource:
    return without_gaps(
        {
            "type": kind,
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchInclude": list(takes.includes),
            "searchRevInclude": list(takes.reverse_includes),
            "searchParam": [
                {"name": name, "type": sort} for name, sort in takes.parameters.items()
            ],
        }
    )
