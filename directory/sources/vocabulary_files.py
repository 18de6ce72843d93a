"""Reads the vocabulary's TOML files, one per kind of entry, into a `Vocabulary`.

What an entry must be is the domain's to say; here is only how it is written in a file.
"""

from __future__ import annotations

from pathlib import Path

from directory.domain.errors import InvalidValueError
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import (
    Concern,
    ConcernGroup,
    CredentialKind,
    CredentialSort,
    DepthClass,
    DeviceName,
    Language,
    Profession,
    Suitability,
    Treatment,
)
from directory.sources.toml_entries import EntryFields, read_entries


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary of a folder with one TOML file per kind.

    Raises InvalidValueError naming file and entry when a file is missing, is no TOML, lacks a
    field, has one too many, or when entries contradict each other.
    """
    try:
        return Vocabulary(
            concerns=read_entries(folder / "concerns.toml", _read_concern),
            treatments=read_entries(folder / "treatments.toml", _read_treatment),
            device_names=read_entries(folder / "device_names.toml", _read_device_name),
            professions=read_entries(folder / "professions.toml", _read_profession),
            credentials=read_entries(folder / "credentials.toml", _read_credential),
            languages=read_entries(folder / "languages.toml", _read_language),
        )
    except InvalidValueError as error:
        raise InvalidValueError(f"Vocabulary in {folder}: {error.message}", error.field) from error


def _read_concern(key: str, fields: EntryFields) -> Concern:
    return Concern(
        key=key,
        name=fields.read("name", str),
        description=fields.read("description", str),
        group=fields.choice("group", ConcernGroup),
        words=fields.texts("words"),
        icd10cm=fields.texts("icd10cm"),
        sessions=fields.span("sessions"),
        downtime_days=fields.span("downtime_days"),
        maturation_weeks=fields.read("maturation_weeks", int),
        reference_weight=fields.read("reference_weight", float),
    )


def _read_treatment(key: str, fields: EntryFields) -> Treatment:
    return Treatment(
        key=key,
        name=fields.read("name", str),
        mechanism=fields.read("mechanism", str),
        depth_class=fields.choice("depth_class", DepthClass),
        depth_um=fields.span("depth_um"),
        downtime_days=fields.span("downtime_days"),
        sessions=fields.span("sessions"),
        suitable_skin_types=fields.numbers("suitable_skin_types"),
        caution_skin_types=fields.numbers("caution_skin_types"),
        risks=fields.texts("risks"),
        treats=fields.choices("treats", Suitability),
        words=fields.texts("words"),
    )


def _read_device_name(key: str, fields: EntryFields) -> DeviceName:
    return DeviceName(
        key=key,
        name=fields.read("name", str),
        treatment_keys=fields.texts("treatments"),
        words=fields.texts("words"),
    )


def _read_profession(key: str, fields: EntryFields) -> Profession:
    return Profession(
        key=key,
        name=fields.read("name", str),
        plural=fields.read("plural", str),
        licence=fields.read("licence", str),
        taxonomy_codes=fields.texts("taxonomy_codes"),
        taxonomy_prefixes=fields.texts("taxonomy_prefixes"),
        is_imported_by_option=fields.read("imported_by_option", bool),
        words=fields.texts("words"),
    )


def _read_credential(key: str, fields: EntryFields) -> CredentialKind:
    return CredentialKind(
        key=key,
        name=fields.read("name", str),
        sort=fields.choice("sort", CredentialSort),
        words=fields.texts("words"),
    )


def _read_language(key: str, fields: EntryFields) -> Language:
    return Language(
        key=key,
        name=fields.read("name", str),
        own_name=fields.read("own_name", str),
        words=fields.texts("words"),
    )
