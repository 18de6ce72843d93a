"""Signals that end a process, for one that was just forked off.

A child begins with its parent's handlers until it has set its own. A signal in between would be
lost on them: here it waits until the child has the system's own ways, and then ends it.
"""

from __future__ import annotations

import os
import signal

ENDING = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)


def end_forks_when_told() -> None:
    """Have each process forked off this one end by these signals, from its first moment on."""
    os.register_at_fork(
        before=_hold_back, after_in_parent=_let_through, after_in_child=_take_the_usual_ways
    )


def _hold_back() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)


def _let_through() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def _take_the_usual_ways() -> None:
    for told in ENDING:
        signal.signal(told, signal.SIG_DFL)
    _let_through()
