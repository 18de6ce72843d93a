"""How states write their lists of licences: maps in `seed_data/registries/licences/*.toml`.

A state is such a file and no code. `docs/sources/licences.md` says how to write one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from directory.domain.errors import InvalidValueError
from directory.domain.licences import LicenceStatus
from directory.sources.dates import DATE_STYLES

LICENCE_MAPS_FOLDER = Path(__file__).resolve().parents[2] / "seed_data" / "registries" / "licences"
REQUIRED_COLUMNS = ("number", "family_name", "given_name", "type", "status", "issued_on")
OPTIONAL_COLUMNS = (
    "npi",
    "middle_name",
    "name_suffix",
    "person_or_organisation",
    "issuer",
    "expires_on",
    "status_detail",
    "discipline",
    "disciplined_on",
    "city",
    "region",
    "postal_code",
)


@dataclass(frozen=True, slots=True)
class LicenceMap:
    """One state's way of listing licences.

    `title` names the list where its issuer has several. `required` and `optional` give the columns'
    names, `constants` what is the same on every row and no column of the file, `professions` the
    profession of each licence type that can be somebody's here, `statuses` the meaning of each
    status, both in lower case.
    """

    key: str
    description: str
    region: str
    issuer: str
    title: str
    link: str
    delimiter: str
    date_styles: tuple[str, ...]
    required: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    marks: tuple[str, ...]
    professions: Mapping[str, str]
    statuses: Mapping[str, LicenceStatus]
    temporary: re.Pattern[str]
    organisation: str

    def find_profession(self, licence_type: str) -> str | None:
        """The profession that a licence type is for, None for one that is of no interest here."""
        return self.professions.get(licence_type.casefold())

    def read_status(self, text: str) -> LicenceStatus:
        """What a status means: the longest one of the map that the text begins with."""
        folded = text.casefold()
        fitting = [words for words in self.statuses if folded.startswith(words)]
        best = max(fitting, key=len, default=None)
        return LicenceStatus.UNKNOWN if best is None else self.statuses[best]


@cache
def read_licence_maps(folder: Path = LICENCE_MAPS_FOLDER) -> tuple[LicenceMap, ...]:
    """All maps, by key. Raises InvalidValueError for one that cannot be used, saying why."""
    return tuple(_read_map(file) for file in sorted(folder.glob("*.toml")))


def _read_map(file: Path) -> LicenceMap:
    try:
        written = tomllib.loads(file.read_text("utf-8"))
        return _make_map(f"licences_{file.stem}", written)
    except (tomllib.TOMLDecodeError, KeyError, ValueError, re.error) as error:
        raise InvalidValueError(f"{file.name} is no column map of licences: {error}") from error


def _make_map(key: str, written: Mapping[str, Any]) -> LicenceMap:
    columns = {
        name: (names,) if isinstance(names, str) else tuple(names)
        for name, names in written["columns"].items()
    }
    constants = {name: str(text) for name, text in written.get("constants", {}).items()}
    given = columns.keys() | constants.keys()
    unknown = sorted(given - set(REQUIRED_COLUMNS) - set(OPTIONAL_COLUMNS))
    missing = [name for name in REQUIRED_COLUMNS if name not in given]
    if unknown or missing:
        raise ValueError(f"unknown columns {unknown}, missing columns {missing}")
    if strange := sorted(set(written["date_styles"]) - DATE_STYLES.keys()):
        raise ValueError(f"date styles {strange}; known are {list(DATE_STYLES)}")
    return LicenceMap(
        key=key,
        description=written["description"],
        region=written["region"],
        issuer=written["issuer"],
        title=written.get("title", written["issuer"]),
        link=written["link"],
        delimiter=written.get("delimiter", ","),
        date_styles=tuple(written["date_styles"]),
        required={name: columns[name] for name in REQUIRED_COLUMNS if name in columns},
        optional={name: columns[name] for name in OPTIONAL_COLUMNS if name in columns},
        constants=constants,
        marks=tuple(written["marks"]),
        professions={
            licence_type.casefold(): profession
            for profession, types in written["professions"].items()
            for licence_type in types
        },
        statuses={
            words.casefold(): LicenceStatus(status)
            for status, listed in written["statuses"].items()
            for words in listed
        },
        temporary=re.compile("|".join(written["temporary"]) or r"(?!)", re.IGNORECASE),
        organisation=written.get("organisation", "").casefold(),
    )
