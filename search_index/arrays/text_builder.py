"""Collects the words of documents: the rows they stand in, and where they stand in them."""

from search_index.arrays.collected_postings import CollectedPostings
from search_index.arrays.word_positions import CollectedPositions
from search_index.document_words import BIOGRAPHY, FACTS, INITIALS, NAME, DocumentWords


class TextBuilder:
    """The words of rows that lie behind one another."""

    def __init__(self) -> None:
        self.row_count = 0
        self.postings = {name: CollectedPostings() for name in (NAME, INITIALS, FACTS, BIOGRAPHY)}
        self.positions = CollectedPositions()

    def add(self, words: DocumentWords) -> None:
        """Add the words of the next row."""
        counted = words.counted()
        for field, postings in self.postings.items():
            postings.add(counted[field])
        self.positions.add(words)
        self.row_count += 1
