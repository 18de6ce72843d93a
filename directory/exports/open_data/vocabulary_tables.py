"""The tables of the vocabulary: concerns, treatments, and what the codes of other tables mean."""

from __future__ import annotations

from directory.domain.messages import N_
from directory.exports.open_data.dictionary import Column, Table, given_text, given_whole, text


def _span(name: str, words: str) -> tuple[Column, Column]:
    return (
        given_whole(f"{name}_low", f"Typical {words}, from."),
        given_whole(f"{name}_high", f"Typical {words}, to."),
    )


CONCERNS = Table(
    "concerns",
    N_("Concerns"),
    N_("What patients want treated."),
    (
        given_text("key", "Key."),
        given_text("name", "Name."),
        given_text("description", "What it is, in plain words."),
        given_text("group", "Concerns that look alike to a patient."),
        *_span("sessions", "number of sessions"),
        *_span("downtime_days", "days of downtime"),
        given_whole("maturation_weeks", "Weeks after the last session until a result is final."),
    ),
    ("key",),
)

CONCERN_CODES = Table(
    "concern_codes",
    N_("Codes of concerns"),
    N_("ICD-10-CM codes that belong to a concern."),
    (
        given_text("concern", "Key of concerns."),
        given_text("icd10cm", "Code."),
    ),
    ("concern", "icd10cm"),
    {"concern": "concerns"},
)

TREATMENTS = Table(
    "treatments",
    N_("Treatments"),
    N_("What is done to the skin, by mechanism and never by brand."),
    (
        given_text("key", "Key."),
        given_text("name", "Name."),
        given_text("mechanism", "What it does, in plain words."),
        given_text("depth_class", "How far into the skin it acts."),
        *_span("sessions", "number of sessions"),
        *_span("downtime_days", "days of downtime"),
    ),
    ("key",),
)

TREATMENT_SKIN_TYPES = Table(
    "treatment_skin_types",
    N_("Skin types by treatment"),
    N_("Which skin a treatment is for; a type that is not listed should not be treated with it."),
    (
        given_text("treatment", "Key of treatments."),
        given_whole("skin_type", "Fitzpatrick type, 1 to 6."),
        given_text(
            "suitability",
            "Suitable, or only with adapted settings by practised hands.",
            choices=("suitable", "caution"),
        ),
    ),
    ("treatment", "skin_type"),
    {"treatment": "treatments"},
)

TREATMENT_CONCERNS = Table(
    "treatment_concerns",
    N_("Concerns by treatment"),
    N_("How well a treatment answers a concern."),
    (
        given_text("treatment", "Key of treatments."),
        given_text("concern", "Key of concerns."),
        given_text(
            "suitability",
            "How well, best first.",
            choices=("first_choice", "helps", "sometimes", "avoid"),
        ),
    ),
    ("treatment", "concern"),
    {"treatment": "treatments", "concern": "concerns"},
)

DEVICE_NAMES = Table(
    "device_names",
    N_("Names of devices"),
    N_("Brands that patients have heard of, and the treatments they lead to; they rank nobody."),
    (
        given_text("name", "Brand."),
        given_text("treatment", "Key of treatments."),
    ),
    ("name", "treatment"),
    {"treatment": "treatments"},
)

WORDS = Table(
    "words",
    N_("Everyday words"),
    N_("Other words by which patients call a concern or treatment."),
    (
        given_text("kind", "What is meant.", choices=("concern", "treatment")),
        given_text("key", "Key of concerns or of treatments."),
        given_text("word", "The word or phrase."),
    ),
    ("kind", "key", "word"),
)

CODES = Table(
    "codes",
    N_("Codes"),
    N_("What the codes of other tables mean."),
    (
        given_text("list", "Which list the code belongs to; named with the column that uses it."),
        given_text("code", "The code."),
        given_text("words", "What it means."),
        text("more", "More about it, such as the licence that a profession needs."),
    ),
    ("list", "code"),
)

VOCABULARY_TABLES = (
    CONCERNS,
    CONCERN_CODES,
    TREATMENTS,
    TREATMENT_SKIN_TYPES,
    TREATMENT_CONCERNS,
    DEVICE_NAMES,
    WORDS,
    CODES,
)
