"""Signals that reach a process in the first moment after its fork."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

FORK = """
import os, signal, sys
from directory.signals_of_forks import end_forks_when_told
told = signal.Signals(int(sys.argv[1]))
signal.signal(told, lambda *_: None)  # the parent's own, which the child must not lose it on
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), told))
end_forks_when_told()
child = os.fork()
if child == 0:
    os._exit(0)
_, status = os.waitpid(child, 0)
os.kill(os.getpid(), told)  # whose parent still takes it
print(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM])
def test_a_child_ends_by_a_signal_that_came_before_it_had_handlers(told: signal.Signals) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", FORK, str(int(told))], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"-{int(told)}\n", "")
