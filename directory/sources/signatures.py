"""Every kind of file that the directory knows, by what only such a file has; one list for all.

With it a reader that is given a wrong file says which one it looks like and how to import that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from directory.domain.errors import InvalidValueError
from directory.sources.licence_maps import read_licence_maps

MOST_MISSING_TO_NAME = 6
"""A file that lacks more columns than this is not one that lacks columns, but another file."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A kind of file: names of columns (or of JSON members) that together only it has.

    `command` is how it is imported, empty for a file that nothing here reads.
    """

    description: str
    command: str
    marks: tuple[str, ...]


NPPES_TABLE = "the NPPES table of providers (npidata_pfile_*.csv)"
NPPES_LOCATIONS = "the NPPES file of further practice locations (pl_pfile)"
NPPES_DEACTIVATIONS = "the NPPES report of deactivated NPIs"
DOCTORS_CLINICIANS = "the Medicare file of doctors and clinicians"
EXCLUSIONS = "the OIG list of excluded people (LEIE)"
MEDICARE_VOLUME = "the Medicare file of services by provider"
OPEN_PAYMENTS = "the Open Payments file of general payments"
GOOGLE_BUSINESS = "an answer of the Google Business Profile API"
GOOGLE_TAKEOUT = "the reviews of a Google Takeout (Reviews.json)"
YELP = "the reviews of the Yelp dataset"
SAVED_PAGE = "a saved web page with reviews in it"
CSV_REVIEWS = "the table of reviews that docs/sources/reviews.md describes"

_OWN_SIGNATURES: tuple[Signature, ...] = (
    Signature(
        NPPES_TABLE,
        "registry import nppes",
        ("NPI", "Entity Type Code", "Healthcare Provider Taxonomy Code_1"),
    ),
    Signature(
        NPPES_LOCATIONS,
        "registry import nppes_locations",
        ("NPI", "Provider Secondary Practice Location Address - City Name"),
    ),
    Signature(
        NPPES_DEACTIVATIONS,
        "registry import nppes_deactivations",
        ("NPI", "NPPES Deactivation Date"),
    ),
    Signature("the NPPES endpoint file (endpoint_pfile)", "", ("NPI", "Endpoint Type")),
    Signature(
        "the NPPES file of other organisation names (othername_pfile), which names no people",
        "",
        ("NPI", "Provider Other Organization Name Type Code"),
    ),
    Signature(
        DOCTORS_CLINICIANS,
        "registry import doctors_clinicians",
        ("NPI", "Ind_PAC_ID"),
    ),
    Signature(
        EXCLUSIONS,
        "registry import exclusions",
        ("LASTNAME", "BUSNAME", "EXCLTYPE", "EXCLDATE"),
    ),
    Signature(
        MEDICARE_VOLUME,
        "registry import medicare_volume",
        ("Rndrng_NPI", "HCPCS_Cd", "Place_Of_Srvc", "Tot_Srvcs"),
    ),
    Signature(
        OPEN_PAYMENTS,
        "registry import open_payments",
        ("Covered_Recipient_NPI", "Nature_of_Payment_or_Transfer_of_Value", "Record_ID"),
    ),
    Signature(
        "the Open Payments file of research payments, which go to institutions",
        "",
        ("Principal_Investigator_1_NPI", "Record_ID"),
    ),
)


def column_key(name: str) -> str:
    """What two spellings of one column share: publishers vary blanks, hyphens and capitals."""
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()


_REVIEW_SIGNATURES: tuple[Signature, ...] = (
    Signature(GOOGLE_BUSINESS, "reviews import google_business", ("name", "starRating")),
    Signature(GOOGLE_BUSINESS, "reviews import google_business", ("reviews", "totalReviewCount")),
    Signature(GOOGLE_TAKEOUT, "reviews import google_takeout", ("type", "features")),
    Signature(YELP, "reviews import yelp", ("review_id", "business_id", "stars")),
    Signature("the businesses of the Yelp dataset", "", ("business_id", "review_count")),
    Signature(
        CSV_REVIEWS, "reviews import csv", ("site", "review_id", "practitioner", "written_on")
    ),
)


@cache
def list_signatures() -> tuple[Signature, ...]:
    """Every known kind of file: those above, and one for each map of a state's licences."""
    licences = (
        Signature(one.description, f"registry import {one.key}", one.marks)
        for one in read_licence_maps()
    )
    return (*_OWN_SIGNATURES, *_REVIEW_SIGNATURES, *licences)


def recognise(names: Iterable[str]) -> Signature | None:
    """The kind of file that has all these columns; of several, the one with the most marks."""
    keys = {column_key(name) for name in names}
    fitting = [one for one in list_signatures() if keys.issuperset(map(column_key, one.marks))]
    return max(fitting, key=lambda one: len(one.marks), default=None)


def refuse_header(header: Sequence[str], wanted: str, missing: Sequence[str]) -> InvalidValueError:
    """The error for a file that lacks columns: what it looks like, or what it lacks.

    `wanted` describes the file that is needed.
    """
    known = recognise(header)
    if known is not None and known.description != wanted:
        way = f" Import it with: flask --app wsgi {known.command} FILE" if known.command else ""
        return InvalidValueError(f"This is {known.description}, but {wanted} is needed.{way}")
    if len(header) < 2 or len(missing) > MOST_MISSING_TO_NAME:
        first_columns = ", ".join(header[:3]) or "nothing"
        return InvalidValueError(
            f"This is not {wanted}: its first line begins with {first_columns[:80]!r}."
        )
    listed = "; ".join(missing)
    return InvalidValueError(f"This looks like {wanted}, but it lacks the columns: {listed}.")


def refuse_names(document: Mapping[str, object], wanted: str) -> InvalidValueError:
    """The error for a JSON document of another kind: what it looks like by its members."""
    return refuse_header(list(document), wanted, ["?"] * (MOST_MISSING_TO_NAME + 1))
