"""The only right to write, as a document of the cluster that ends by itself when its owner dies.

Whoever takes it raises the revision; each document is written with the revision as its external
version, so that what a writer sends who has lost the lease without knowing replaces nothing newer.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError

from search_index.errors import IndexBusyError

WRITER_WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.1
_LEASE_SECONDS = 60.0
_RENEWED_SECONDS = 10.0
_DOCUMENT = "state"

PATIENTLY = {"request_timeout": 60}
"""For what changes the cluster itself, in seconds; a search waits less and asks another node."""

_LAYOUT = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-all"},
    "mappings": {"dynamic": False},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What holds now: `built_at` in ISO 8601, `owner` whoever writes, until a time of the clock."""

    generation: int = 0
    revision: int = 0
    built_at: str = ""
    owner: str = ""
    owned_until: float = 0.0

    @classmethod
    def read(cls, client: OpenSearch, index: str) -> tuple[Self, dict[str, int]]:
        """The state, and what a change of it must name so that nobody else has changed it."""
        try:
            found = client.get(index=index, id=_DOCUMENT)
        except NotFoundError:
            return cls(), {}
        kept = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return cls(**found["_source"]), kept


@dataclass
class Lease:
    """A lease that is held. Raises IndexBusyError once it is lost."""

    client: OpenSearch
    index: str
    state: State
    _kept: dict[str, int]
    _renewed_at: float = field(default_factory=time.monotonic)

    def renew(self) -> None:
        """Keep the lease while a long change goes on; to be called often."""
        if time.monotonic() - self._renewed_at > _RENEWED_SECONDS:
            self.put(replace(self.state, owned_until=time.time() + _LEASE_SECONDS))

    def put(self, state: State) -> None:
        """Make this the state."""
        kept = _try_to_write(self.client, self.index, state, self._kept)
        if kept is None:
            raise IndexBusyError(
                "Another process took over the writing of the index in OpenSearch; "
                "try again when it is done."
            )
        self.state, self._kept = state, kept
        self._renewed_at = time.monotonic()


@contextmanager
def writer_lease(client: OpenSearch, index: str) -> Iterator[Lease]:
    """Hold the only right to write. Raises IndexBusyError after the wait."""
    if not client.indices.exists(index=index):
        client.indices.create(
            index=index, body=_LAYOUT, params={"ignore": 400, **PATIENTLY}
        )  # made already
    lease = _take(client, index, secrets.token_hex(8))
    try:
        yield lease
    finally:
        lease.put(replace(lease.state, owner="", owned_until=0.0))


def _take(client: OpenSearch, index: str, owner: str) -> Lease:
    give_up_at = time.monotonic() + WRITER_WAIT_SECONDS
    while True:
        before, kept = State.read(client, index)
        if before.owned_until <= time.time():
            state = replace(
                before,
                revision=before.revision + 1,
                owner=owner,
                owned_until=time.time() + _LEASE_SECONDS,
            )
            taken = _try_to_write(client, index, state, kept)
            if taken is not None:
                return Lease(client, index, state, taken)
        if time.monotonic() >= give_up_at:
            raise IndexBusyError(
                f"Another process has been writing the index in OpenSearch for "
                f"{WRITER_WAIT_SECONDS:g} seconds; nothing was changed, try again when it is done."
            )
        time.sleep(_POLL_SECONDS)


def _try_to_write(
    client: OpenSearch, index: str, state: State, kept: dict[str, int]
) -> dict[str, int] | None:
    """Change the state; None when somebody else has changed it.

    The client sends again what it has no answer to; then our own state stands in the way of ours.
    """
    parameters: dict[str, Any] = kept or {"op_type": "create"}
    try:
        written = client.index(index=index, id=_DOCUMENT, body=asdict(state), params=parameters)
    except ConflictError:
        found, found_kept = State.read(client, index)
        return found_kept if found == state else None
    return {"if_seq_no": written["_seq_no"], "if_primary_term": written["_primary_term"]}
