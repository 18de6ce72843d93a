"""What a keeper sends for a profile, made fit to keep, or refused with what is wrong and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlsplit

from directory.domain.claims_of_quality import list_quality_notices
from directory.domain.errors import DomainError, InvalidValueError
from directory.domain.messages import N_, one_after_another
from directory.domain.opening_hours import WEEKDAYS, read_day_hours
from directory.domain.plain_text import clean_text, has_invisible, has_markup
from directory.domain.profile_fields import Value
from directory.domain.vocabulary import Vocabulary
from directory.models import LaserOperator
from directory.services.phone_numbers import read_phone_number
from directory.services.profile_values import LOCATION_PARTS

MOST_BIOGRAPHY = 4000
MOST_LOCATIONS = 6
MOST_EQUIPMENT = 12
LONGEST_NAME = 200
EARLIEST_YEAR = 1950
COUNTRY = re.compile("[A-Z]{2}")
_LONGEST_PARTS = {
    "clinic_name": 200,
    "street": 200,
    "city": 100,
    "region": 60,
    "postal_code": 20,
    "website": 253,
}


class ProfileProblemsError(DomainError):
    """Everything that is wrong with what was sent, each with its field."""

    def __init__(self, problems: list[DomainError]) -> None:
        super().__init__(problems[0].message, problems[0].field)
        self.problems = tuple(problems)


def clean_values(
    values: Mapping[str, Value], vocabulary: Vocabulary, today: date
) -> dict[str, Value]:
    """The values as they can be kept. Raises ProfileProblemsError with all that is wrong."""
    cleaned: dict[str, Value] = {}
    problems: list[DomainError] = []
    for key, value in values.items():
        try:
            cleaned[key] = _CLEANERS[key](value, vocabulary, today)
        except ProfileProblemsError as error:
            problems += error.problems
        except DomainError as error:
            problems.append(InvalidValueError(error.message, error.field or key))
    if problems:
        raise ProfileProblemsError(problems)
    return cleaned


def clean_words(text: str, longest: int) -> str:
    """A text for patients. Raises InvalidValueError where it breaks a rule, naming the rule."""
    if has_invisible(text):
        raise InvalidValueError(
            N_(
                "Invisible characters in it hide or reverse text. They were taken out below: look "
                "whether it still says what you mean, and send it again."
            )
        )
    cleaned = clean_text(text)
    if len(cleaned) > longest:
        raise InvalidValueError(
            N_(
                "It has %(length)s characters; %(longest)s are the most. Nothing was cut: shorten "
                "it and send it again.",
                length=len(cleaned),
                longest=longest,
            )
        )
    if has_markup(cleaned):
        raise InvalidValueError(
            N_(
                "HTML is not taken. Use *emphasis*, **strong**, and lines that begin with - for "
                "lists."
            )
        )
    notices = list_quality_notices(cleaned)
    if notices:
        raise InvalidValueError(
            one_after_another(
                [
                    N_(
                        "“%(quote)s”: %(title)s. %(why)s",
                        quote=notice.quote,
                        title=notice.rule.title.lower(),
                        why=notice.rule.why,
                    )
                    for notice in notices
                ]
            )
        )
    return cleaned


def _clean_biography(value: Value, _vocabulary: Vocabulary, _today: date) -> Value:
    return clean_words(value, MOST_BIOGRAPHY)


def _clean_languages(value: Value, vocabulary: Vocabulary, _today: date) -> Value:
    return sorted({vocabulary.get_language(key).key for key in value})


def _clean_acceptance(value: Value, _vocabulary: Vocabulary, _today: date) -> Value:
    return value if value is None else bool(value)


def _clean_operator(value: Value, _vocabulary: Vocabulary, _today: date) -> Value:
    if value not in set(LaserOperator):
        raise InvalidValueError(N_("Choose who holds the laser."))
    return str(value)


def _clean_name(value: Value, _vocabulary: Vocabulary, _today: date) -> Value:
    return clean_words(value, LONGEST_NAME)


def _clean_practising_since(value: Value, _vocabulary: Vocabulary, today: date) -> Value:
    return _clean_year(value, today)


def _clean_year(value: Value, today: date) -> Value:
    if value is not None and not EARLIEST_YEAR <= value <= today.year:
        raise InvalidValueError(
            N_(
                "Enter a year from %(earliest_year)s to %(year)s.",
                earliest_year=str(EARLIEST_YEAR),
                year=str(today.year),
            )
        )
    return value


def _clean_concerns(value: Value, vocabulary: Vocabulary, today: date) -> Value:
    return _clean_done("concerns", value, lambda key: vocabulary.get_concern(key).key, today)


def _clean_treatments(value: Value, vocabulary: Vocabulary, today: date) -> Value:
    return _clean_done("treatments", value, lambda key: vocabulary.get_treatment(key).key, today)


def _clean_done(field: str, value: Value, known: Callable[[str], str], today: date) -> Value:
    cleaned, problems = [], []
    for number, (key, year) in enumerate(value):
        try:
            cleaned.append([known(key), _clean_year(year, today)])
        except InvalidValueError as error:
            problems.append(InvalidValueError(error.message, f"{field}-{number}"))
    if problems:
        raise ProfileProblemsError(list(problems))
    return sorted(cleaned)


def _clean_equipment(value: Value, _vocabulary: Vocabulary, _today: date) -> Value:
    names = [clean_words(name, LONGEST_NAME) for name in value]
    names = list(dict.fromkeys(name for name in names if name))
    if len(names) > MOST_EQUIPMENT:
        raise InvalidValueError(
            N_(
                "Name at most %(most_equipment)s; none of them counts.",
                most_equipment=MOST_EQUIPMENT,
            )
        )
    return names


def _clean_locations(value: Value, _vocabulary: Vocabulary, _today: date) -> Value:
    if not value:
        raise InvalidValueError(
            N_("A profile needs a place of practice. Change its state instead.")
        )
    if len(value) > MOST_LOCATIONS:
        raise InvalidValueError(
            N_("A profile has at most %(most)s locations.", most=MOST_LOCATIONS)
        )
    cleaned, problems = [], []
    for number, parts in enumerate(value):
        try:
            cleaned.append(_clean_location(parts))
        except DomainError as error:
            problems.append(InvalidValueError(error.message, f"locations-{number}-{error.field}"))
    if problems:
        raise ProfileProblemsError(list(problems))
    return cleaned


def _clean_location(parts: Mapping[str, Value]) -> dict[str, Value]:
    cleaned: dict[str, Value] = {**parts, "website": _read_host(parts["website"])}
    for part, longest in _LONGEST_PARTS.items():
        text = clean_text(cleaned[part])
        if len(text) > longest:
            raise InvalidValueError(N_("At most %(longest)s characters.", longest=longest), part)
        if has_markup(text) or "\n" in text:
            raise InvalidValueError(N_("Write plain words on one line."), part)
        cleaned[part] = text
    notices = list_quality_notices(cleaned["clinic_name"])
    if notices:
        raise InvalidValueError(
            f"“{notices[0].quote}” in a name: {notices[0].rule.why}", "clinic_name"
        )
    if not cleaned["city"]:
        raise InvalidValueError(N_("Enter the town."), "city")
    if not COUNTRY.fullmatch(parts["country"]):
        raise InvalidValueError(N_("Enter the country in two letters, such as US."), "country")
    phone = clean_text(parts["phone"])
    cleaned["phone"] = read_phone_number(phone, parts["country"]) if phone else ""
    cleaned["hours"] = _read_hours(parts["hours"])
    return {part: cleaned[part] for part in LOCATION_PARTS}


def _read_hours(typed: Mapping[str, Value]) -> dict[str, Value]:
    """The hours of a week, from what was typed for each day or from what was kept before."""
    hours: dict[str, Value] = {}
    for key in WEEKDAYS:
        said = typed.get(key)
        try:
            spans = read_day_hours(said) if isinstance(said, str) else said
        except DomainError as error:
            raise InvalidValueError(error.message, key) from error
        if spans is not None:
            hours[key] = spans
    return hours


def _read_host(text: str) -> str:
    """The host of a site's address, however much of the address was typed."""
    text = clean_text(text)
    if not text:
        return ""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        host = ""
    if "." not in host or not host.isascii() or " " in text:
        raise InvalidValueError(
            N_(
                "“%(text)s” is no address of a site. Write it as practice.example.",
                text=text[:60],
            ),
            "website",
        )
    return host


_CLEANERS: Mapping[str, Callable[[Value, Vocabulary, date], Value]] = {
    "biography": _clean_biography,
    "languages": _clean_languages,
    "is_accepting_patients": _clean_acceptance,
    "laser_operator": _clean_operator,
    "supervising_physician": _clean_name,
    "practising_since_claimed": _clean_practising_since,
    "concerns": _clean_concerns,
    "treatments": _clean_treatments,
    "locations": _clean_locations,
    "equipment": _clean_equipment,
}
