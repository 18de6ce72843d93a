"""Turns documents into columns, one document after the other."""

from array import array
from collections import Counter, defaultdict

import numpy as np

from search_index.arrays import bitmaps
from search_index.arrays.columns import NO_CLINIC, Columns, facet_order
from search_index.arrays.own_skill import Matrix, OwnSkill
from search_index.document_words import name_keys
from search_index.documents import OVERALL, DocumentLocation, PractitionerDocument
from search_index.facets import values_of
from search_index.geometry import by_height, unit_vector
from search_index.name_orders import name_order, name_order_levels
from search_index.text_hashes import text_hash

_NOWHERE = (np.nan, np.nan, np.nan)


def hash_of_texts(document: PractitionerDocument) -> int:
    """A number that stands for everything in which words of a search are looked for."""
    texts = (
        *(document.name, *document.name_variants),
        "",
        *(document.profession_words, document.credential_words, document.concern_words),
        *(document.treatment_words, document.place_words, document.biography),
    )
    return text_hash("\0".join(texts))


class ColumnsBuilder:
    """Collects the columns of a part. Compact arrays, so that 100,000 documents need little."""

    def __init__(self) -> None:
        self._keys = array("q")
        self._versions = array("q")
        self._text_hashes = array("Q")
        self._years = array("d")
        self._verified = array("q")
        self._effective = array("d")
        self._skill_rows: dict[str, array[int]] = defaultdict(lambda: array("q"))
        self._skill_points: dict[str, array[float]] = defaultdict(lambda: array("f"))
        self._facet_rows: dict[tuple[str, str], array[int]] = defaultdict(lambda: array("q"))
        self._location_starts = array("q")
        self._location_rows = array("i")
        self._vectors = array("d")
        self._clinics = array("Q")
        self._biography_lengths = array("i")
        self._name_orders = bytearray()
        self._name_hashes = array("Q")
        self._name_rows = array("i")
        self._words: Counter[str] = Counter()

    @property
    def row_count(self) -> int:
        return len(self._keys)

    def add(self, document: PractitionerDocument, biography_length: int) -> None:
        row = self.row_count
        self._keys.append(document.key)
        self._versions.append(document.version)
        self._text_hashes.append(hash_of_texts(document))
        years = document.years_evidenced
        self._years.append(np.nan if years is None else years)
        self._verified.append(document.verified_outcome_count)
        self._effective.append(document.effective_outcomes)
        self._biography_lengths.append(biography_length)
        for concern, skill in document.skill.items():
            self._skill_rows[concern].append(row)
            self._skill_points[concern].extend((skill.points, skill.lo90, skill.hi90))
        for facet_value in values_of(document):
            self._facet_rows[facet_value].append(row)
        self._add_locations(document.locations, row)
        self._add_names(document, row)

    def count_words(self, distinct_words: set[str]) -> None:
        """Count words of names and facts, from which misspellings are corrected."""
        self._words.update(distinct_words)

    def _add_locations(self, locations: tuple[DocumentLocation, ...], row: int) -> None:
        self._location_starts.append(len(self._clinics))
        for location in locations:
            self._vectors.extend(unit_vector(location.latitude, location.longitude))
            self._clinics.append(text_hash(location.clinic) if location.clinic else NO_CLINIC)
        if not locations:
            self._vectors.extend(_NOWHERE)
            self._clinics.append(NO_CLINIC)
        self._location_rows.extend([row] * max(1, len(locations)))

    def _add_names(self, document: PractitionerDocument, row: int) -> None:
        self._name_orders += name_order(document.name)
        for key in sorted(name_keys(document)):
            self._name_hashes.append(text_hash(key))
            self._name_rows.append(row)

    def build(self) -> Columns:
        hashes = np.array(self._name_hashes, np.uint64)
        by_hash = np.argsort(hashes, kind="stable")
        facet_values = tuple(sorted(self._facet_rows, key=facet_order))
        vectors = np.ascontiguousarray(np.array(self._vectors, np.float64).reshape(-1, 3).T)
        return Columns(
            keys=np.array(self._keys, np.int64),
            versions=np.array(self._versions, np.int64),
            text_hashes=np.array(self._text_hashes, np.uint64),
            years=np.array(self._years, np.float64),
            verified_outcome_counts=np.array(self._verified, np.int64),
            effective_outcomes=np.array(self._effective, np.float64),
            skill=self._skill(),
            facet_bits=self._facet_bits(facet_values),
            location_starts=np.array(self._location_starts, np.int64),
            location_vectors=vectors,
            location_rows=np.array(self._location_rows, np.int32),
            locations_by_height=by_height(vectors),
            clinics=np.array(self._clinics, np.uint64),
            biography_lengths=np.array(self._biography_lengths, np.int32),
            name_orders=name_order_levels(bytes(self._name_orders)),
            name_hashes=hashes[by_hash],
            name_rows=np.array(self._name_rows, np.int32)[by_hash],
            facet_values=facet_values,
            word_counts=dict(sorted(self._words.items())),
        )

    def _skill(self) -> OwnSkill:
        own = {
            concern: (
                np.array(self._skill_rows[concern], np.int32),
                self._matrix(concern),
            )
            for concern in sorted(self._skill_rows.keys() - {OVERALL})
        }
        return OwnSkill(self._matrix(OVERALL), own)

    def _matrix(self, concern: str) -> Matrix:
        numbers = np.array(self._skill_points[concern], np.float32)
        return np.ascontiguousarray(numbers.reshape(-1, 3).T)

    def _facet_bits(self, facet_values: tuple[tuple[str, str], ...]) -> bitmaps.Bitmap:
        masks = np.zeros((len(facet_values), self.row_count), np.bool_)
        for mask, facet_value in zip(masks, facet_values, strict=True):
            mask[np.array(self._facet_rows[facet_value], np.int64)] = True
        return bitmaps.pack(masks)
