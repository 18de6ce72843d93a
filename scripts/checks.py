"""What a script that tries something found, line by line."""

from __future__ import annotations

import sys


class Checks:
    """Prints each finding, and knows how the script ends."""

    def __init__(self) -> None:
        self._failed = 0

    def expect(self, words: str, is_so: bool) -> None:
        """Note whether something is as it should be."""
        self._failed += not is_so
        print(f"{'ok  ' if is_so else 'FAIL'}  {words}", flush=True)

    def end(self) -> None:
        """End the script: with 1 where anything was not as it should be."""
        sys.exit(1 if self._failed else 0)
