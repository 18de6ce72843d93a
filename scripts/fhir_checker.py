"""Compares FHIR resources with structure definitions; `check_fhir` says what of them is checked."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fhirpathpy import compile as compile_path
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models

BASE = "http://hl7.org/fhir/StructureDefinition/"
NO_TYPES = ("BackboneElement", "Element", "Resource")
PROFILED = ("Practitioner", "PractitionerRole", "Organization", "Location")
Json = Any
Element = dict[str, Any]


def _has_value(found: Sequence[Json]) -> list[bool]:
    """FHIR's own function: whether it is one value and no object."""
    return [len(found) == 1 and not isinstance(found[0], dict)]


@cache
def _compiled(expression: str) -> Callable[[Any, Mapping[str, Any]], list[Any]]:
    """A constraint, ready to be asked."""
    functions = {"hasValue": {"fn": _has_value, "arity": {0: []}}}
    options = {"userInvocationTable": functions, "traceFn": lambda *_said: None}
    found: Callable[[Any, Mapping[str, Any]], list[Any]] = compile_path(
        expression, models["r4"], options
    )
    return found


class Definitions:
    """Structure definitions by address, and the codes of value sets."""

    def __init__(self, folder: Path, profiles: Path) -> None:
        self.structures: dict[str, list[Element]] = {}
        for file in ("profiles-types.json", "profiles-resources.json"):
            for entry in json.loads((folder / file).read_text("utf-8"))["entry"]:
                structure = entry["resource"]
                if structure["resourceType"] == "StructureDefinition":
                    self.structures[structure["url"]] = structure["snapshot"]["element"]
        for kind in PROFILED:
            file = profiles / f"StructureDefinition-us-core-{kind.lower()}.yml"
            profile = yaml.safe_load(file.read_text("utf-8"))
            self.structures[profile["url"]] = _apply(
                self.structures[BASE + kind], profile["differential"]["element"]
            )
        self._value_sets: dict[str, Any] = {}
        for name in ("valuesets.json", "v3-codesystems.json"):
            for entry in json.loads((folder / name).read_text("utf-8"))["entry"]:
                self._value_sets[entry["resource"]["url"]] = entry["resource"]

    def list_codes(self, value_set: str) -> set[str] | None:
        """The codes of a value set; None where it does not list them."""
        found = self._value_sets.get(value_set.partition("|")[0])
        if found is None:
            return None
        if found["resourceType"] == "CodeSystem":
            return set(_list_concepts(found.get("concept", []))) or None
        codes: set[str] = set()
        for part in found.get("compose", {}).get("include", []):
            if "filter" in part:
                return None
            listed = {one["code"] for one in part.get("concept", [])}
            for address in part.get("valueSet", []) or ([] if listed else [part["system"]]):
                more = self.list_codes(address)
                if more is None:
                    return None
                listed |= more
            codes |= listed
        return codes


def _list_concepts(concepts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in concepts:
        yield one["code"]
        yield from _list_concepts(one.get("concept", []))


def _apply(base: Sequence[Element], changes: Sequence[Element]) -> list[Element]:
    """The elements of a profile: those of its base with what it changes."""
    elements = {one["id"]: one for one in base}
    for change in changes:
        before = elements.get(change["id"])
        elements[change["id"]] = _change(before, change) if before else change
    return list(elements.values())


def _change(before: Element, change: Element) -> Element:
    constraints = [*before.get("constraint", []), *change.get("constraint", [])]
    return {**before, **change, "constraint": constraints}


@dataclass(frozen=True, slots=True)
class _Look:
    """A resource that is looked at, and the definition that it is compared with."""

    root: Any
    elements: Sequence[Element]
    profile: str


class Checker:
    """Checks one resource after the other and counts what is wrong."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self.faults: Counter[str] = Counter()
        self.constraint_count = 0

    def check(self, resource: Json, profile: str) -> None:
        """Check a resource against a definition."""
        top = self._definitions.structures[profile][0]
        looked_at = _Look(resource, self._definitions.structures[profile], profile)
        self._check_children(resource, top, "", looked_at)
        self._check_constraints(resource, top, looked_at)

    def _tell(self, look: _Look, path: str, words: str) -> None:
        self.faults[f"{look.profile.rpartition('/')[2]} {path}: {words}"] += 1

    def _check_children(self, value: Json, parent: Element, code: str, look: _Look) -> None:
        below = self._list_children(parent, code, look)
        known = {"resourceType"}
        for element in (one for one in below if "sliceName" not in one):
            names = _names_of(element)
            known |= {one for one, _ in names} | {f"_{one}" for one, _ in names}
            found = [(kind, one) for key, kind in names for one in _as_list(value.get(key))]
            self._check_count(element, len(found), look)
            for kind, one in found:
                self._check_value(one, kind, element, look)
            for piece in below:
                if piece["path"] == element["path"] and "sliceName" in piece:
                    self._check_slice([one for _, one in found], piece, look)
        for name in value.keys() - known:
            self._tell(look, f"{parent['id']}.{name}", "there is no such element")

    def _list_children(self, parent: Element, code: str, look: _Look) -> list[Element]:
        """What an element may hold: what its type says, changed by what the profile says."""
        start = parent.get("contentReference", "").rpartition("#")[2] or parent["id"]
        own = _directly_below(look.elements, start)
        of_type = self._definitions.structures.get(BASE + code, [])
        if code in NO_TYPES and own:
            of_type = []
        rebased = [
            {
                **one,
                "id": start + one["id"].removeprefix(of_type[0]["id"]),
                "path": start + one["id"].removeprefix(of_type[0]["id"]),
            }
            for one in (_directly_below(of_type, of_type[0]["id"]) if of_type else [])
        ]
        changed = {one["id"]: one for one in own}
        merged = [
            _change(one, changed.pop(one["id"])) if one["id"] in changed else one for one in rebased
        ]
        return [*merged, *changed.values()]

    def _check_slice(self, found: Sequence[Any], piece: Element, look: _Look) -> None:
        matching = [one for one in found if _is_of_slice(one, piece)]
        self._check_count(piece, len(matching), look)
        for one in matching:
            self._check_constraints(one, piece, look)
            for inner in _directly_below(look.elements, piece["id"]):
                names = [name for name, _ in _names_of(inner)]
                count = sum(len(_as_list(one.get(name))) for name in names)
                self._check_count(inner, count, look)

    def _check_count(self, element: Element, count: int, look: _Look) -> None:
        most = element.get("max", "*")
        if count < element.get("min", 0) or (most != "*" and count > int(most)):
            words = f"{count} of them, {element.get('min', 0)}..{most} are asked for"
            self._tell(look, element["id"], words)

    def _check_value(self, value: Json, kind: Element, element: Element, look: _Look) -> None:
        path, code = element["id"], kind.get("code", "").rpartition("/")[2]
        for name, wanted in element.items():
            if name.startswith("fixed") and value != wanted:
                self._tell(look, path, f"is not {wanted}")
            if name.startswith("pattern") and not _fits(value, wanted):
                self._tell(look, path, f"is not like {wanted}")
        binding = element.get("binding", {})
        if binding.get("strength") == "required":
            self._check_codes(value, binding["valueSet"], path, look)
        if code == "Reference":
            self._check_reference(value, kind, path, look)
        if code == "Resource":  # of a bundle's entry: checked for itself
            return
        if isinstance(value, dict):
            self._check_constraints(value, element, look, code)
            if code not in NO_TYPES:
                for top in self._definitions.structures.get(BASE + code, [])[:1]:
                    self._check_constraints(value, top, look, code)
            self._check_children(value, element, code, look)
        else:
            self._check_shape(value, code, path, look)

    def _check_codes(self, value: Json, value_set: str, path: str, look: _Look) -> None:
        codes = self._definitions.list_codes(value_set)
        if isinstance(value, dict):
            given = [one.get("code") for one in value.get("coding", [value])]
        else:
            given = [value]
        if codes is not None and not codes.intersection(given):
            self._tell(look, path, f"{given} is in none of the codes of {value_set}")

    def _check_reference(self, value: Json, kind: Element, path: str, look: _Look) -> None:
        targets = {one.rpartition("/")[2] for one in kind.get("targetProfile", [])}
        allowed = {one.removeprefix("us-core-").lower() for one in targets}
        target = value.get("reference", "").partition("/")[0]
        if target and allowed and "resource" not in allowed and target.lower() not in allowed:
            self._tell(look, path, f"leads to a {target}, allowed are {sorted(targets)}")

    def _check_shape(self, value: Json, code: str, path: str, look: _Look) -> None:
        for one in self._definitions.structures.get(BASE + code, []):
            for kind in one.get("type", []):
                for extension in kind.get("extension", []):
                    if not extension["url"].endswith("/regex"):
                        continue
                    text = json.dumps(value) if isinstance(value, bool | int | float) else value
                    if not re.fullmatch(extension["valueString"], text):
                        self._tell(look, path, f"{value!r} has not the shape of its type")

    def _check_constraints(
        self, value: Json, element: Element, look: _Look, code: str = ""
    ) -> None:
        for constraint in element.get("constraint", []):
            expression = constraint.get("expression", "")
            if constraint["severity"] != "error" or not expression:
                continue
            self.constraint_count += 1
            context = {"resource": look.root, "rootResource": look.root}
            is_type = BASE + code in self._definitions.structures and code not in NO_TYPES
            node = ResourceNode.create_node(value, code if is_type else element["path"])
            held = _compiled(expression)(node, context)
            if held not in ([True], []):
                words = f"{constraint['key']} ({constraint['human']}) gives {held}"
                self._tell(look, element["id"], words)


def _directly_below(elements: Sequence[Element], parent: str) -> list[Element]:
    depth = parent.count(".") + 1
    return [
        one
        for one in elements
        if one["id"].startswith(parent + ".") and one["id"].count(".") == depth
    ]


def _names_of(element: Element) -> list[tuple[str, Element]]:
    """The names under which an element stands in JSON, each with its type."""
    name = element["path"].rpartition(".")[2]
    kinds = element.get("type", [{}])
    if not name.endswith("[x]"):
        return [(name, kinds[0])]
    stem = name.removesuffix("[x]")
    return [(stem + kind["code"][:1].upper() + kind["code"][1:], kind) for kind in kinds]


def _as_list(value: Json) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _fits(value: Json, pattern: Json) -> bool:
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            _fits(value.get(name), wanted) for name, wanted in pattern.items()
        )
    if isinstance(pattern, list):
        return all(any(_fits(one, wanted) for one in _as_list(value)) for wanted in pattern)
    return bool(value == pattern)


def _is_of_slice(value: Json, piece: Element) -> bool:
    patterns = [wanted for name, wanted in piece.items() if name.startswith("pattern")]
    profiles = [one for kind in piece.get("type", []) for one in kind.get("profile", [])]
    if patterns:
        return all(_fits(value, wanted) for wanted in patterns)
    return isinstance(value, dict) and value.get("url") in profiles
