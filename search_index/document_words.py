"""The words of a document, folded: counted by the field they stand in, and in the order in which
phrases are looked for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search_index import folding
from search_index.documents import PractitionerDocument

NAME = "name"
INITIALS = "initials"
FACTS = "facts"
BIOGRAPHY = "biography"

Passage = Sequence[str]
"""Words behind one another, titles left out; a phrase stands within one."""


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The words of names, each spelling by itself, of facts, line by line, and of the biography."""

    names: list[list[str]]
    facts: list[list[str]]
    biography: list[str]

    @classmethod
    def of(cls, document: PractitionerDocument) -> "DocumentWords":
        names = (document.name, *document.name_variants)
        facts = (
            document.concern_words,
            document.treatment_words,
            document.place_words,
            document.profession_words,
            document.credential_words,
        )
        return cls(
            [spelling for name in names for spelling in folding.name_spellings(name)],
            [line for fact in facts for line in folding.word_lines(fact)],
            folding.words(document.biography),
        )

    def counted(self) -> dict[str, Counter[str]]:
        """Of each field the words and how often they stand in it; of facts and biography stems."""
        names, facts = self._distinct(self.names), self._distinct(self.facts)
        return {
            NAME: Counter(names),
            INITIALS: Counter({word[0] for word in names}),
            FACTS: Counter(set(map(folding.stem, facts))),
            BIOGRAPHY: Counter(map(folding.stem, self.biography)),
        }

    def correctable(self) -> set[str]:
        """The words of names and facts, from which misspellings are corrected."""
        return self._distinct(self.names) | self._distinct(self.facts)

    def fact_passages(self) -> list[Passage]:
        """Where a phrase may stand in names and facts."""
        return [*self.names, *map(folding.without_titles, self.facts)]

    def biography_passage(self) -> Passage:
        """Where a phrase may stand in the biography."""
        return folding.without_titles(self.biography)

    @staticmethod
    def _distinct(lines: list[list[str]]) -> set[str]:
        return {word for line in lines for word in line}


def name_keys(document: PractitionerDocument) -> set[str]:
    """Every way of asking for exactly this person, as `folding.query_name` gives it."""
    names = (document.name, *document.name_variants)
    return {key for name in names for key in folding.name_keys(name) if key}
