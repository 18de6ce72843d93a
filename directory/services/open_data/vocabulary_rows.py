"""The rows of the vocabulary, and what the codes of all tables mean, in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.licences import LICENCE_STATUS_WORDS
from directory.domain.outcomes import FITZPATRICK_WORDS, GRADE_WORDS, LEVEL_WORDS, SEVERITY_WORDS
from directory.domain.practitioner_states import STATE_VIEWS, STATES_WITH_A_PAGE
from directory.domain.vocabulary import Vocabulary
from directory.exports.open_data.data_files import Row
from directory.exports.open_data.vocabulary_tables import (
    CODES,
    CONCERN_CODES,
    CONCERNS,
    DEVICE_NAMES,
    TREATMENT_CONCERNS,
    TREATMENT_SKIN_TYPES,
    TREATMENTS,
    WORDS,
)
from directory.models import EvidenceLevel, ReviewSource
from directory.services.listed_people import LASER_OPERATOR_WORDS

EVIDENCE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        EvidenceLevel.DOCUMENT: "A registrar of this site saw the document",
        EvidenceLevel.REGISTRY: "A public register shows it",
        EvidenceLevel.TREATMENT_LOG: "A sample of a treatment log was proven",
    }
)
STATUS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        status: STATE_VIEWS[status].words if status in STATE_VIEWS else "Practises"
        for status in STATES_WITH_A_PAGE
    }
)


def iterate_vocabulary(session: Session, vocabulary: Vocabulary) -> Iterator[tuple[str, Row]]:
    """The rows of the vocabulary, each with the name of its table."""
    yield from _concerns(vocabulary)
    yield from _treatments(vocabulary)
    for device in vocabulary.device_names:
        for key in device.treatment_keys:
            yield DEVICE_NAMES.name, {"name": device.name, "treatment": key}
    for kind, entries in (("concern", vocabulary.concerns), ("treatment", vocabulary.treatments)):
        for entry in entries:
            for word in dict.fromkeys(entry.words):
                yield WORDS.name, {"kind": kind, "key": entry.key, "word": word}
    for code_list, code, words, more in _codes(session, vocabulary):
        yield CODES.name, {"list": code_list, "code": code, "words": words, "more": more}


def _concerns(vocabulary: Vocabulary) -> Iterator[tuple[str, Row]]:
    for concern in vocabulary.concerns:
        yield (
            CONCERNS.name,
            {
                "key": concern.key,
                "name": concern.name,
                "description": concern.description,
                "group": concern.group,
                "sessions_low": concern.sessions.low,
                "sessions_high": concern.sessions.high,
                "downtime_days_low": concern.downtime_days.low,
                "downtime_days_high": concern.downtime_days.high,
                "maturation_weeks": concern.maturation_weeks,
            },
        )
        for code in concern.icd10cm:
            yield CONCERN_CODES.name, {"concern": concern.key, "icd10cm": code}


def _treatments(vocabulary: Vocabulary) -> Iterator[tuple[str, Row]]:
    for treatment in vocabulary.treatments:
        yield (
            TREATMENTS.name,
            {
                "key": treatment.key,
                "name": treatment.name,
                "mechanism": treatment.mechanism,
                "depth_class": treatment.depth_class,
                "sessions_low": treatment.sessions.low,
                "sessions_high": treatment.sessions.high,
                "downtime_days_low": treatment.downtime_days.low,
                "downtime_days_high": treatment.downtime_days.high,
            },
        )
        for suitability, skin_types in (
            ("suitable", treatment.suitable_skin_types),
            ("caution", treatment.caution_skin_types),
        ):
            for skin_type in skin_types:
                yield (
                    TREATMENT_SKIN_TYPES.name,
                    {
                        "treatment": treatment.key,
                        "skin_type": skin_type,
                        "suitability": suitability,
                    },
                )
        for concern, suits in treatment.treats.items():
            yield (
                TREATMENT_CONCERNS.name,
                {"treatment": treatment.key, "concern": concern, "suitability": suits},
            )


def _codes(session: Session, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str, str]]:
    for profession in vocabulary.professions:
        yield "profession", profession.key, profession.name, profession.licence
    for language in vocabulary.languages:
        yield "language", language.key, language.name, language.own_name
    sources = session.execute(select(ReviewSource.key, ReviewSource.name)).all()
    for name, words in (
        ("status", STATUS_WORDS),
        ("laser_operator", LASER_OPERATOR_WORDS),
        ("credential_status", LICENCE_STATUS_WORDS),
        ("evidence_level", EVIDENCE_WORDS),
        ("review_source", {row.key: row.name for row in sorted(sources, key=tuple)}),
        ("verification_level", LEVEL_WORDS),
        ("grade", GRADE_WORDS),
        ("severity", SEVERITY_WORDS),
        ("skin_type", FITZPATRICK_WORDS),
    ):
        for code, meaning in words.items():
            yield name, str(code), meaning, ""
