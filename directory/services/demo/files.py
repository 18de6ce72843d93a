"""Reads the files of `seed_data/demo`: the world, parts of people, and banks of sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from directory.domain.errors import InvalidValueError
from directory.services.demo.world import (
    CampaignParameters,
    CaseParameters,
    MarketingParameters,
    PeopleParameters,
    ReportingParameters,
    SizeParameters,
    SkillParameters,
    SourceParameters,
    VisitParameters,
    World,
)

DEMO_FOLDER = Path(__file__).resolve().parents[3] / "seed_data" / "demo"

Table = Mapping[str, Any]
Bank = Mapping[str, Mapping[str, list[str]]]
RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class DemoProfession:
    """How people of one profession are trained, titled and limited in the fictional world."""

    key: str
    share: float
    title: str
    degrees: list[str]
    codes: list[str]
    training_years: int
    licence: str
    certification: str
    certification_issuer: str
    certified_share: float
    training_effect: float
    concern_counts: list[int]
    excluded_concerns: list[str]
    excluded_treatments: list[str]
    is_supervised: bool


@dataclass(frozen=True, slots=True)
class Country:
    """How addresses look in a country, and who licenses and teaches there."""

    licensing: str
    medical_school: str
    spoken: dict[str, float]
    street: str
    unit: str
    kinds: list[str]
    names: list[str]


@dataclass(frozen=True, slots=True)
class City:
    """A city with its districts: (postal code, latitude, longitude)."""

    name: str
    region: str
    state: str
    country: str
    weight: float
    phone: str
    districts: list[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names that go together, and the languages that often go with them."""

    key: str
    female: list[str]
    male: list[str]
    family: list[str]
    languages: dict[str, float]


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """How one demonstration account signs in; `totp_secret` is empty without a second factor."""

    role: str
    email: str
    password: str
    display_name: str
    totp_secret: str = ""


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Everything the generator reads."""

    world: World
    professions: tuple[DemoProfession, ...]
    medical_degrees: dict[str, str]
    countries: dict[str, Country]
    cities: tuple[City, ...]
    name_groups: tuple[NameGroup, ...]
    name_weights: dict[str, dict[str, float]]
    name_suffixes: list[str]
    clinic_first_parts: list[str]
    clinic_kinds: dict[str, list[str]]
    biographies: Table
    reviews: Table
    reviews_spanish: Table
    campaigns: Table
    replies: Table
    moderation: Table
    logins: tuple[DemoLogin, ...]


def read_demo_files(folder: Path = DEMO_FOLDER) -> DemoFiles:
    """Read all files of the demonstration. Raises InvalidValueError for a table that is wrong."""
    names = read_toml(folder / "names.toml")
    cities = read_toml(folder / "cities.toml")
    clinics = read_toml(folder / "clinics.toml")
    professions = read_toml(folder / "professions.toml")
    return DemoFiles(
        world=_read_world(read_toml(folder / "world.toml")),
        professions=tuple(
            _record(DemoProfession, {"key": key, **table})
            for key, table in professions["professions"].items()
        ),
        medical_degrees=professions["medical_degrees"],
        countries={key: _record(Country, table) for key, table in cities["countries"].items()},
        cities=tuple(
            _record(City, {**table, "districts": [(c, y, x) for c, y, x in table["districts"]]})
            for table in cities["cities"]
        ),
        name_groups=tuple(_record(NameGroup, table) for table in names["groups"]),
        name_weights=names["weights"],
        name_suffixes=names["suffixes"],
        clinic_first_parts=clinics["first_parts"],
        clinic_kinds=clinics["kinds"],
        biographies=read_toml(folder / "biographies.toml"),
        reviews=read_toml(folder / "reviews.toml"),
        reviews_spanish=read_toml(folder / "reviews_spanish.toml"),
        campaigns=read_toml(folder / "campaigns.toml"),
        replies=read_toml(folder / "replies.toml"),
        moderation=read_toml(folder / "moderation.toml"),
        logins=tuple(
            _record(DemoLogin, table) for table in read_toml(folder / "accounts.toml")["accounts"]
        ),
    )


def _read_world(tables: dict[str, Any]) -> World:
    return World(
        seed=tables["seed"],
        size=_record(SizeParameters, tables["size"]),
        skill=_record(SkillParameters, tables["skill"]),
        cases=_record(CaseParameters, tables["cases"]),
        reporting=_record(ReportingParameters, tables["reporting"]),
        sources=tuple(_record(SourceParameters, table) for table in tables["sources"]),
        campaigns=_record(CampaignParameters, tables["campaigns"]),
        marketing=_record(MarketingParameters, tables["marketing"]),
        people=_record(PeopleParameters, tables["people"]),
        visits=_record(VisitParameters, tables["visits"]),
    )


def _record(record_class: type[RecordT], table: dict[str, Any]) -> RecordT:
    try:
        return record_class(**table)
    except TypeError as error:
        raise InvalidValueError(
            f"The demo data's table for {record_class.__name__} is wrong: {error}."
        ) from error


def read_toml(file: Path) -> dict[str, Any]:
    """A file of the demonstration. Raises InvalidValueError for one that cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidValueError(f"{file.name} of the demo data cannot be read: {error}.") from error
