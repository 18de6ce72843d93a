"""The words of a search and how much each of them says, however the profiles are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search_index import folding
from search_index.ordering import words_may_lead
from search_index.query import SearchQuery
from search_index.relevance_rule import idf_weight, least_of_most

_TEXTS_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The words of a search, folded, each once; the first `required_count` have to be found.

    `name` is the name that the text may consist of, as in `folding.name_keys`. Of each of the
    `phrases`, all words have to stand behind one another; they weigh nothing.
    """

    words: tuple[str, ...]
    required_count: int
    name: str
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    @lru_cache(maxsize=_TEXTS_REMEMBERED)
    def of(cls, text: str, remarks: str = "", phrases: tuple[str, ...] = ()) -> "AskedWords":
        required = folding.query_words(text)
        words = dict.fromkeys([*required, *folding.query_words(remarks)])
        together = dict.fromkeys(filter(None, map(folding.phrase_words, phrases)))
        return cls(tuple(words), len(required), folding.query_name(text), tuple(together))

    def __bool__(self) -> bool:
        """Whether anything is asked for in words."""
        return bool(self.words or self.phrases)

    def weigh(
        self, counts: Sequence[int], are_phrases_known: Iterable[bool], document_count: int
    ) -> "WeighedWords":
        """Give each word its weight, by how many of all documents have it."""
        weights = tuple(idf_weight(document_count, count) if count else 0 for count in counts)
        return WeighedWords(self, tuple(counts), weights, tuple(are_phrases_known))


@dataclass(frozen=True, slots=True)
class WeighedWords:
    """The words of a search, of each how many documents have it, and its weight (0 for none); of
    each phrase whether any document has it.
    """

    asked: AskedWords
    counts: tuple[int, ...]
    weights: tuple[int, ...]
    are_phrases_known: tuple[bool, ...]

    @property
    def unknown_words(self) -> tuple[str, ...]:
        """The words that no document has."""
        pairs = zip(self.asked.words, self.counts, strict=True)
        return tuple(word for word, count in pairs if not count)

    @property
    def unknown_phrases(self) -> tuple[str, ...]:
        """The phrases that no document has."""
        pairs = zip(self.asked.phrases, self.are_phrases_known, strict=True)
        return tuple(" ".join(words) for words, is_known in pairs if not is_known)

    def may_lead(self, query: SearchQuery) -> bool:
        """Whether BM25F orders within the tiers: only a name or text that carries no concern."""
        return bool(self.asked.words) and words_may_lead(query)

    @property
    def least_required(self) -> int:
        """The weight of required words from which a document is found."""
        return least_of_most(self.weights[: self.asked.required_count])

    @property
    def least(self) -> int:
        """The weight of all words from which a document matches most of them."""
        return least_of_most(self.weights)

    def list_deciding(self) -> list[int]:
        """Numbers of required words of which whoever is found by required words has at least one.

        Words too common to decide it are left out: a document that has none but words whose
        weights together are too small is not found.
        """
        required = range(self.asked.required_count)
        commonest_first = sorted(required, key=lambda number: -self.counts[number])
        weight, deciding = 0, list(commonest_first)
        for number in commonest_first:
            weight += self.weights[number]
            if weight >= self.least_required:
                break
            deciding.remove(number)
        return deciding
