"""What registries add to a profile beside credentials: notices, laser services, disclosures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.experience import is_evidenced
from directory.domain.record_linkage import licence_key
from directory.models import Credential, EvidenceLevel, PractitionerNotice
from directory.services.registry_notices import list_public_notices
from directory.services.registry_payments import Disclosure, list_disclosures
from directory.services.registry_sources import get_registry_source
from directory.services.registry_volumes import LaserService, list_laser_services


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice with the name of its source and where to look it up."""

    notice: PractitionerNotice
    source_name: str
    link: str


@dataclass(frozen=True, slots=True)
class RegistryFacts:
    """What registries say of one practitioner."""

    notices: tuple[ShownNotice, ...]
    laser_services: tuple[LaserService, ...]
    disclosures: tuple[Disclosure, ...]


def gather_registry_facts(session: Session, practitioner_id: int) -> RegistryFacts:
    """The facts of one practitioner that the public is shown."""
    return RegistryFacts(
        notices=tuple(_show(notice) for notice in list_public_notices(session, practitioner_id)),
        laser_services=list_laser_services(session, practitioner_id),
        disclosures=list_disclosures(session, practitioner_id),
    )


def list_shown_credentials(credentials: Iterable[Credential]) -> tuple[Credential, ...]:
    """All credentials but claims of licences that the state's own list shows as well."""
    credentials = list(credentials)
    shown_by_states = {
        (one.jurisdiction, licence_key(one.number))
        for one in credentials
        if one.number and one.evidence_level == EvidenceLevel.REGISTRY
    }
    return tuple(
        one
        for one in credentials
        if one.evidence_level != EvidenceLevel.CLAIMED
        or (one.jurisdiction, licence_key(one.number)) not in shown_by_states
    )


def list_evidenced_credentials(credentials: Iterable[Credential]) -> tuple[Credential, ...]:
    """The credentials that others show: what is told to other programs, and answers a question.

    A profile can say beside each that it is only claimed, or set aside; elsewhere that is lost.
    """
    return tuple(one for one in credentials if is_evidenced(one))


def _show(notice: PractitionerNotice) -> ShownNotice:
    try:
        source = get_registry_source(notice.source)
    except NotFoundError:  # a state's map was taken out of the folder
        return ShownNotice(notice, notice.source, "")
    return ShownNotice(notice, source.name, source.link)
