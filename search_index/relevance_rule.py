"""How well words match a profile: the constants and formulas, each written once."""

import math
from collections.abc import Sequence

from search_index.ranking_rule import MOST_WORDS_SHARE

# BM25F (Robertson and Zaragoza 2009). Names and facts count once and regardless of how many others
# stand beside them, so that a longer profile gains and loses nothing.
K1 = 1.2
NAME_WEIGHT = 5.0
FACT_WEIGHT = 2.0
BIOGRAPHY_WEIGHT = 1.0
BIOGRAPHY_LENGTH_SHARE = 0.75
RELEVANCE_DECIMALS = 1
"""Relevance is compared in tenths: those who match about equally well are ordered by skill."""

IDF_UNITS = 1000
"""IDF weights are summed as integers, so that sums do not depend on their order."""


def idf_weight(document_count: int, count: int) -> int:
    """The weight of a word that so many of all documents have; more than 0."""
    return max(1, round(IDF_UNITS * math.log1p((document_count - count + 0.5) / (count + 0.5))))


def least_of_most(weights: Sequence[int]) -> int:
    """The weight from which a profile matches most of the words."""
    return max(1, math.ceil(MOST_WORDS_SHARE * sum(weights)))
