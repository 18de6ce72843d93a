"""Tables of the vocabulary, one per kind of entry, kept in step with the files by a command.

A row mirrors the domain's entry of the same name (`directory.domain.vocabulary_entries`), field by
field; `position` keeps the order of the file. Nothing is decided here.
"""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList, JSONObject, Key


class EntryColumns:
    """What every entry of the vocabulary has."""

    key: Mapped[Key] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    words: Mapped[JSONList]


class ConcernRow(EntryColumns, Base):
    """A concern; spans are [low, high]."""

    __tablename__ = "concern"

    description: Mapped[str] = mapped_column(Text)
    group: Mapped[str] = mapped_column(String(20))
    icd10cm: Mapped[JSONList]
    sessions: Mapped[JSONList]
    downtime_days: Mapped[JSONList]
    maturation_weeks: Mapped[int]
    reference_weight: Mapped[float]


class TreatmentRow(EntryColumns, Base):
    """A treatment by mechanism; `treats` maps concern keys to suitabilities, in order."""

    __tablename__ = "treatment"

    mechanism: Mapped[str] = mapped_column(Text)
    depth_class: Mapped[str] = mapped_column(String(20))
    depth_um: Mapped[JSONList]
    downtime_days: Mapped[JSONList]
    sessions: Mapped[JSONList]
    suitable_skin_types: Mapped[JSONList]
    caution_skin_types: Mapped[JSONList]
    risks: Mapped[JSONList]
    treats: Mapped[JSONObject]


class DeviceNameRow(EntryColumns, Base):
    """A brand name that leads to treatments."""

    __tablename__ = "device_name"

    treatment_keys: Mapped[JSONList]


class ProfessionRow(EntryColumns, Base):
    """A licensed profession with its taxonomy codes."""

    __tablename__ = "profession"

    plural: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(Text)
    taxonomy_codes: Mapped[JSONList]
    taxonomy_prefixes: Mapped[JSONList]
    is_imported_by_option: Mapped[bool]


class CredentialKindRow(EntryColumns, Base):
    """Letters after a name, in normal form."""

    __tablename__ = "credential_kind"

    sort: Mapped[str] = mapped_column(String(20))


class LanguageRow(EntryColumns, Base):
    """A language by its ISO 639 code."""

    __tablename__ = "language"

    own_name: Mapped[str] = mapped_column(String(200))
