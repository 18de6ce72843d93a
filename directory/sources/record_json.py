"""A person's record as JSON and back, for records that wait until somebody has looked at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from directory.domain.names import PersonName
from directory.sources.person_records import (
    AddressFact,
    DeactivationFact,
    Fact,
    GraduationFact,
    Identity,
    LicenceFact,
    LicenceNumber,
    NoticeFact,
    PaymentFact,
    PersonRecord,
    VolumeFact,
)
from directory.sources.records import RegistryAddress

_FACTS: Mapping[str, type[Any]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            LicenceFact,
            GraduationFact,
            AddressFact,
            NoticeFact,
            VolumeFact,
            PaymentFact,
            DeactivationFact,
        )
    }
)


def dump_record(record: PersonRecord) -> dict[str, Any]:
    """The record in terms of JSON."""
    identity = asdict(record.identity)
    identity["profession_keys"] = sorted(record.identity.profession_keys)
    return {
        "line": record.line,
        "source": record.source,
        "key": record.key,
        "identity": identity,
        "facts": [_dump_fact(fact) for fact in record.facts],
    }


def load_record(written: Mapping[str, Any]) -> PersonRecord:
    """The record that `dump_record` wrote."""
    identity = dict(written["identity"])
    identity["name"] = PersonName(**identity["name"])
    identity["licence"] = LicenceNumber(**identity["licence"]) if identity["licence"] else None
    identity["profession_keys"] = frozenset(identity["profession_keys"])
    return PersonRecord(
        line=written["line"],
        source=written["source"],
        key=written["key"],
        identity=Identity(**identity),
        facts=tuple(_load_fact(fact) for fact in written["facts"]),
    )


def _dump_fact(fact: Fact) -> dict[str, Any]:
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(fact).items()
    }
    return {"fact": type(fact).__name__, **values}


def _load_fact(written: Mapping[str, Any]) -> Fact:
    values = dict(written)
    kind = _FACTS[values.pop("fact")]
    for field in fields(kind):
        if "date" in str(field.type) and values[field.name] is not None:
            values[field.name] = date.fromisoformat(values[field.name])
    if kind is AddressFact:
        values["address"] = RegistryAddress(**values["address"])
    fact: Fact = kind(**values)
    return fact
