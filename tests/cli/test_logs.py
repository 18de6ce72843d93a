"""The log of a process: every line of it in the one form, and each once."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.fixtures.sites import PROJECT_FOLDER

PROGRAM = """
import logging
from directory.schema import alembic
from directory.logs import configure_logs

configure_logs("info")
logging.getLogger("alembic.runtime.migration").info("Will assume transactional DDL.")
logging.getLogger("sqlalchemy.pool").warning("A connection was lost.")
"""


def test_libraries_write_no_lines_of_their_own() -> None:
    done = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", PROGRAM],
        cwd=PROJECT_FOLDER,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["message"] for line in lines] == ["A connection was lost."]
