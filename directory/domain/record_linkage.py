"""Whether a record and a practitioner are one person: by exact rules, else by weighed evidence.

The evidence is weighed as Fellegi and Sunter do ("A Theory for Record Linkage", JASA 64, 1969):
each agreement adds a log likelihood ratio, each contradiction takes one off. All candidates
compete with each other and with "nobody here", so a common name alone decides nothing. Finding
candidates is `services.registry_matching`'s business.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from directory.domain.name_rarity import GivenNames
from directory.domain.names import fold_name
from directory.domain.professions import NURSES, PHYSICIANS
from directory.domain.wording import fold

Similarity = Callable[[str, str], float]
"""How alike two folded names are, 0 to 1 (Jaro-Winkler)."""


class Sign(StrEnum):
    """One thing that speaks for or against a match."""

    GIVEN_SAME = "given_same"
    GIVEN_SHORT = "given_short"
    GIVEN_SIMILAR = "given_similar"
    GIVEN_OTHER = "given_other"
    FAMILY_SAME = "family_same"
    FAMILY_PART = "family_part"
    FAMILY_SIMILAR = "family_similar"
    FAMILY_OTHER = "family_other"
    MIDDLE_SAME = "middle_same"
    MIDDLE_WHOLE = "middle_whole"
    MIDDLE_OTHER = "middle_other"
    SUFFIX_OTHER = "suffix_other"
    SUFFIX_ONCE = "suffix_once"
    PROFESSION_SAME = "profession_same"
    PROFESSION_OTHER = "profession_other"
    ZIP_SAME = "zip_same"
    CITY_SAME = "city_same"
    STATE_SAME = "state_same"
    STATE_OTHER = "state_other"
    PHONE_SAME = "phone_same"
    LICENCE_SAME = "licence_same"
    LICENCE_OTHER = "licence_other"


WEIGHTS: Mapping[Sign, float] = {
    Sign.GIVEN_SAME: 0.0,
    Sign.GIVEN_SIMILAR: 3.0,
    Sign.GIVEN_SHORT: 2.5,
    Sign.GIVEN_OTHER: -6.0,
    Sign.FAMILY_SAME: 0.0,
    Sign.FAMILY_PART: -1.0,
    Sign.FAMILY_SIMILAR: -1.5,
    Sign.FAMILY_OTHER: -7.0,
    Sign.MIDDLE_SAME: 2.5,
    Sign.MIDDLE_WHOLE: 4.0,
    Sign.MIDDLE_OTHER: -3.5,
    Sign.SUFFIX_OTHER: -3.0,
    Sign.SUFFIX_ONCE: -1.0,
    Sign.PROFESSION_SAME: 1.0,
    Sign.PROFESSION_OTHER: -4.0,
    Sign.ZIP_SAME: 6.5,
    Sign.CITY_SAME: 4.2,
    Sign.STATE_SAME: 1.0,
    Sign.STATE_OTHER: -1.5,
    Sign.PHONE_SAME: 5.0,
    Sign.LICENCE_SAME: 7.5,
    Sign.LICENCE_OTHER: -1.5,
}
"""Natural logarithms of how much likelier a sign is for one person than for two.

Family names weigh nothing when they agree, because candidates are found by them; given names that
agree weigh what `GivenNames` says of how rare they are. Measured on real files where these can say
it: two clinicians share the initial of a middle name 7 times of 100, a whole middle name once, a
ZIP code of one state 5 times of 1,000, a town 7 times.
"""

SIGN_WORDS: Mapping[Sign, str] = {
    Sign.GIVEN_SAME: "same given name",
    Sign.GIVEN_SIMILAR: "given name spelt almost the same",
    Sign.GIVEN_SHORT: "given name or its short form or initial",
    Sign.GIVEN_OTHER: "another given name",
    Sign.FAMILY_SAME: "same family name",
    Sign.FAMILY_PART: "part of the family name",
    Sign.FAMILY_SIMILAR: "family name spelt almost the same",
    Sign.FAMILY_OTHER: "another family name",
    Sign.MIDDLE_SAME: "initial of the middle name agrees",
    Sign.MIDDLE_WHOLE: "same middle name",
    Sign.MIDDLE_OTHER: "another middle name",
    Sign.SUFFIX_OTHER: "another suffix (Jr., Sr.)",
    Sign.SUFFIX_ONCE: "a suffix (Jr., Sr.) in one of the two only",
    Sign.PROFESSION_SAME: "profession agrees",
    Sign.PROFESSION_OTHER: "another profession",
    Sign.ZIP_SAME: "same ZIP code",
    Sign.CITY_SAME: "same town",
    Sign.STATE_SAME: "same state",
    Sign.STATE_OTHER: "another state",
    Sign.PHONE_SAME: "same telephone number",
    Sign.LICENCE_SAME: "same licence number",
    Sign.LICENCE_OTHER: "another licence number of that state",
}

BESIDE_NAMES = frozenset({Sign.ZIP_SAME, Sign.CITY_SAME, Sign.PHONE_SAME, Sign.LICENCE_SAME})
"""A match needs one of these: never by name alone, nor by name and profession."""

NOBODY_HERE = 4.5
"""How much must speak for somebody with a family name of their own before they are as likely as
nobody here: for each person of a family name here, ninety in the lists are not here. Common names
need as much more as there are people of that name in the record's state."""

CERTAIN = 0.99
WORTH_A_LOOK = 0.5
HARDLY = 0.01
"""Candidates less probable than this are only shown when asked for."""

SIMILAR_NAMES = 0.9
"""How alike two spellings of one name are at least (Jaro-Winkler)."""

_FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of somebody; names folded, what is not known empty."""

    given_name: str
    family_names: tuple[str, ...]
    middle_name: str = ""
    suffix: str = ""
    npi: str = ""
    licences: frozenset[tuple[str, str]] = frozenset()
    profession_keys: frozenset[str] = frozenset()
    postal_codes: frozenset[str] = frozenset()
    cities: frozenset[tuple[str, str]] = frozenset()
    regions: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a record may belong to, how probable that is, and what speaks for it."""

    key: int
    probability: float
    signs: tuple[Sign, ...] = field(default=())


def licence_key(number: str) -> str:
    """What two spellings of a licence number share: its digits without leading zeros.

    A number of hardly any digits is compared whole.

    >>> licence_key("AP-0060958305")
    '60958305'
    """
    digits = re.sub(r"\D", "", number).lstrip("0")
    if len(digits) >= _FEWEST_DIGITS:
        return digits
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def split_family_name(text: str) -> tuple[str, ...]:
    """A family name whole and, where it has several of some length, its parts."""
    parts = [part for part in re.split(r"[\s-]+", fold(text)) if len(part) > 3]
    return tuple(dict.fromkeys([fold_name(text), *(parts if len(parts) > 1 else ())]))


def is_exact_match(
    record: Person,
    practitioner: Person,
    similarity: Similarity,
    short_names: Mapping[str, frozenset[str]],
) -> bool:
    """Same NPI, or same licence of the same state with the family name; nothing contradicting.

    An NPI under which both names are other ones is an error somewhere: a person must look.
    """
    signs = set(list_signs(record, practitioner, similarity, short_names))
    if record.npi and record.npi == practitioner.npi:
        is_named = bool(record.given_name)
        return not (is_named and {Sign.GIVEN_OTHER, Sign.FAMILY_OTHER} <= signs)
    if record.npi and practitioner.npi:
        return False
    return (
        Sign.LICENCE_SAME in signs
        and bool(signs & {Sign.FAMILY_SAME, Sign.FAMILY_PART})
        and not signs & {Sign.GIVEN_OTHER, Sign.SUFFIX_OTHER, Sign.PROFESSION_OTHER}
    )


def weigh_candidates(
    record: Person,
    practitioners: Mapping[int, Person],
    similarity: Similarity,
    short_names: Mapping[str, frozenset[str]],
    given_names: GivenNames,
) -> list[Candidate]:
    """How probably the record belongs to each of these people, likeliest first.

    People of another NPI are left out. What is missing to 1 is the probability of nobody here.
    """
    signs = {
        key: list_signs(record, person, similarity, short_names)
        for key, person in practitioners.items()
        if not (record.npi and person.npi and record.npi != person.npi)
    }
    namesakes = sum(
        Sign.FAMILY_SAME in listed and _may_share_state(record, practitioners[key])
        for key, listed in signs.items()
    )
    nobody = NOBODY_HERE + math.log(max(namesakes, 1))
    rarity = given_names.weigh(record.given_name)
    odds = {
        key: math.exp(
            sum(WEIGHTS[sign] for sign in listed)
            + (rarity if Sign.GIVEN_SAME in listed else 0.0)
            - nobody
        )
        for key, listed in signs.items()
    }
    total = 1.0 + sum(odds.values())
    candidates = [Candidate(key, odds[key] / total, tuple(signs[key])) for key in odds]
    return sorted(candidates, key=lambda candidate: (-candidate.probability, candidate.key))


def is_certain(candidate: Candidate) -> bool:
    """Whether no person has to look: probable enough, and by more than names.

    Where only one of the two says Jr. or Sr., there is a father or son of that name.
    """
    signs = set(candidate.signs)
    is_alone = Sign.SUFFIX_ONCE not in signs
    return candidate.probability >= CERTAIN and bool(BESIDE_NAMES & signs) and is_alone


def list_signs(
    record: Person,
    practitioner: Person,
    similarity: Similarity,
    short_names: Mapping[str, frozenset[str]],
) -> list[Sign]:
    """What speaks for and against these two being one person; `short_names` are by given name."""
    signs = [
        _compare_given(record.given_name, practitioner.given_name, similarity, short_names),
        _compare_family(record.family_names, practitioner.family_names, similarity),
        _compare_middle(record.middle_name, practitioner.middle_name),
        _compare_suffix(record.suffix, practitioner.suffix),
        _compare_profession(record.profession_keys, practitioner.profession_keys),
        _compare_place(record, practitioner),
        Sign.PHONE_SAME if record.phones & practitioner.phones else None,
        _compare_licences(record.licences, practitioner.licences),
    ]
    return [sign for sign in signs if sign is not None]


def _compare_given(
    one: str, other: str, similarity: Similarity, short_names: Mapping[str, frozenset[str]]
) -> Sign | None:
    if not (one and other):
        return None
    if one == other:
        return Sign.GIVEN_SAME
    is_initial = min(len(one), len(other)) == 1 and one[0] == other[0]
    if is_initial or other in short_names.get(one, ()) or one in short_names.get(other, ()):
        return Sign.GIVEN_SHORT
    return Sign.GIVEN_SIMILAR if similarity(one, other) >= SIMILAR_NAMES else Sign.GIVEN_OTHER


def _compare_family(
    one: Sequence[str], other: Sequence[str], similarity: Similarity
) -> Sign | None:
    if not (one and one[0] and other and other[0]):
        return None
    if one[0] == other[0]:
        return Sign.FAMILY_SAME
    if set(one) & set(other):
        return Sign.FAMILY_PART
    is_similar = similarity(one[0], other[0]) >= SIMILAR_NAMES
    return Sign.FAMILY_SIMILAR if is_similar else Sign.FAMILY_OTHER


def _compare_middle(one: str, other: str) -> Sign | None:
    if not (one and other):
        return None
    if one == other and len(one) > 1:
        return Sign.MIDDLE_WHOLE
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return Sign.MIDDLE_SAME
    return None if one[0] == other[0] else Sign.MIDDLE_OTHER


def _compare_suffix(one: str, other: str) -> Sign | None:
    if one == other:
        return None
    return Sign.SUFFIX_OTHER if one and other else Sign.SUFFIX_ONCE


def _compare_profession(one: frozenset[str], other: frozenset[str]) -> Sign | None:
    if not (one and other):
        return None
    groups = (PHYSICIANS, NURSES)
    is_same = bool(one & other) or any(one & group and other & group for group in groups)
    return Sign.PROFESSION_SAME if is_same else Sign.PROFESSION_OTHER


def _compare_place(one: Person, other: Person) -> Sign | None:
    if one.postal_codes & other.postal_codes:
        return Sign.ZIP_SAME
    if one.cities & other.cities:
        return Sign.CITY_SAME
    if not (one.regions and other.regions):
        return None
    return Sign.STATE_SAME if one.regions & other.regions else Sign.STATE_OTHER


def _may_share_state(one: Person, other: Person) -> bool:
    return not (one.regions and other.regions) or bool(one.regions & other.regions)


def _compare_licences(
    one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]
) -> Sign | None:
    if one & other:
        return Sign.LICENCE_SAME
    shared_states = {region for region, _ in one} & {region for region, _ in other}
    return Sign.LICENCE_OTHER if shared_states else None
