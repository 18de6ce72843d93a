"""docs/security.md has every line of the standard, and names only tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT_FOLDER = Path(__file__).parents[2]
PAGE = PROJECT_FOLDER / "docs" / "security.md"
STATES = {"met", "operator", "none", "differs", "open"}
LINES_OF_CHAPTERS = {  # of OWASP ASVS 5.0, levels 1 and 2
    **{1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9},
    **{13: 13, 14: 9, 15: 13, 16: 16, 17: 7},
}


def list_rows() -> list[list[str]]:
    lines = PAGE.read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if re.fullmatch(r"\d+\.\d+\.\d+", row[0])]


def test_every_line_of_the_standard_is_there_once() -> None:
    numbers = [row[0] for row in list_rows()]
    assert len(numbers) == len(set(numbers)) == 253
    by_chapter = {
        chapter: sum(number.startswith(f"{chapter}.") for number in numbers)
        for chapter in LINES_OF_CHAPTERS
    }
    assert by_chapter == LINES_OF_CHAPTERS


def test_every_line_has_a_state_and_a_reason() -> None:
    for number, state, how in list_rows():
        assert state in STATES, number
        assert how, number


@pytest.fixture(scope="module")
def named() -> set[tuple[str, str]]:
    return set(re.findall(r"`([a-z_]+/test_\w+\.py)(?:::(test_\w+))?`", PAGE.read_text("utf-8")))


def test_the_tests_named_exist(named: set[tuple[str, str]]) -> None:
    assert len(named) > 80
    for file, test in sorted(named):
        tree = ast.parse((PROJECT_FOLDER / "tests" / file).read_text("utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert not test or test in names, f"{file} has no {test}"
