"""The search rules in plain Python, one practitioner at a time: slow, and easy to check by eye.

Written from the published rules, not from the index. It takes over only how text becomes words and
how the lottery number is drawn, which have tests of their own.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from search_index import DocumentLocation, PractitionerDocument, SearchQuery, Sort, Tier, folding
from search_index.ranking_rule import lottery

EARTH_RADIUS_KM = 6371.0088
SELDOM_ENOUGH = 0.6
FAR_AWAY_KM = 20_016.0


@dataclass
class Found:
    document: PractitionerDocument
    tier: Tier
    relevance: float
    points: float
    width: float
    km: float
    nearest: int | None
    utility: float
    held_back: bool = False


def search(documents: list[PractitionerDocument], query: SearchQuery) -> list[Found]:
    """Everybody found, in the order they are to be shown."""
    found = [one for one in _matches(documents, query) if is_left_by_filters(one.document, query)]
    found.sort(key=lambda one: _sort_key(one, query))
    return _spread_clinics(found, query) if query.sort is Sort.SKILL else found


def matching(
    documents: list[PractitionerDocument], query: SearchQuery
) -> list[PractitionerDocument]:
    """Everybody who matches the words, whatever the filters."""
    return [one.document for one in _matches(documents, query)]


def facet_count(
    matching: list[PractitionerDocument], query: SearchQuery, facet: str, value: str
) -> int:
    """How many would be found with this value chosen in place of what the facet has now."""
    choice = {
        "professions": (value,),
        "languages": (value,),
        "concern": value,
        "treatments": (value,),
        "skin_type": int(value) if facet == "skin_type" else None,
        "accepting_patients": value == "yes",
        "min_years": float(value) if facet == "min_years" else None,
        "min_verified_outcomes": int(value) if facet == "min_verified_outcomes" else None,
        "radius_km": float(value) if facet == "radius_km" else None,
    }[facet]
    asked = replace(query, **{facet: choice})
    return sum(1 for document in matching if is_left_by_filters(document, asked))


def is_left_by_filters(document: PractitionerDocument, query: SearchQuery) -> bool:
    years = document.years_evidenced
    nearest_km, _ = _way(document, query)
    return (
        (query.concern is None or query.concern in document.concerns)
        and (not query.treatments or set(query.treatments) & set(document.treatments))
        and (query.skin_type is None or query.skin_type in document.skin_types)
        and (not query.professions or document.profession in query.professions)
        and (not query.languages or bool(set(query.languages) & set(document.languages)))
        and (query.min_years is None or (years is not None and years >= query.min_years))
        and (document.verified_outcome_count >= (query.min_verified_outcomes or 0))
        and (query.accepting_patients in (None, document.accepting_patients))
        and (query.radius_km is None or nearest_km <= query.radius_km)
    )


def _matches(documents: list[PractitionerDocument], query: SearchQuery) -> Iterable[Found]:
    required = folding.query_words(query.text)
    words = list(dict.fromkeys([*required, *folding.query_words(query.remarks)]))
    profiles = [_Profile(document) for document in documents]
    known = {word: n for word in words if (n := sum(p.has_anywhere(word) for p in profiles))}
    weights = {
        word: max(1, round(1000 * math.log(1 + (len(documents) - n + 0.5) / (n + 0.5))))
        for word, n in known.items()
    }
    lengths = [profile.biography.total() for profile in profiles]
    mean_length = sum(lengths) / len(lengths) if sum(lengths) else 1.0
    phrases = [words for phrase in query.phrases if (words := _without_titles(phrase))]
    words_lead = (
        words and query.sort is Sort.SKILL and query.concern is None and not query.treatments
    )
    for profile in profiles:
        if not all(map(profile.has_phrase, phrases)):
            continue
        tier = _tier(profile, query, required, words, weights)
        if phrases and tier in (Tier.EVERYONE, Tier.EVERY_WORD_IN_FACTS):
            has_facts = all(map(profile.has_phrase_in_facts, phrases))
            tier = Tier.EVERY_WORD_IN_FACTS if has_facts else Tier.EVERY_WORD
        if tier is None:
            continue
        leads = words_lead and tier is not Tier.EXACT_NAME
        relevance = _bm25f(profile, weights, mean_length) if leads else 0.0
        document = profile.document
        skill = document.skill.get(query.concern or "", document.skill[""])
        points, low, high = (float(np.float32(v)) for v in (skill.points, skill.lo90, skill.hi90))
        km, nearest = _way(document, query)
        cost = query.points_per_doubling * math.log2(1 + max(0.0, km - 10) / 10)
        yield Found(document, tier, relevance, points, high - low, km, nearest, points - cost)


class _Profile:
    def __init__(self, document: PractitionerDocument) -> None:
        self.document = document
        self.names = [document.name, *document.name_variants]
        self.name_words = {word for name in self.names for word in folding.name_words(name)}
        facts = (
            document.concern_words,
            document.treatment_words,
            document.place_words,
            document.profession_words,
            document.credential_words,
        )
        self.facts = {folding.stem(word) for fact in facts for word in folding.words(fact)}
        names = [spelling for name in self.names for spelling in (name, name.replace("'", " "))]
        lines = [*names, *(line for fact in facts for line in fact.split("\n"))]
        self.fact_lines = list(map(_without_titles, lines))
        self.whole_biography = _without_titles(document.biography)
        self.biography = Counter(folding.stem(word) for word in folding.words(document.biography))

    def has_phrase(self, phrase: list[str]) -> bool:
        return self.has_phrase_in_facts(phrase) or _is_within(phrase, self.whole_biography)

    def has_phrase_in_facts(self, phrase: list[str]) -> bool:
        return any(_is_within(phrase, line) for line in self.fact_lines)

    def has_in_name(self, word: str) -> bool:
        return word in self.name_words or (
            len(word) == 1 and any(name.startswith(word) for name in self.name_words)
        )

    def has_in_facts(self, word: str) -> bool:
        return self.has_in_name(word) or folding.stem(word) in self.facts

    def has_anywhere(self, word: str) -> bool:
        return self.has_in_facts(word) or folding.stem(word) in self.biography


def _without_titles(text: str) -> list[str]:
    return [word for word in folding.words(text) if word not in folding.TITLES]


def _is_within(phrase: list[str], line: list[str]) -> bool:
    """Whether the words stand behind one another in the line."""
    return any(line[first : first + len(phrase)] == phrase for first in range(len(line)))


def _tier(
    profile: _Profile,
    query: SearchQuery,
    required: list[str],
    words: list[str],
    weights: dict[str, int],
) -> Tier | None:
    if not words:
        return Tier.EVERYONE
    if any(_is_name(query.text, name) for name in profile.names):
        return Tier.EXACT_NAME
    if all(map(profile.has_anywhere, words)):
        has_facts = all(map(profile.has_in_facts, words))
        return Tier.EVERY_WORD_IN_FACTS if has_facts else Tier.EVERY_WORD
    if required and not _has_most(profile, {w: weights[w] for w in required if w in weights}):
        return None
    return Tier.MOST_WORDS if _has_most(profile, weights) else Tier.FEW_WORDS


def _has_most(profile: _Profile, weights: dict[str, int]) -> bool:
    matched = sum(weight for word, weight in weights.items() if profile.has_anywhere(word))
    return matched > 0 and matched >= SELDOM_ENOUGH * sum(weights.values())


def _is_name(text: str, name: str) -> bool:
    """Whether the text is this name in some order, perhaps with initials."""
    asked = [word for word in folding.words(text) if word not in folding.TITLES]
    spellings = [folding.words(name), folding.words(name.replace("'", " "))]
    for spelling in spellings:
        for order in itertools.permutations(asked):
            left_out = len(spelling) - len(order)
            for kept in itertools.combinations(range(len(spelling)), len(order)):
                rest = [word for n, word in enumerate(spelling) if n not in kept]
                pairs = [(word, spelling[n]) for word, n in zip(order, kept, strict=True)]
                if (
                    left_out >= 0
                    and all(len(word) == 1 for word in rest)
                    and all(word in (part, part[0]) for word, part in pairs)
                    and any(len(word) > 1 for word, _ in pairs)
                    and (len(pairs) > 1 or len(spelling) == 1)
                ):
                    return True
    return False


def _bm25f(profile: _Profile, weights: dict[str, int], mean_length: float) -> float:
    norm = 1 - 0.75 + 0.75 * profile.biography.total() / mean_length
    score = 0.0
    for word, weight in weights.items():
        frequency = (
            5 * profile.has_in_name(word)
            + 2 * (folding.stem(word) in profile.facts)
            + profile.biography[folding.stem(word)] / norm
        )
        score += weight / 1000 * frequency * 2.2 / (1.2 + frequency)
    return round(score, 1)


def _way(document: PractitionerDocument, query: SearchQuery) -> tuple[float, int | None]:
    if query.place is None:
        return 0.0, None
    ways = [_km(place, query.place.latitude, query.place.longitude) for place in document.locations]
    if not ways:
        return FAR_AWAY_KM, None
    return min(ways), ways.index(min(ways))


def _km(place: DocumentLocation, latitude: float, longitude: float) -> float:
    """Haversine."""
    phi, other = math.radians(place.latitude), math.radians(latitude)
    across = math.radians(longitude - place.longitude) / 2
    half = (
        math.sin((other - phi) / 2) ** 2 + math.cos(phi) * math.cos(other) * math.sin(across) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def _sort_key(one: Found, query: SearchQuery) -> tuple[object, ...]:
    document = one.document
    years = document.years_evidenced
    chosen = {
        Sort.SKILL: -one.relevance,
        Sort.DISTANCE: round(one.km, 6),
        Sort.YEARS: 1 if years is None else -years,
        Sort.VERIFIED: -document.verified_outcome_count,
        Sort.NAME: folding.name_order(document.name)[:24],
    }[query.sort]
    draw = int(lottery(np.array([document.key]), query.snapshot_on)[0])
    return (
        one.tier,
        chosen,
        -round(one.utility, 6),
        -document.effective_outcomes,
        round(one.km, 6),
        draw,
    )


def _spread_clinics(found: list[Found], query: SearchQuery) -> list[Found]:
    """Two of a clinic among the first ten; the others right behind, or at the end of their tier."""
    shown: list[Found] = []
    rest = list(found)
    waiting: list[Found] = []
    while rest and len(shown) < 10:
        if waiting and waiting[0].tier != rest[0].tier:
            shown, waiting = shown + waiting, []
            continue
        one = rest.pop(0)
        same = [other for other in shown if _clinic(other) == _clinic(one)]
        if _clinic(one) and len(same) >= 2:
            waiting.append(one)
        else:
            shown.append(one)
    ordered = shown + waiting + rest
    for place, one in enumerate(ordered):
        one.held_back = place > found.index(one)
    return ordered


def _clinic(one: Found) -> str:
    places = one.document.locations
    return places[one.nearest or 0].clinic if places else ""
