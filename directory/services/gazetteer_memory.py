"""What was read of the gazetteer, remembered by each process until another one is loaded (0154)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from directory.services.gazetteer import get_gazetteer_version

ReadT = TypeVar("ReadT")

MOST_REMEMBERED = 300
"""What was used last; the longest are the names that begin with two letters, some 150 kB."""


class _Memory:
    """What is known of one gazetteer in one database."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.read: OrderedDict[Hashable, object] = OrderedDict()


_memories: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()
_lock = threading.Lock()


def remember(session: Session, what: Hashable, read: Callable[[], ReadT]) -> ReadT:
    """What `read` finds in the gazetteer's tables, or found before in the same gazetteer.

    `what` names it among everything that is remembered. Of tables of which nobody noted what they
    hold, nothing is kept.
    """
    version = get_gazetteer_version(session)
    if not version:
        return read()
    engine = session.get_bind().engine
    with _lock:
        memory = _memories.get(engine)
        if memory is None or memory.version != version:
            memory = _memories[engine] = _Memory(version)
        if what in memory.read:
            memory.read.move_to_end(what)
            known: ReadT = memory.read[what]  # type: ignore[assignment]  # as it was put there
            return known
    found = read()
    with _lock:
        memory.read[what] = found
        if len(memory.read) > MOST_REMEMBERED:
            memory.read.popitem(last=False)
    return found
