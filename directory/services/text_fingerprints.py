"""Finding texts that are nearly the same among a million: MinHash, cut into bands, in an index.

A fingerprint is 20 hashes of three MinHash values each (MinHash: Broder 1997; bands, a kind of
locality-sensitive hashing: Indyk & Motwani 1998). Two texts share at least one of them with
probability 1 − (1 − s³)²⁰, where s is the share of word pairs that they have in common: 93% at
s = 0.5, and 0.02% at s = 0.02, which is how alike two honest texts on the same concern are. So one
query on an index finds the few worth comparing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from directory.domain.integrity.texts import WordPairs, is_comparable, similarity, word_pairs
from directory.models import Review, TextFingerprint
from directory.services.inserting import insert_many

if TYPE_CHECKING:
    from datasketch import MinHash

BANDS = 20
ROWS_PER_BAND = 3
MOST_CANDIDATES = 50
"""Of texts that share a hash, those that share most are compared, at most so many."""


@lru_cache(maxsize=1)
def _empty_sketch() -> MinHash:
    from datasketch import MinHash  # noqa: PLC0415  # it brings SciPy's integrals: 0.2 s a start

    return MinHash(num_perm=BANDS * ROWS_PER_BAND, hashfunc=crc32, scheme="affine32")


def fingerprint(pairs: WordPairs) -> tuple[int, ...]:
    """The hashes of a text, one per band; none for a text too short to be told from others."""
    if not is_comparable(pairs):
        return ()
    sketch = _empty_sketch().copy()
    sketch.update_batch([pair.encode() for pair in pairs])
    bands = np.asarray(sketch.hashvalues, dtype="<u4").reshape(BANDS, ROWS_PER_BAND)
    return tuple(
        int.from_bytes(
            blake2b(band.tobytes(), digest_size=8, salt=bytes([number])).digest(), signed=True
        )
        for number, band in enumerate(bands)
    )


def store_texts(session: Session, texts: Mapping[int, str]) -> None:
    """Let the texts of these reviews, by id, be found from now on, in place of earlier ones."""
    session.execute(
        delete(TextFingerprint).where(TextFingerprint.review_id.in_(texts)),
        execution_options={"synchronize_session": False},
    )
    rows = [
        {"hash": number, "review_id": review_id}
        for review_id, text in texts.items()
        for number in fingerprint(word_pairs(text))
    ]
    insert_many(session, TextFingerprint, rows)


@dataclass(frozen=True, slots=True)
class SimilarText:
    """A review whose text is like the one asked about, 0–1."""

    review_id: int
    practitioner_id: int
    reported_on: date
    score: float


def list_similar_texts(
    session: Session, review_ids: Sequence[int], least: float
) -> Mapping[int, list[SimilarText]]:
    """For each of these reviews the others whose texts are at least so alike, the most alike first.

    Only texts that were stored by `store_texts` are found.
    """
    candidates = _list_candidates(session, review_ids)
    needed = {*candidates, *(one for others in candidates.values() for one in others)}
    rows = session.execute(
        select(Review.id, Review.practitioner_id, Review.reported_on, Review.text).where(
            Review.id.in_(needed)
        )
    ).all()
    known = {row.id: (row, word_pairs(row.text)) for row in rows}
    similar: dict[int, list[SimilarText]] = {}
    for review_id, others in candidates.items():
        pairs = known[review_id][1]
        found = (
            SimilarText(
                row.id, row.practitioner_id, row.reported_on, similarity(pairs, other_pairs)
            )
            for row, other_pairs in (known[other] for other in others)
        )
        similar[review_id] = sorted(
            (one for one in found if one.score >= least),
            key=lambda one: (-one.score, one.review_id),
        )
    return similar


def _list_candidates(session: Session, review_ids: Sequence[int]) -> Mapping[int, list[int]]:
    """The reviews that share hashes with each of these, at most so many that share most."""
    own, other = aliased(TextFingerprint), aliased(TextFingerprint)
    shared = func.count()
    rows = session.execute(
        select(own.review_id, other.review_id)
        .join(other, (other.hash == own.hash) & (other.review_id != own.review_id))
        .where(own.review_id.in_(review_ids))
        .group_by(own.review_id, other.review_id)
        .order_by(own.review_id, shared.desc(), other.review_id)
    )
    candidates: dict[int, list[int]] = defaultdict(list)
    for review_id, other_id in rows:
        if len(candidates[review_id]) < MOST_CANDIDATES:
            candidates[review_id].append(other_id)
    return candidates
