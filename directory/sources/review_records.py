"""What every reader of reviews yields: a review as its site shows it, or a broken row.

Names of reviewers are not kept: `author_key` serves to tell reviewers apart and is hashed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from directory.sources.records import RowError, SkippedRow


@dataclass(frozen=True, slots=True)
class SiteScale:
    """The ratings that a site gives, from worst to best."""

    lowest: float = 1.0
    highest: float = 5.0


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """One review of one subject on one site.

    `site` is the key of the site, `subject` the site's own key of whom or what is reviewed.
    `text` is the original, never a translation. `is_deleted`: the site says that it is gone.
    """

    line: int
    site: str
    external_id: str
    subject: str
    subject_name: str
    rating: float | None
    text: str
    written_on: date
    scale: SiteScale = SiteScale()
    link: str = ""
    author_key: str = ""
    language: str = ""
    reply: str = ""
    replied_on: date | None = None
    is_deleted: bool = False


ReviewEntry = ReviewRecord | SkippedRow | RowError
