"""What registries beside NPPES yield: who a record is about, and the facts it gives of them.

Every fact is what one source says; whether the record is somebody's of the directory is decided by
matching, never here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from directory.domain.names import PersonName
from directory.sources.records import RegistryAddress, RowError, SkippedRow


@dataclass(frozen=True, slots=True)
class LicenceNumber:
    """A licence by its number and the state that gave it."""

    region: str
    number: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record says about who somebody is; what it does not say is empty.

    `profession_keys` are those that the record allows, none if it says nothing of it.
    """

    name: PersonName
    npi: str = ""
    licence: LicenceNumber | None = None
    profession_keys: frozenset[str] = frozenset()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """A licence as its state lists it; `issued_on` is None where the date was a stand-in."""

    name: str
    issuer: str
    number: str
    region: str
    issued_on: date | None
    expires_on: date | None
    status: str
    is_temporary: bool


@dataclass(frozen=True, slots=True)
class GraduationFact:
    """The year of graduation, and the school where it is named."""

    year: int
    school: str


@dataclass(frozen=True, slots=True)
class AddressFact:
    """A place of practice, with the name of the practice where it is given."""

    address: RegistryAddress
    clinic_name: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """What an authority says about somebody, by its own reference; `grade` is a `NoticeGrade`."""

    reference: str
    grade: str
    words: str
    decided_on: date | None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class VolumeFact:
    """Services of one code in one year, places of service summed."""

    year: int
    code: str
    service_count: float


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """What one company gave in one year for one purpose."""

    year: int
    payer: str
    nature: str
    amount_cents: int
    payment_count: int


@dataclass(frozen=True, slots=True)
class DeactivationFact:
    """The registry took the person's number back."""

    deactivated_on: date


Fact = (
    LicenceFact
    | GraduationFact
    | AddressFact
    | NoticeFact
    | VolumeFact
    | PaymentFact
    | DeactivationFact
)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What one source says of one person. `key` is the same in every file of the source."""

    line: int
    source: str
    key: str
    identity: Identity
    facts: tuple[Fact, ...] = field(default=())


PersonEntry = PersonRecord | SkippedRow | RowError
