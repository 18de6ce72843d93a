"""Values of a profile as lines of text, for comparing them and for looking at their history."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from directory.domain.messages import N_
from directory.domain.opening_hours import list_open_days
from directory.domain.profile_fields import Value
from directory.domain.vocabulary import Vocabulary
from directory.models import LaserOperator
from directory.services.listed_people import LASER_OPERATOR_WORDS

NOTHING = "nothing"


def describe_value(key: str, value: Value, vocabulary: Vocabulary) -> str:
    """A value of this field in words, one line for each thing."""
    return _WORDS[key](value, vocabulary) or NOTHING


def _as_written(value: Value, _vocabulary: Vocabulary) -> str:
    return "" if value is None else str(value)


def _languages(value: Value, vocabulary: Vocabulary) -> str:
    found = (vocabulary.find_language(key) for key in value)
    return ", ".join(language.name for language in found if language)


def _acceptance(value: Value, _vocabulary: Vocabulary) -> str:
    return {True: N_("Accepting"), False: N_("Not accepting")}.get(value, "")


def _operator(value: Value, _vocabulary: Vocabulary) -> str:
    return LASER_OPERATOR_WORDS[LaserOperator(value)]


def _concerns(value: Value, vocabulary: Vocabulary) -> str:
    return "\n".join(
        f"{concern.name}{_since(year)}"
        for key, year in value
        if (concern := vocabulary.find_concern(key))
    )


def _treatments(value: Value, vocabulary: Vocabulary) -> str:
    return "\n".join(
        f"{treatment.name}{_since(year)}"
        for key, year in value
        if (treatment := vocabulary.find_treatment(key))
    )


def _since(year: int | None) -> str:
    return f", since {year}" if year else ""


def _locations(value: Value, _vocabulary: Vocabulary) -> str:
    return "\n".join(
        ", ".join(
            filter(
                None,
                [
                    *(each[part] for part in ("clinic_name", "street", "city", "region")),
                    *(each[part] for part in ("postal_code", "country", "phone", "website")),
                    *(f"{day} {hours}" for day, hours in list_open_days(each["hours"])),
                ],
            )
        )
        for each in value
    )


def _equipment(value: Value, _vocabulary: Vocabulary) -> str:
    return ", ".join(value)


_WORDS: Mapping[str, Callable[[Value, Vocabulary], str]] = {
    "biography": _as_written,
    "languages": _languages,
    "is_accepting_patients": _acceptance,
    "laser_operator": _operator,
    "supervising_physician": _as_written,
    "practising_since_claimed": _as_written,
    "concerns": _concerns,
    "treatments": _treatments,
    "locations": _locations,
    "equipment": _equipment,
}
