"""The formats of reviews that can be imported: what each is, its terms, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.sources.csv_reviews import read_csv_reviews
from directory.sources.files import OpenFile, open_table
from directory.sources.google_business import read_google_business
from directory.sources.google_takeout import read_google_takeout
from directory.sources.review_records import ReviewEntry
from directory.sources.schema_org_reviews import read_schema_org_reviews
from directory.sources.yelp import read_yelp

SITE_NAMES = {"google": "Google", "yelp": "Yelp"}
"""Names of sites whose key is not their name."""


@dataclass(frozen=True, slots=True)
class ReviewFormat:
    """One format. `terms` say under what they may be used, `adds` what they are."""

    key: str
    name: str
    link: str
    adds: str
    terms: str
    member_pattern: str
    read: Callable[[OpenFile], Iterator[ReviewEntry]]

    def open(self, path: Path) -> AbstractContextManager[OpenFile]:
        """Open an export itself, gzipped, or inside a zip archive."""
        return open_table(path, self.member_pattern)


def list_review_formats() -> tuple[ReviewFormat, ...]:
    """Every format that can be imported."""
    return _FORMATS


def get_review_format(key: str) -> ReviewFormat:
    """The format of this key. Raises NotFoundError."""
    for one in _FORMATS:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in _FORMATS)
    raise NotFoundError(
        N_(
            "There is no format of reviews %(key)s. Known are: %(known)s.",
            key=repr(key),
            known=known,
        )
    )


def name_site(site: str) -> str:
    """The name of a site as pages show it."""
    return SITE_NAMES.get(site, site)


def _read_google_business(opened: OpenFile) -> Iterator[ReviewEntry]:
    is_lines = opened.name.casefold().endswith((".jsonl", ".ndjson"))
    return read_google_business(opened.stream, is_lines=is_lines)


_FORMATS = (
    ReviewFormat(
        key="google_business",
        name=N_("Google Business Profile API"),
        link="https://developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews",
        adds=N_("Reviews of a place on Google, with the owner’s replies, exported by its owner."),
        terms=N_("Only with the authorisation of the profile’s owner, under the API’s terms."),
        member_pattern=r".*\.(json|jsonl|ndjson)",
        read=_read_google_business,
    ),
    ReviewFormat(
        key="google_takeout",
        name=N_("Google Takeout, your reviews"),
        link="https://takeout.google.com/",
        adds=N_("Reviews that somebody wrote on Google, exported by themselves."),
        terms=N_("The reviewer’s own data; only with their consent."),
        member_pattern=r"Reviews\.json",
        read=lambda opened: read_google_takeout(opened.stream),
    ),
    ReviewFormat(
        key="yelp",
        name=N_("Yelp Open Dataset"),
        link="https://business.yelp.com/data/resources/open-dataset/",
        adds=N_("Reviews of places on Yelp."),
        terms=N_("Under Yelp’s dataset licence: academic use only, not for public display."),
        member_pattern=r".*review.*\.json",
        read=lambda opened: read_yelp(opened.stream),
    ),
    ReviewFormat(
        key="schema_org",
        name=N_("schema.org reviews in a saved page"),
        link="https://schema.org/Review",
        adds=N_("Reviews that a page carries for search engines; each host is a site of its own."),
        terms=N_("Under the terms of the page’s site; the operator has to have its permission."),
        member_pattern=r".*\.html?",
        read=lambda opened: read_schema_org_reviews(opened.stream),
    ),
    ReviewFormat(
        key="csv",
        name=N_("Table of reviews"),
        link="https://www.rfc-editor.org/rfc/rfc4180",
        adds=N_("Reviews of any site, in the columns that the documentation describes."),
        terms=N_("Under whatever terms the operator has them."),
        member_pattern=r".*\.csv",
        read=lambda opened: read_csv_reviews(opened.stream),
    ),
)
