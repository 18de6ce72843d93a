"""The registries that can be imported: what each adds, how it is read and how it is taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.domain.taxonomies import select_taxonomies
from directory.models import Practitioner
from directory.services.exclusion_list_end import ExclusionListEnd, find_least_row_count
from directory.services.fact_intake import FactIntake
from directory.services.places import zip_points
from directory.services.registry_facts import (
    AddressWriter,
    DeactivationWriter,
    FactWriter,
    GraduationWriter,
    LicenceWriter,
)
from directory.services.registry_import import Intake
from directory.services.registry_intake import ProfileIntake
from directory.services.registry_matching import Matcher
from directory.services.registry_notices import NoticeWriter
from directory.services.registry_payments import PaymentWriter
from directory.services.registry_profiles import ProfileMaker
from directory.services.registry_volumes import VolumeWriter
from directory.sources import (
    doctors_clinicians,
    exclusions,
    medicare_volume,
    nppes,
    nppes_deactivations,
    nppes_locations,
    open_payments,
)
from directory.sources.files import OpenFile
from directory.sources.licence_maps import LicenceMap, read_licence_maps
from directory.sources.licences import count_issue_dates, open_licences, read_licences

Options = Mapping[str, Any]
MakeWriters = Callable[[Session, date], list[FactWriter]]


@dataclass(frozen=True, slots=True)
class Reading:
    """An open file about to be read: its entries, and who takes them in."""

    entries: Iterator[Any]
    intake: Intake


@dataclass(frozen=True, slots=True)
class RegistrySource:
    """One registry. `open` opens its files, `read` begins to read an open one.

    `adds` says what its records add to profiles, `never` what is not inferred from them.
    """

    key: str
    name: str
    link: str
    adds: str
    never: str
    open: Callable[[Path], AbstractContextManager[OpenFile]]
    read: Callable[[Session, Path, OpenFile, Options, date], Reading]
    make_writers: MakeWriters = field(default=lambda session, today: [])


def list_registry_sources() -> tuple[RegistrySource, ...]:
    """Every registry that can be imported: those of the nation, then the states."""
    return (*_NATIONAL, *(_licence_source(layout) for layout in read_licence_maps()))


def get_registry_source(key: str) -> RegistrySource:
    """The registry of this key. Raises NotFoundError."""
    for source in list_registry_sources():
        if source.key == key:
            return source
    known = ", ".join(source.key for source in list_registry_sources())
    raise NotFoundError(
        N_("There is no registry %(key)s. Known are: %(known)s.", key=repr(key), known=known)
    )


def list_known_npis(session: Session) -> frozenset[str]:
    """The NPIs of everybody in the directory: files of millions are read for these alone."""
    return frozenset(npi for npi in session.scalars(select(Practitioner.npi)) if npi is not None)


def _read_nppes(
    session: Session, path: Path, opened: OpenFile, options: Options, today: date
) -> Reading:
    maker = ProfileMaker.load(session)
    with_optional = bool(options.get("with_nurses_and_assistants"))
    scope = select_taxonomies(maker.professions, with_optional=with_optional)
    return Reading(nppes.read_nppes(opened.stream, scope), ProfileIntake(session, maker, today))


def _facts_by_npi(
    read: Callable[..., Iterator[Any]], make_writers: MakeWriters
) -> Callable[[Session, Path, OpenFile, Options, date], Reading]:
    """Reads a national file for the people of the directory, who are matched by their NPI."""

    def begin(
        session: Session, path: Path, opened: OpenFile, options: Options, today: date
    ) -> Reading:
        entries = read(opened.stream, list_known_npis(session))
        return Reading(entries, _make_intake(session, make_writers, today))

    return begin


def _read_medicare_volume(
    session: Session, path: Path, opened: OpenFile, options: Options, today: date
) -> Reading:
    year = options.get("year") or medicare_volume.find_year(opened.name)
    if year is None:
        raise InvalidValueError(
            N_("Neither the file nor its name says of which year it is. Say it: --year 2023")
        )
    known = list_known_npis(session)
    entries = medicare_volume.read_medicare_volume(opened.stream, known, int(year))
    return Reading(entries, _make_intake(session, _volumes, today))


def _read_exclusions(
    session: Session, path: Path, opened: OpenFile, options: Options, today: date
) -> Reading:
    entries = exclusions.read_exclusions(opened.stream)
    list_end = None
    if options.get("complete") or exclusions.is_whole_list(opened.name):
        least = 0 if options.get("complete") else find_least_row_count(session, exclusions.SOURCE)
        list_end = ExclusionListEnd(session, exclusions.SOURCE, today, least_row_count=least)
    matcher = Matcher(session, by_likeness=False)
    return Reading(entries, FactIntake(session, matcher, _notices(session, today), today, list_end))


def _make_intake(session: Session, make_writers: MakeWriters, today: date) -> FactIntake:
    matcher = Matcher(session, by_likeness=True)
    return FactIntake(session, matcher, make_writers(session, today), today)


def _licence_source(layout: LicenceMap) -> RegistrySource:
    def begin(
        session: Session, path: Path, opened: OpenFile, options: Options, today: date
    ) -> Reading:
        with open_licences(path) as counted:
            issue_dates = count_issue_dates(counted.stream, layout)
        entries = read_licences(opened.stream, layout, issue_dates)
        return Reading(entries, _make_intake(session, _licences, today))

    return RegistrySource(
        key=layout.key,
        name=layout.title,
        link=layout.link,
        adds=(
            N_(
                "Licences with the day they were first given, on which the evidenced years of "
                "experience rest; their status; and what was decided against their holder."
            )
        ),
        never=(
            N_(
                "Temporary permits and stand-in dates are no experience. An accusation that is "
                "open, "
                "was withdrawn or dismissed is not shown. Addresses are used to match, never shown."
            )
        ),
        open=open_licences,
        read=begin,
        make_writers=_licences,
    )


def _licences(session: Session, today: date) -> list[FactWriter]:
    return [LicenceWriter(today), NoticeWriter(session, today)]


def _notices(session: Session, today: date) -> list[FactWriter]:
    return [NoticeWriter(session, today)]


def _volumes(session: Session, today: date) -> list[FactWriter]:
    return [VolumeWriter(session)]


def _payments(session: Session, today: date) -> list[FactWriter]:
    return [PaymentWriter(session)]


def _addresses(session: Session, today: date) -> list[FactWriter]:
    return [AddressWriter(zip_points(session))]


def _graduations_and_addresses(session: Session, today: date) -> list[FactWriter]:
    return [GraduationWriter(today), *_addresses(session, today)]


def _deactivations(session: Session, today: date) -> list[FactWriter]:
    return [DeactivationWriter()]


_NATIONAL = (
    RegistrySource(
        key=nppes.REGISTRY,
        name=N_("National Plan and Provider Enumeration System (CMS)"),
        link="https://download.cms.gov/nppes/NPI_Files.html",
        adds=N_("Profiles: name, profession, place of practice, and licence numbers as claimed."),
        never=N_("The day a number was given out is no experience. Home addresses are not taken."),
        open=nppes.open_nppes,
        read=_read_nppes,
    ),
    RegistrySource(
        key=nppes_locations.SOURCE,
        name=N_("NPPES, further practice locations (CMS)"),
        link="https://download.cms.gov/nppes/NPI_Files.html",
        adds=N_("Further places of practice of people who are in the directory."),
        never=N_("Nobody is added."),
        open=nppes_locations.open_nppes_locations,
        read=_facts_by_npi(nppes_locations.read_nppes_locations, _addresses),
        make_writers=_addresses,
    ),
    RegistrySource(
        key=nppes_deactivations.SOURCE,
        name=N_("NPPES, deactivated numbers (CMS)"),
        link="https://download.cms.gov/nppes/NPI_Files.html",
        adds=N_("That somebody’s number was taken back; the profile is then not listed."),
        never=N_("Why it was: CMS does not say."),
        open=nppes_deactivations.open_nppes_deactivations,
        read=_facts_by_npi(nppes_deactivations.read_nppes_deactivations, _deactivations),
        make_writers=_deactivations,
    ),
    RegistrySource(
        key=doctors_clinicians.SOURCE,
        name=N_("Medicare Doctors & Clinicians (CMS)"),
        link="https://data.cms.gov/provider-data/dataset/mj5m-pzi6",
        adds=N_(
            "Year and school of graduation, above which no experience counts; places of practice."
        ),
        never=N_("Graduation is no experience. A school written OTHER is not named."),
        open=doctors_clinicians.open_doctors_clinicians,
        read=_facts_by_npi(doctors_clinicians.read_doctors_clinicians, _graduations_and_addresses),
        make_writers=_graduations_and_addresses,
    ),
    RegistrySource(
        key=exclusions.SOURCE,
        name=N_("Excluded individuals, Office of Inspector General (HHS)"),
        link="https://oig.hhs.gov/exclusions/exclusions_list.asp",
        adds=(
            N_(
                "A notice on the profile that somebody is excluded from federal health "
                "programmes, and "
                "that the list names them no longer."
            )
        ),
        never=N_("Nobody is matched by name: an NPI must agree, or a registrar looks."),
        open=exclusions.open_exclusions,
        read=_read_exclusions,
        make_writers=_notices,
    ),
    RegistrySource(
        key=medicare_volume.SOURCE,
        name=N_("Medicare, services by provider (CMS)"),
        link=(
            "https://data.cms.gov/provider-summary-by-type-of-service/"
            "medicare-physician-other-practitioners"
        ),
        adds=N_("Laser services that Medicare paid for, as evidence that somebody does them."),
        never=N_(
            "Fewer than 11 patients are not listed, so absence means nothing. No score is fed."
        ),
        open=medicare_volume.open_medicare_volume,
        read=_read_medicare_volume,
        make_writers=_volumes,
    ),
    RegistrySource(
        key=open_payments.SOURCE,
        name=N_("Open Payments (CMS)"),
        link="https://www.cms.gov/priorities/key-initiatives/open-payments/data",
        adds=N_("What companies gave to somebody, with nature and amount, at the profile’s foot."),
        never=N_("No rank is moved, and a lunch is not called anything but a lunch."),
        open=open_payments.open_open_payments,
        read=_facts_by_npi(open_payments.read_open_payments, _payments),
        make_writers=_payments,
    ),
)
