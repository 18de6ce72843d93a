"""Practitioners: who they are, what they say they treat, and where each fact came from.

What a practice says to sell itself (equipment, prices, offers, photos, the claim) is kept in
`directory.models.listing`, with no way from here to there, so that ranking cannot reach it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from directory.domain.names import PersonName, fold_name
from directory.domain.practitioner_states import PractitionerStatus
from directory.models.base import Base, JSONList, Key, PrimaryKey
from directory.models.credential import Credential
from directory.models.location import PracticeLocation


class PractitionerOrigin(StrEnum):
    """Where a profile came from."""

    REGISTRY = "registry"
    APPLICATION = "application"
    DEMO = "demo"


class LaserOperator(StrEnum):
    """Who holds the laser, as the practice states it."""

    PRACTITIONER = "practitioner"
    SUPERVISED_STAFF = "supervised_staff"
    UNKNOWN = "unknown"


class Practitioner(Base):
    """A person who performs treatments, or whom a registry lists as able to."""

    __tablename__ = "practitioner"
    __table_args__ = (Index(None, "status", "profession_key"),)

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    npi: Mapped[str | None] = mapped_column(String(10), unique=True)
    given_name: Mapped[str] = mapped_column(String(80))
    middle_name: Mapped[str] = mapped_column(String(80), default="")
    family_name: Mapped[str] = mapped_column(String(120))
    family_name_key: Mapped[str] = mapped_column(String(120), index=True)
    name_suffix: Mapped[str] = mapped_column(String(20), default="")
    other_names: Mapped[JSONList]
    credential_codes: Mapped[JSONList]
    profession_key: Mapped[Key]
    biography: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[JSONList]
    is_accepting_patients: Mapped[bool | None]
    laser_operator: Mapped[LaserOperator] = mapped_column(String(32), default=LaserOperator.UNKNOWN)
    supervising_physician: Mapped[str] = mapped_column(String(200), default="")
    practising_since_claimed: Mapped[int | None]
    graduated_in: Mapped[int | None]
    audited_cases_per_year: Mapped[float | None]
    status: Mapped[PractitionerStatus] = mapped_column(
        String(32), default=PractitionerStatus.ACTIVE
    )
    origin: Mapped[PractitionerOrigin] = mapped_column(String(32))
    listed_on: Mapped[date]
    registry_updated_on: Mapped[date | None]
    details_verified_on: Mapped[date | None]
    edited_fields: Mapped[JSONList]
    version: Mapped[int] = mapped_column(default=1)

    locations: Mapped[list[PracticeLocation]] = relationship(
        order_by=PracticeLocation.position, cascade="all, delete-orphan"
    )
    credentials: Mapped[list[Credential]] = relationship(
        order_by=Credential.id, cascade="all, delete-orphan"
    )
    concerns: Mapped[list[PractitionerConcern]] = relationship(
        order_by="PractitionerConcern.concern_key", cascade="all, delete-orphan"
    )
    treatments: Mapped[list[PractitionerTreatment]] = relationship(
        order_by="PractitionerTreatment.treatment_key", cascade="all, delete-orphan"
    )

    @validates("family_name")
    def _keep_key(self, _column: str, family_name: str) -> str:
        """Keep by which records of registries are looked up: the family name, folded."""
        self.family_name_key = fold_name(family_name)
        return family_name

    @property
    def person_name(self) -> PersonName:
        """The name in its parts."""
        return PersonName(self.given_name, self.family_name, self.middle_name, self.name_suffix)

    @property
    def full_name(self) -> str:
        """The name as people read it: given, middle, family, suffix."""
        return self.person_name.full

    @property
    def is_fictional(self) -> bool:
        """Whether this person was invented for the demonstration."""
        return self.origin == PractitionerOrigin.DEMO


class PractitionerConcern(Base):
    """A concern that the practitioner says they treat."""

    __tablename__ = "practitioner_concern"

    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True
    )
    concern_key: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    since_year: Mapped[int | None]


class PractitionerTreatment(Base):
    """A treatment that the practitioner says they perform."""

    __tablename__ = "practitioner_treatment"

    practitioner_id: Mapped[int] = mapped_column(
        ForeignKey("practitioner.id", ondelete="CASCADE"), primary_key=True
    )
    treatment_key: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    since_year: Mapped[int | None]
