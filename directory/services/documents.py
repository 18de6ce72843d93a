"""The one place where a practitioner becomes a document of the search index.

Whatever ranks or is found by words passes through here, so nothing commercial may: this module
cannot import `directory.models.listing`, and the document has no field for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from directory.domain.vocabulary import Vocabulary, iterate_phrases
from directory.domain.vocabulary_entries import Entry
from directory.models import (
    CredentialKind,
    PracticeLocation,
    Practitioner,
    PractitionerSkill,
    PractitionerStatus,
)
from directory.services.evidence import experience_of
from directory.services.places import list_region_names
from search_index import DocumentLocation, PractitionerDocument, SkillPoints

BATCH_SIZE = 500
MODEL_VERSION_STRIDE = 2**31


def document_version(practitioner_version: int, model_id: int) -> int:
    """One number that grows when the practitioner or the model that scored them changes."""
    return model_id * MODEL_VERSION_STRIDE + practitioner_version


def list_searchable_versions(session: Session) -> dict[int, int]:
    """The version that the index should hold of each practitioner whom a search may find."""
    rows = session.execute(
        select(Practitioner.id, Practitioner.version, PractitionerSkill.model_id)
        .join(PractitionerSkill, PractitionerSkill.practitioner_id == Practitioner.id)
        .where(
            Practitioner.status == PractitionerStatus.ACTIVE, PractitionerSkill.concern_key == ""
        )
    )
    return {key: document_version(version, model_id) for key, version, model_id in rows}


def iterate_documents(
    session: Session, vocabulary: Vocabulary, keys: Sequence[int], today: date
) -> Iterator[PractitionerDocument]:
    """Make these practitioners' documents, in batches; the unscored and inactive have none."""
    region_names = list_region_names(session)
    for start in range(0, len(keys), BATCH_SIZE):
        batch = keys[start : start + BATCH_SIZE]
        practitioners = session.scalars(
            select(Practitioner)
            .where(Practitioner.id.in_(batch), Practitioner.status == PractitionerStatus.ACTIVE)
            .options(
                selectinload(Practitioner.locations),
                selectinload(Practitioner.credentials),
                selectinload(Practitioner.concerns),
                selectinload(Practitioner.treatments),
            )
            .order_by(Practitioner.id)
        ).all()
        skills = _skills_of(session, batch)
        for practitioner in practitioners:
            if practitioner.id in skills:
                skills_of_one = skills[practitioner.id]
                yield _document(practitioner, skills_of_one, vocabulary, region_names, today)


def _skills_of(session: Session, keys: Sequence[int]) -> dict[int, dict[str, PractitionerSkill]]:
    skills: dict[int, dict[str, PractitionerSkill]] = defaultdict(dict)
    for row in session.scalars(
        select(PractitionerSkill).where(PractitionerSkill.practitioner_id.in_(keys))
    ):
        skills[row.practitioner_id][row.concern_key] = row
    return skills


def _document(
    practitioner: Practitioner,
    skills: Mapping[str, PractitionerSkill],
    vocabulary: Vocabulary,
    region_names: Mapping[tuple[str, str], str],
    today: date,
) -> PractitionerDocument:
    overall = skills[""]
    treatments = [
        treatment
        for offered in practitioner.treatments
        if (treatment := vocabulary.find_treatment(offered.treatment_key))
    ]
    concern_keys = {row.concern_key for row in practitioner.concerns} | {
        key for key, skill in skills.items() if key and skill.verified_outcome_count
    }
    concerns = [
        concern for key in sorted(concern_keys) if (concern := vocabulary.find_concern(key))
    ]
    profession = vocabulary.find_profession(practitioner.profession_key)
    return PractitionerDocument(
        key=practitioner.id,
        version=document_version(practitioner.version, overall.model_id),
        name=practitioner.full_name,
        name_variants=tuple(practitioner.other_names),
        concerns=tuple(concern.key for concern in concerns),
        concern_words=_words(concerns),
        treatments=tuple(treatment.key for treatment in treatments),
        treatment_words=_words(treatments),
        place_words=_place_words(practitioner, region_names),
        biography=practitioner.biography,
        profession=practitioner.profession_key,
        profession_words=_words([profession]) if profession else "",
        languages=tuple(practitioner.languages),
        credential_words=_credential_words(practitioner),
        accepting_patients=practitioner.is_accepting_patients,
        years_evidenced=experience_of(practitioner, today).evidenced_years,
        verified_outcome_count=overall.verified_outcome_count,
        effective_outcomes=overall.effective_outcomes,
        skin_types=tuple(
            sorted({skin for treatment in treatments for skin in treatment.suitable_skin_types})
        ),
        locations=tuple(
            DocumentLocation(
                latitude=location.latitude,
                longitude=location.longitude,
                clinic=clinic_key(location),
            )
            for location in practitioner.locations
            if location.latitude is not None and location.longitude is not None
        ),
        skill={
            key: SkillPoints(points=skill.points, lo90=skill.lo90, hi90=skill.hi90)
            for key, skill in skills.items()
        },
    )


def clinic_key(location: PracticeLocation) -> str:
    """What two practitioners of one clinic share: its name and town, else the street address."""
    place = location.clinic_name or location.street
    return f"{place}|{location.postal_code or location.city}".casefold() if place else ""


def _words(entries: Iterable[Entry]) -> str:
    return "\n".join(phrase for entry in entries for phrase in iterate_phrases(entry))


def _place_words(practitioner: Practitioner, region_names: Mapping[tuple[str, str], str]) -> str:
    """The clinic of every location, and its city with the region in short and in full."""
    return "\n".join(
        line
        for location in practitioner.locations
        for line in (
            location.clinic_name,
            f"{location.city} {location.region} {location.postal_code} {location.country}",
            f"{location.city} {region_names.get((location.country, location.region), '')}",
        )
    )


def _credential_words(practitioner: Practitioner) -> str:
    boards = (
        credential.name
        for credential in practitioner.credentials
        if credential.kind == CredentialKind.BOARD_CERTIFICATION
    )
    return "\n".join([*practitioner.credential_codes, *boards])
