"""Errors of the search index. Each says what is wrong and what to do about it."""


class SearchIndexError(Exception):
    """Base of everything the search index raises on purpose."""


class IndexUrlError(SearchIndexError):
    """The address of the index names no backend we have, or no usable folder."""


class IndexMissingError(SearchIndexError):
    """There is no index at the address yet; a rebuild makes it."""


class IndexCorruptError(SearchIndexError):
    """The files of the index cannot be trusted; a rebuild replaces them."""


class IndexBusyError(SearchIndexError):
    """Another process is writing the index; nothing was changed, try again later."""


class IndexUnavailableError(SearchIndexError):
    """The engine that keeps the index does not answer; try again when it does."""


class _InvalidValueError(SearchIndexError, ValueError):
    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class SearchQueryError(_InvalidValueError):
    """A search asks for something that has no meaning, such as a latitude of 95."""


class DocumentError(_InvalidValueError):
    """A practitioner's document holds something that cannot be indexed."""
