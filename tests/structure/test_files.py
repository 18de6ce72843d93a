"""How files are kept: each says what it holds, none grows too long, none is called utils."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
CODE_FOLDERS = (
    "benchmarks",
    "directory",
    "migrations",
    "scripts",
    "search_index",
    "static",
    "templates",
    "tests",
)
WRITTEN_BY_PEOPLE = {".py", ".html", ".css", ".js", ".sh"}
LONGEST = 400
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "shared"}


def list_files() -> Iterator[Path]:
    """Every file that people wrote as code, without what others wrote (`vendor`)."""
    for folder in CODE_FOLDERS:
        for file in sorted((PROJECT_FOLDER / folder).rglob("*")):
            if file.suffix in WRITTEN_BY_PEOPLE and "vendor" not in file.parts:
                yield file
    yield from sorted(PROJECT_FOLDER.glob("*.py"))


def named(files: list[Path]) -> list[str]:
    return [str(file.relative_to(PROJECT_FOLDER)) for file in files]


def test_every_module_says_what_it_holds() -> None:
    silent = [
        file
        for file in list_files()
        if file.suffix == ".py"
        and file.stat().st_size
        and not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert named(silent) == []


def test_no_file_grows_beyond_what_can_be_read_at_once() -> None:
    long = [file for file in list_files() if len(file.read_text("utf-8").splitlines()) > LONGEST]
    assert named(long) == []


def test_no_name_says_nothing() -> None:
    names = [file.relative_to(PROJECT_FOLDER).with_suffix("") for file in list_files()]
    assert [str(name) for name in names if EMPTY_NAMES & set(name.parts)] == []


@pytest.mark.parametrize(
    "script", [".ci/run", "scripts/install_packages.sh", "scripts/install_system_packages.sh"]
)
def test_scripts_can_be_run(script: str) -> None:
    assert os.access(PROJECT_FOLDER / script, os.X_OK)
