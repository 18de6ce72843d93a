"""A demo served for a script: made anew, or a copy of the one that `DATA_DIR` names."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fixtures.sites import RunningSite, copy_site, run_flask, serve, site_environment


@contextmanager
def served_demo(**settings: str) -> Iterator[RunningSite]:
    """Serve it with these settings until the end of the block."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        if existing := os.environ.get("DATA_DIR"):
            copy_site(Path(existing), folder)
        done = run_flask("setup", environment=site_environment(folder))
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
        with serve(folder, **settings) as site:
            yield site
