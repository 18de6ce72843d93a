"""The search index of practitioners: what is indexed, asked, and answered, whatever the backend.

Knows the engines and columns of numbers; knows nothing of the directory's web pages or database.
"""

from search_index.documents import (
    OVERALL,
    DocumentLocation,
    PractitionerDocument,
    SkillPoints,
)
from search_index.errors import (
    DocumentError,
    IndexBusyError,
    IndexCorruptError,
    IndexMissingError,
    IndexUnavailableError,
    IndexUrlError,
    SearchIndexError,
    SearchQueryError,
)
from search_index.fallback_index import FallbackIndex
from search_index.health import IndexHealth
from search_index.index import SearchIndex, open_index
from search_index.page import FacetCount, Hit, SearchPage, Tier
from search_index.query import Place, SearchQuery, Sort
from search_index.words import WordUse

__all__ = [
    "OVERALL",
    "DocumentError",
    "DocumentLocation",
    "FacetCount",
    "FallbackIndex",
    "Hit",
    "IndexBusyError",
    "IndexCorruptError",
    "IndexHealth",
    "IndexMissingError",
    "IndexUnavailableError",
    "IndexUrlError",
    "Place",
    "PractitionerDocument",
    "SearchIndex",
    "SearchIndexError",
    "SearchPage",
    "SearchQuery",
    "SearchQueryError",
    "SkillPoints",
    "Sort",
    "Tier",
    "WordUse",
    "open_index",
]
