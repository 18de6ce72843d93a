"""The README's tables are those of the code, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from directory.config import SETTINGS

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
README = (PROJECT_FOLDER / "README.md").read_text("utf-8")


def read_table(heading: str) -> dict[str, str]:
    """The rows of the table under a heading: what is in backquotes, and its explanation."""
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `(.+?)` \| (.+) \|$", section, re.MULTILINE))


def test_the_settings_are_those_of_the_code() -> None:
    assert read_table("Settings") == SETTINGS


def test_the_commands_are_those_of_the_makefile() -> None:
    makefile = (PROJECT_FOLDER / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):.*?## (.*)$", makefile, re.MULTILINE)
    assert read_table("Commands") == {f"make {target}": text for target, text in targets}


def test_the_links_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (PROJECT_FOLDER / link).exists()] == []


def test_the_files_named_exist() -> None:
    named = re.findall(r"`((?:directory|search_index|templates|seed_data|docs)/[\w/.]*)`", README)
    assert named
    assert [name for name in named if not (PROJECT_FOLDER / name).exists()] == []
