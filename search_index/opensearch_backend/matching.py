"""From words to queries: who matches the text of a search, and how well.

A query's score is `TIER_STEP` for each tier above none, plus the relevance in tenths where words
lead the order. All are whole numbers below 2^24, which the 32 bits of a score hold exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch

from search_index import folding
from search_index.marked_words import (
    marked_anywhere,
    marked_fact,
    marked_in_facts,
    marked_in_name,
    tell_uses,
)
from search_index.opensearch_backend.mapping import BIOGRAPHY_PASSAGE, FACT_PASSAGES
from search_index.page import Tier
from search_index.query import SearchQuery
from search_index.relevance_rule import (
    BIOGRAPHY_LENGTH_SHARE,
    BIOGRAPHY_WEIGHT,
    FACT_WEIGHT,
    IDF_UNITS,
    K1,
    NAME_WEIGHT,
    RELEVANCE_DECIMALS,
)
from search_index.weighed_words import AskedWords, WeighedWords
from search_index.words import WordUse

Query = dict[str, Any]

TIER_STEP = 2**17
_LOWEST = len(Tier)  # one behind the last tier
_NAME_FLAG, _FACT_FLAG = 2**17, 2**18

_WORD_SCORE = """
double found = _score;
double frequency = 0;
if (found >= params.fact_flag) { found -= params.fact_flag; frequency += params.fact_weight; }
if (found >= params.name_flag) { found -= params.name_flag; frequency += params.name_weight; }
double length = doc['biography_length'].value / params.mean_length;
frequency += found / (1 - params.share + params.share * length) * params.biography_weight;
return params.weight * frequency * (params.k1 + 1) / (params.k1 + frequency);
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is known of all documents together."""

    document_count: int
    mean_biography_length: float


@dataclass(frozen=True, slots=True)
class CountedWords:
    """The words of a search with their weights, None when there are none, among the corpus."""

    corpus: Corpus
    weighed: WeighedWords | None


def count_words(client: OpenSearch, alias: str, query: SearchQuery) -> CountedWords:
    """Count the words of a search, so that they can be weighed."""
    asked = AskedWords.of(query.text, query.remarks, query.phrases)
    found = [*map(anywhere, asked.words), *map(_stands_in, asked.phrases)]
    corpus, counts = _count(client, alias, found)
    counts, phrase_counts = counts[: len(asked.words)], counts[len(asked.words) :]
    weighed = asked.weigh(counts, map(bool, phrase_counts), corpus.document_count)
    return CountedWords(corpus, weighed if asked else None)


def word_uses(client: OpenSearch, alias: str, text: str) -> dict[str, WordUse]:
    """Where each word of a text is used."""
    words = folding.query_words(text)
    asked = [in_facts(word) for word in words] + [anywhere(word) for word in words]
    _, counts = _count(client, alias, asked)
    return tell_uses(words, counts[: len(words)], counts[len(words) :])


def in_name(word: str) -> Query:
    """Profiles that have a word in their names, a letter also as an initial."""
    return _has(marked_in_name(word))


def in_facts(word: str) -> Query:
    """Profiles that have a word in names or facts."""
    return _has(marked_in_facts(word))


def anywhere(word: str) -> Query:
    """Profiles that have a word."""
    return _has(marked_anywhere(word))


def has_name(name: str) -> Query:
    """Profiles whose name this is, as `folding.query_name` gives it."""
    return {"term": {"names": name}}


def all_of(queries: list[Query]) -> Query:
    """Profiles that every one of some queries finds."""
    return {"bool": {"filter": queries}}


def tier_of(score: float) -> Tier:
    """The tier that a score stands for."""
    return Tier(_LOWEST - int(score // TIER_STEP))


def match_query(weighed: WeighedWords, corpus: Corpus, *, with_relevance: bool) -> Query:
    """Who matches the words, scored by tier and, if asked for, by relevance."""
    words, phrases = weighed.asked.words, weighed.asked.phrases
    in_facts_alone = [_stands_in_facts(phrase) for phrase in phrases]
    matches: dict[Tier, Query] = {
        Tier.EXACT_NAME: has_name(weighed.asked.name),
        Tier.EVERY_WORD_IN_FACTS: all_of([*map(in_facts, words), *in_facts_alone]),
        Tier.EVERY_WORD: all_of([anywhere(word) for word in words]),
        Tier.MOST_WORDS: all_of([_enough(weighed), _weighing(weighed, len(words), weighed.least)]),
    }
    if weighed.asked.required_count < len(words):
        matches[Tier.FEW_WORDS] = _enough(weighed)
    tiers = [_scored(query, TIER_STEP * (_LOWEST - tier)) for tier, query in matches.items()]
    best_tier: Query = {"dis_max": {"queries": tiers}}
    if phrases:
        best_tier = {"bool": {"must": [best_tier], "filter": list(map(_stands_in, phrases))}}
    if not with_relevance:
        return best_tier
    others = {
        "bool": {
            "must": [_relevance(weighed, corpus)],
            "must_not": [matches[Tier.EXACT_NAME]],
        }
    }
    return {"bool": {"must": [best_tier], "should": [others]}}


def relevance_of(weighed: WeighedWords, corpus: Corpus, source: dict[str, Any]) -> float:
    """BM25F of a document that was sent, by the same steps of arithmetic as everywhere."""
    held, biography = set(source["words"]), source["biography"].split()
    length = source["numbers"]["biography_length"] / corpus.mean_biography_length
    norm = 1 - BIOGRAPHY_LENGTH_SHARE + BIOGRAPHY_LENGTH_SHARE * length
    score = 0.0
    for word, weight in zip(weighed.asked.words, weighed.weights, strict=True):
        stem = folding.stem(word)
        frequency = biography.count(stem) / norm * BIOGRAPHY_WEIGHT
        frequency += NAME_WEIGHT * (not held.isdisjoint(marked_in_name(word)))
        frequency += FACT_WEIGHT * (marked_fact(stem) in held)
        score += weight / IDF_UNITS * frequency * (K1 + 1) / (K1 + frequency)
    tenths = 10.0**RELEVANCE_DECIMALS
    return round(score * tenths) / tenths


def _stands_in(phrase: Sequence[str]) -> Query:
    """Profiles in which the words of a phrase stand together anywhere."""
    in_biography = _together(BIOGRAPHY_PASSAGE, phrase)
    return {"bool": {"should": [_stands_in_facts(phrase), in_biography]}}


def _stands_in_facts(phrase: Sequence[str]) -> Query:
    """Profiles in whose names or facts they stand together."""
    return _together(FACT_PASSAGES, phrase)


def _together(field: str, phrase: Sequence[str]) -> Query:
    return {"match_phrase": {field: {"query": " ".join(phrase), "analyzer": "folded"}}}


def _enough(weighed: WeighedWords) -> Query:
    """Profiles that have enough of the words that have to be found."""
    required_count = weighed.asked.required_count
    if not required_count:
        return {"match_all": {}}
    return _weighing(weighed, required_count, weighed.least_required)


def _weighing(weighed: WeighedWords, word_count: int, least: int) -> Query:
    """Profiles of which those of the first words that they have weigh so much or more."""
    pairs = list(zip(weighed.asked.words, weighed.weights, strict=True))[:word_count]
    scored = [_scored(anywhere(word), weight) for word, weight in pairs if weight]
    if not scored:
        return {"match_none": {}}
    return {"function_score": {"query": {"bool": {"should": scored}}, "min_score": least}}


def _relevance(weighed: WeighedWords, corpus: Corpus) -> Query:
    """The relevance in tenths as a score."""
    pairs = zip(weighed.asked.words, weighed.weights, strict=True)
    scored = [_word_score(word, weight, corpus) for word, weight in pairs if weight]
    if not scored:
        return {"match_none": {}}
    tenths = {
        "source": "return Math.rint(_score * params.tenths);",
        "params": {"tenths": 10.0**RELEVANCE_DECIMALS},
    }
    return {"script_score": {"query": {"bool": {"should": scored}}, "script": tenths}}


def _word_score(word: str, weight: int, corpus: Corpus) -> Query:
    stem = folding.stem(word)
    found = [
        {"term": {"biography": {"value": stem}}},
        _scored(in_name(word), _NAME_FLAG),
        _scored(_has([marked_fact(stem)]), _FACT_FLAG),
    ]
    parameters = {
        "name_flag": _NAME_FLAG,
        "name_weight": NAME_WEIGHT,
        "fact_flag": _FACT_FLAG,
        "fact_weight": FACT_WEIGHT,
        "biography_weight": BIOGRAPHY_WEIGHT,
        "share": BIOGRAPHY_LENGTH_SHARE,
        "mean_length": float(corpus.mean_biography_length),
        "weight": weight / IDF_UNITS,
        "k1": K1,
    }
    return {
        "script_score": {
            "query": {"bool": {"should": found}},
            "script": {"source": _WORD_SCORE, "params": parameters},
        }
    }


def _has(tokens: list[str]) -> Query:
    return {"terms": {"words": tokens}}


def _scored(query: Query, score: int) -> Query:
    return {"constant_score": {"filter": query, "boost": score}}


def _count(client: OpenSearch, alias: str, queries: list[Query]) -> tuple[Corpus, list[int]]:
    """The corpus, and how many documents each of some queries finds."""
    aggregations: dict[str, Any] = {"length": {"sum": {"field": "biography_length"}}}
    if queries:
        filters = {str(number): query for number, query in enumerate(queries)}
        aggregations["counts"] = {"filters": {"filters": filters}}
    found = client.search(
        index=alias,
        body={"size": 0, "track_total_hits": True, "aggs": aggregations},
        params={"allow_partial_search_results": "false"},
    )
    document_count = found["hits"]["total"]["value"]
    length = found["aggregations"]["length"]["value"]
    buckets = found["aggregations"].get("counts", {"buckets": {}})["buckets"]
    counts = [buckets[str(number)]["doc_count"] for number in range(len(queries))]
    return Corpus(document_count, length / document_count if length else 1.0), counts
