"""What a process forked off must not share with its parent: locks, open files, connections.

It is forgotten in the child before any of its threads runs. Looking at the process's number when
next used is not enough: threads that look at once would each forget what another already holds.
"""

import os
from typing import Protocol
from weakref import WeakSet


class Forgetful(Protocol):
    """Holds what belongs to one process."""

    def forget(self) -> None:
        """Let go of everything and begin anew; nothing is closed, for the parent still uses it."""


_holders: WeakSet[Forgetful] = WeakSet()


def forget_in_children(holder: Forgetful) -> None:
    """Have the holder `forget` in each process forked off this one, for as long as it lives."""
    _holders.add(holder)


def _forget_all() -> None:
    for holder in list(_holders):
        holder.forget()


os.register_at_fork(after_in_child=_forget_all)
