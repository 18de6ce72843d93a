"""Keeps the vocabulary's tables in step with its files, and gives the vocabulary back whole.

The files are read by `directory.sources.vocabulary_files`. What is shown of an entry comes back as
a message, so that pages show it in the reader's language where the translations have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.load_report import LoadReport
from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import (
    Concern,
    ConcernGroup,
    CredentialKind,
    CredentialSort,
    DepthClass,
    DeviceName,
    Entry,
    Language,
    Profession,
    Span,
    Suitability,
    Treatment,
)
from directory.models.vocabulary import (
    ConcernRow,
    CredentialKindRow,
    DeviceNameRow,
    EntryColumns,
    LanguageRow,
    ProfessionRow,
    TreatmentRow,
)
from directory.services.reference_data import synchronise_tables

RowT = TypeVar("RowT", bound=EntryColumns)

ROWS_OF_KINDS = {
    "concerns": ConcernRow,
    "treatments": TreatmentRow,
    "device_names": DeviceNameRow,
    "professions": ProfessionRow,
    "credentials": CredentialKindRow,
    "languages": LanguageRow,
}


def load_vocabulary(session: Session, vocabulary: Vocabulary) -> LoadReport:
    """Makes the tables hold this vocabulary; loading it again changes nothing."""
    return synchronise_tables(
        session,
        [
            (ROWS_OF_KINDS[kind], [_row(position, entry) for position, entry in enumerate(entries)])
            for kind, entries in vocabulary.list_kinds()
        ],
    )


def get_vocabulary(session: Session) -> Vocabulary:
    """The vocabulary as it was last loaded. Raises NotFoundError when none has been."""
    vocabulary = Vocabulary(
        concerns=tuple(_concern(row) for row in _list_rows(session, ConcernRow)),
        treatments=tuple(_treatment(row) for row in _list_rows(session, TreatmentRow)),
        device_names=tuple(_device_name(row) for row in _list_rows(session, DeviceNameRow)),
        professions=tuple(_profession(row) for row in _list_rows(session, ProfessionRow)),
        credentials=tuple(_credential(row) for row in _list_rows(session, CredentialKindRow)),
        languages=tuple(_language(row) for row in _list_rows(session, LanguageRow)),
    )
    if not vocabulary.concerns:
        raise NotFoundError("No vocabulary is loaded yet. Run: flask --app wsgi vocabulary load")
    return vocabulary


def get_maturation_weeks(session: Session, concern_key: str) -> int | None:
    """How long results of a concern take to become final; None for one that nobody knows."""
    return session.scalar(select(ConcernRow.maturation_weeks).where(ConcernRow.key == concern_key))


def list_maturation_weeks(session: Session) -> dict[str, int]:
    """The same of every concern, without reading the rest of the vocabulary."""
    return dict(session.execute(select(ConcernRow.key, ConcernRow.maturation_weeks)).all())


def list_language_keys(session: Session) -> frozenset[str]:
    """The codes of the vocabulary's languages, without reading the rest of it."""
    return frozenset(session.scalars(select(LanguageRow.key)))


def _row(position: int, entry: Entry) -> dict[str, Any]:
    """An entry as its table's columns; tuples and spans become lists, as JSON gives them back."""
    row: dict[str, Any] = {"position": position}
    for column in fields(entry):  # type: ignore[arg-type]
        value = getattr(entry, column.name)
        row[column.name] = list(value) if isinstance(value, tuple) else value
    return row


def _list_rows(session: Session, model: type[RowT]) -> Iterator[RowT]:
    return iter(session.scalars(select(model).order_by(model.position)))


def _concern(row: ConcernRow) -> Concern:
    return Concern(
        key=row.key,
        name=N_(row.name),
        description=N_(row.description),
        group=ConcernGroup(row.group),
        words=tuple(row.words),
        icd10cm=tuple(row.icd10cm),
        sessions=Span(*row.sessions),
        downtime_days=Span(*row.downtime_days),
        maturation_weeks=row.maturation_weeks,
        reference_weight=row.reference_weight,
    )


def _treatment(row: TreatmentRow) -> Treatment:
    return Treatment(
        key=row.key,
        name=N_(row.name),
        mechanism=N_(row.mechanism),
        depth_class=DepthClass(row.depth_class),
        depth_um=Span(*row.depth_um),
        downtime_days=Span(*row.downtime_days),
        sessions=Span(*row.sessions),
        suitable_skin_types=tuple(row.suitable_skin_types),
        caution_skin_types=tuple(row.caution_skin_types),
        risks=tuple(map(N_, row.risks)),
        treats={key: Suitability(grade) for key, grade in row.treats.items()},
        words=tuple(row.words),
    )


def _device_name(row: DeviceNameRow) -> DeviceName:
    return DeviceName(row.key, row.name, tuple(row.treatment_keys), tuple(row.words))


def _profession(row: ProfessionRow) -> Profession:
    return Profession(
        key=row.key,
        name=N_(row.name),
        plural=N_(row.plural),
        licence=N_(row.licence),
        taxonomy_codes=tuple(row.taxonomy_codes),
        taxonomy_prefixes=tuple(row.taxonomy_prefixes),
        is_imported_by_option=row.is_imported_by_option,
        words=tuple(row.words),
    )


def _credential(row: CredentialKindRow) -> CredentialKind:
    return CredentialKind(row.key, N_(row.name), CredentialSort(row.sort), tuple(row.words))


def _language(row: LanguageRow) -> Language:
    return Language(row.key, N_(row.name), row.own_name, tuple(row.words))
