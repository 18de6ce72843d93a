"""People whom no registry lists: asking to be listed, with a claim to the profile that follows.

Until a registrar approves the claim, the profile is seen by nobody else and ranks nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.domain.claims import ClaimError
from directory.domain.messages import N_
from directory.domain.names import slugify
from directory.domain.plain_text import clean_text, has_markup
from directory.domain.vocabulary import Vocabulary
from directory.models import (
    Account,
    Credential,
    CredentialKind,
    EvidenceLevel,
    PracticeLocation,
    Practitioner,
    PractitionerOrigin,
    PractitionerStatus,
)
from directory.models.claim import Claim
from directory.services.claims import start_claim
from directory.services.indexing import note_changes

SLUG_BYTES = 4
MOST_CHARACTERS = {
    "given_name": 80,
    "family_name": 120,
    "licence_number": 60,
    "licence_issuer": 200,
    "clinic_name": 200,
    "street": 200,
    "city": 100,
    "region": 60,
    "postal_code": 20,
}

LABELS: Mapping[str, str] = {
    "given_name": N_("given name"),
    "family_name": N_("family name"),
    "licence_number": N_("licence number"),
    "licence_issuer": N_("licence issuer"),
    "clinic_name": N_("clinic name"),
    "street": N_("street"),
    "city": N_("city"),
    "region": N_("region"),
    "postal_code": N_("postal code"),
}


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody who wants to be listed says of themselves."""

    given_name: str
    family_name: str
    profession_key: str
    licence_number: str
    licence_issuer: str
    clinic_name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str


def apply_to_be_listed(
    session: Session,
    account: Account,
    application: Application,
    vocabulary: Vocabulary,
    now: datetime,
) -> Claim:
    """Make a profile that nobody sees yet, and a claim to it. Raises ClaimError."""
    values = {name: _clean(application, name) for name in MOST_CHARACTERS}
    if vocabulary.find_profession(application.profession_key) is None:
        raise ClaimError(N_("Choose your profession."), "profession_key")
    name = f"{values['given_name']} {values['family_name']}"
    practitioner = Practitioner(
        slug=f"{slugify(name)}-{secrets.token_hex(SLUG_BYTES)}",
        given_name=values["given_name"],
        family_name=values["family_name"],
        other_names=[],
        credential_codes=[],
        profession_key=application.profession_key,
        languages=[],
        edited_fields=[],
        status=PractitionerStatus.APPLIED,
        origin=PractitionerOrigin.APPLICATION,
        listed_on=now.date(),
    )
    practitioner.locations = [
        PracticeLocation(
            country=application.country,
            **{
                key: values[key]
                for key in ("clinic_name", "street", "city", "region", "postal_code")
            },
        )
    ]
    practitioner.credentials = [
        Credential(
            kind=CredentialKind.LICENCE,
            name="Licence",
            issuer=values["licence_issuer"],
            number=values["licence_number"],
            evidence_level=EvidenceLevel.CLAIMED,
        )
    ]
    session.add(practitioner)
    session.flush()
    return start_claim(session, account, practitioner.slug, now)


def list_applicant(session: Session, practitioner_id: int, now: datetime) -> None:
    """Let the public see a profile whose claim was approved, if it was only applied for."""
    listed = session.scalar(
        update(Practitioner)
        .where(
            Practitioner.id == practitioner_id, Practitioner.status == PractitionerStatus.APPLIED
        )
        .values(status=PractitionerStatus.ACTIVE, version=Practitioner.version + 1)
        .returning(Practitioner.id)
        .execution_options(synchronize_session="fetch")
    )
    if listed is not None:
        note_changes(session, [listed], now)


def _clean(application: Application, name: str) -> str:
    text = clean_text(getattr(application, name))
    if not text:
        raise ClaimError(N_("Enter the %(label)s.", label=LABELS[name]), name)
    if len(text) > MOST_CHARACTERS[name]:
        raise ClaimError(
            N_(
                "The %(label)s has at most %(longest)s characters.",
                label=LABELS[name],
                longest=MOST_CHARACTERS[name],
            ),
            name,
        )
    if has_markup(text):
        raise ClaimError(N_("Write plain words, without HTML."), name)
    return text
