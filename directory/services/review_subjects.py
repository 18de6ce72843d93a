"""Places that other sites review and an import knew nobody for: a registrar says who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from directory.domain.audit import Subject
from directory.domain.errors import InvalidValueError
from directory.models import ImportRun, Practitioner
from directory.models.imported_review import ReviewSubject
from directory.services.audit import record
from directory.services.claims import find_profile
from directory.services.import_desk import SUBJECT
from directory.services.imported_reviews import link_subject


@dataclass(frozen=True, slots=True)
class UnlinkedSubject:
    """What a site reviews, how many reviews of the file are about it, and who it is by now."""

    number: int
    site: str
    key: str
    name: str
    review_count: int
    practitioner: Practitioner | None


def list_unlinked(session: Session, run: ImportRun) -> Sequence[UnlinkedSubject]:
    """The subjects of an import that were linked to nobody, those with the most reviews first."""
    keys = [(site, key) for site, key, _, _ in run.unlinked]
    rows = session.execute(
        select(ReviewSubject, Practitioner)
        .join(Practitioner, Practitioner.id == ReviewSubject.practitioner_id)
        .where(tuple_(ReviewSubject.site, ReviewSubject.subject_key).in_(keys))
    )
    owners = {(subject.site, subject.subject_key): practitioner for subject, practitioner in rows}
    return [
        UnlinkedSubject(number, site, key, name, count, owners.get((site, key)))
        for number, (site, key, name, count) in enumerate(run.unlinked)
    ]


def link_unlinked(
    session: Session, run: ImportRun, number: int, profile: str, *, account_id: int, now: datetime
) -> None:
    """Say who the subject of this number is, by the NPI or the end of a profile's address.

    Raises InvalidValueError where there is no such subject or profile.
    """
    if not 0 <= number < len(run.unlinked):
        raise InvalidValueError("This import names no such place. Reload the page.")
    if not profile.strip():
        raise InvalidValueError("Enter the NPI, or the end of the profile’s address.")
    site, key, _, _ = run.unlinked[number]
    practitioner = find_profile(session, profile)
    link_subject(session, site, key, practitioner)
    after = {"site": site, "practitioner": practitioner.id}
    subject = Subject(SUBJECT, run.id)
    record(session, account_id, "linked", subject, before={}, after=after, now=now)
