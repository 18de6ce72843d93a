"""Under what the open data may be used: the licences that whoever runs a site can choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from directory.domain.messages import N_


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence, by its SPDX identifier; `words` say what it asks for."""

    key: str
    name: str
    link: str
    words: str


LICENCES: Mapping[str, Licence] = {
    licence.key: licence
    for licence in (
        Licence(
            "CC0-1.0",
            "Creative Commons Zero 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            N_("It may be used for anything, without conditions."),
        ),
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            N_("It may be used for anything, as long as this site and the date are named."),
        ),
        Licence(
            "ODbL-1.0",
            "Open Database License 1.0",
            "https://opendatacommons.org/licenses/odbl/1-0/",
            N_(
                "It may be used for anything, as long as this site and the date are named and "
                "databases made from it are under the same licence."
            ),
        ),
    )
}

USUAL_LICENCE = "CC-BY-4.0"
"""Attribution leads readers of a copy back to where mistakes are corrected."""
