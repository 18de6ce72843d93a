"""The cluster by its address: a client that tries the next node, and its errors in our words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnectionError
from opensearchpy.exceptions import ImproperlyConfigured, TransportError
from urllib3 import Timeout

from search_index.errors import (
    IndexCorruptError,
    IndexMissingError,
    IndexUnavailableError,
    IndexUrlError,
)
from search_index.forks import forget_in_children

_PATIENCE = Timeout(connect=2, read=10)
"""Seconds; a node that went silent refuses no connection, and there are others to ask."""
_ATTEMPTS_PER_NODE = 2
_AWAY = frozenset({429, 502, 503, 504})
FORMAT = 3
_FORM = "it must be like opensearch://HOST:PORT,HOST:PORT/PREFIX"


class Cluster:
    """The nodes and the prefix that an address names. A process forked off makes its own client."""

    def __init__(self, url: str) -> None:
        """Read the address; no node is asked. Raises IndexUrlError."""
        parts = urlsplit(url)
        access, _, hosts = parts.netloc.rpartition("@")
        self.prefix = parts.path.strip("/")
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", self.prefix):
            raise IndexUrlError(
                f"{self.prefix!r} cannot begin the names of indexes; {_FORM}, the prefix in small "
                "letters, digits, - and _."
            )
        self.hosts = [_read_host(host) for host in hosts.split(",")]
        user, _, password = access.partition(":")
        self._options: dict[str, Any] = {
            "hosts": self.hosts,
            "http_auth": (unquote(user), unquote(password)) if access else None,
            "use_ssl": parts.scheme.endswith("+https"),
            "timeout": _PATIENCE,
            "max_retries": _ATTEMPTS_PER_NODE * len(self.hosts),
            "retry_on_timeout": True,
            "retry_on_status": sorted(_AWAY),
        }
        self.forget()
        forget_in_children(self)

    def forget(self) -> None:
        self._client: OpenSearch | None = None

    @property
    def alias(self) -> str:
        """The name under which the valid generation is searched. The number is the format's."""
        return f"{self.prefix}-v{FORMAT}"

    @property
    def state_index(self) -> str:
        return f"{self.prefix}-state"

    def index_of(self, generation: int) -> str:
        return f"{self.alias}-{generation}"

    @contextmanager
    def asked(self) -> Iterator[OpenSearch]:
        """A client. What goes wrong with it becomes a SearchIndexError."""
        client = self._client
        if client is None:
            client = self._client = OpenSearch(**self._options)
        try:
            yield client
        except (NoConnectionError, ImproperlyConfigured) as error:
            raise IndexUnavailableError(
                f"No OpenSearch node of the search index answers ({type(error).__name__})."
            ) from error
        except TransportError as error:
            raise _as_ours(error) from error

    def close(self) -> None:
        """Let go of connections; the next use opens them again."""
        self._client = None


def _read_host(text: str) -> dict[str, Any]:
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise IndexUrlError(f"{text!r} is no host with a port; {_FORM}.")
    return {"host": host, "port": int(port)}


def _as_ours(error: TransportError) -> Exception:
    if error.status_code in _AWAY:
        return IndexUnavailableError(
            f"The OpenSearch cluster of the search index cannot answer now ({error.error})."
        )
    if error.status_code == 404:
        return IndexMissingError(
            "There is no search index in OpenSearch yet; rebuild it from the database."
        )
    return IndexCorruptError(
        f"The index in OpenSearch refuses to be used ({error.error}); rebuild the index."
    )
