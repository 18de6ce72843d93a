"""How a generation is laid out, and from a document to what OpenSearch keeps of it.

`words` holds n., i., f. and b. before each word of names, initials, facts and biographies, folded
by our own code; no analyser has a part in it. What ranks the best in the end is read from
`numbers`, which OpenSearch only keeps; the fields beside it find, filter, count and order.
"""

import base64
import struct
from typing import Any

import numpy as np

from search_index.document_words import BIOGRAPHY, DocumentWords, name_keys
from search_index.documents import PractitionerDocument
from search_index.facets import SKILL_KNOWN, values_of
from search_index.folding import MOST_WORDS
from search_index.geometry import unit_vector
from search_index.marked_words import mark_words
from search_index.name_orders import name_order
from search_index.text_hashes import text_hash

_KEYWORD = {"type": "keyword"}
_FOUND_ONLY = {"type": "keyword", "doc_values": False}

FACT_PASSAGES, BIOGRAPHY_PASSAGE = "fact_passages", "biography_passage"
"""The fields in which phrases are looked for, with the words as they are written."""

AXES = ("x", "y", "z")
"""The fields of all locations' coordinates. Which belong together only `vectors` tells."""

_PASSAGES = {
    "type": "text",
    "analyzer": "folded",
    "index_options": "positions",
    "norms": False,
    "position_increment_gap": MOST_WORDS + 1,  # no phrase goes from one line of facts to the next
}

LAYOUT: dict[str, Any] = {
    "settings": {
        "number_of_shards": 1,  # one shard counts and refreshes as one
        "auto_expand_replicas": "0-all",  # each node has a copy, so that any may be lost
        "refresh_interval": "-1",  # a change is seen when it is whole
        "max_result_window": 2**31 - 1,
        "mapping.total_fields.limit": 10_000,
        "similarity": {"frequency": {"type": "scripted", "script": {"source": "return doc.freq;"}}},
        "analysis": {"analyzer": {"folded": {"type": "custom", "tokenizer": "whitespace"}}},
    },
    "mappings": {
        "dynamic": False,
        "dynamic_templates": [
            {
                "skill": {
                    "path_match": "skill.*",
                    "mapping": {"type": "float", "index": False},
                }
            }
        ],
        "properties": {
            "key": {"type": "long"},
            "words": _FOUND_ONLY,
            "names": _FOUND_ONLY,
            "biography": {
                "type": "text",
                "analyzer": "folded",
                "similarity": "frequency",
                "index_options": "freqs",
                "norms": False,
            },
            "biography_length": {"type": "integer"},
            FACT_PASSAGES: _PASSAGES,
            BIOGRAPHY_PASSAGE: _PASSAGES,
            "correctable_words": _KEYWORD,
            "facets": _KEYWORD,
            "name_order": _KEYWORD,
            "years": {"type": "double"},
            "verified_outcome_count": {"type": "long"},
            "effective_outcomes": {"type": "double"},
            "vectors": {"type": "binary", "doc_values": True},
            **{axis: {"type": "double"} for axis in AXES},
            "skill": {"type": "object", "dynamic": True},
            "numbers": {"type": "object", "enabled": False},
        },
    },
}


def skill_field(concern: str) -> str:
    """The field of the points for a concern; hashed, since names of fields have a grammar."""
    return f"skill.s{text_hash(concern):x}"


def facet_text(facet: str, value: str) -> str:
    """A value of a facet as one text."""
    return f"{facet}:{value}"


def source_of(document: PractitionerDocument) -> dict[str, Any]:
    """What is kept of a document."""
    words = DocumentWords.of(document)
    counted = words.counted()
    biography = counted[BIOGRAPHY]
    vectors = [
        value
        for location in document.locations
        for value in unit_vector(location.latitude, location.longitude)
    ]
    order = name_order(document.name).rstrip(b"\0").decode()
    skill = {
        concern: [float(np.float32(number)) for number in (one.points, one.lo90, one.hi90)]
        for concern, one in document.skill.items()
    }
    source: dict[str, Any] = {
        "key": document.key,
        "words": mark_words(counted),
        "names": sorted(name_keys(document)),
        "biography": " ".join(biography.elements()),
        "biography_length": biography.total(),
        FACT_PASSAGES: [" ".join(passage) for passage in words.fact_passages()],
        BIOGRAPHY_PASSAGE: " ".join(words.biography_passage()),
        "correctable_words": sorted(words.correctable()),
        "facets": [facet_text(*pair) for pair in values_of(document) if pair[0] != SKILL_KNOWN],
        "name_order": order,
        "verified_outcome_count": document.verified_outcome_count,
        "effective_outcomes": document.effective_outcomes,
        "skill": {
            skill_field(concern).removeprefix("skill."): numbers[0]
            for concern, numbers in skill.items()
        },
        "numbers": {
            "key": document.key,
            "version": document.version,
            "skill": list(skill.items()),
            "years": document.years_evidenced,
            "verified_outcome_count": document.verified_outcome_count,
            "effective_outcomes": document.effective_outcomes,
            "name_order": order,
            "vectors": vectors,
            "clinics": [
                text_hash(location.clinic) if location.clinic else None
                for location in document.locations
            ],
            "biography_length": biography.total(),
        },
    }
    if document.years_evidenced is not None:
        source["years"] = document.years_evidenced
    if vectors:
        packed = struct.pack(f">{len(vectors)}d", *vectors)
        source["vectors"] = base64.b64encode(packed).decode()
        source |= {axis: vectors[number::3] for number, axis in enumerate(AXES)}
    return source
