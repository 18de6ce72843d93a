"""How styles are kept: colours in one file, sides by the direction of writing, nothing unused."""

from __future__ import annotations

import re
from pathlib import Path

from directory.web.shared_styles import SHARED_STYLES

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
CSS_FOLDER = PROJECT_FOLDER / "static" / "css"
TOKENS = CSS_FOLDER / "tokens.css"
COLOUR = re.compile(r":[^;{}]*(#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\()")
SIDE = re.compile(
    r"^\s*((?:margin|padding|border)-(?:left|right)[\w-]*|left|right)\s*:"
    r"|text-align:\s*(?:left|right)|float:\s*(?:left|right)",
    re.MULTILINE,
)


def read_styles() -> dict[str, str]:
    """Each stylesheet by its name, without its comments."""
    return {
        file.name: re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
        for file in sorted(CSS_FOLDER.glob("*.css"))
    }


def test_colours_are_named_in_one_file() -> None:
    found = {
        name: COLOUR.findall(text) for name, text in read_styles().items() if name != TOKENS.name
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_sides_follow_the_direction_of_writing() -> None:
    found = {name: SIDE.findall(text) for name, text in read_styles().items()}
    assert {name: sides for name, sides in found.items() if sides} == {}


def test_every_token_is_defined_and_used() -> None:
    styles = read_styles()
    defined = set(re.findall(r"(--[\w-]+)\s*:", styles[TOKENS.name]))
    used = {token for text in styles.values() for token in re.findall(r"var\((--[\w-]+)", text)}
    assert used - defined == set()
    assert defined - used == set()


def test_every_stylesheet_and_script_is_asked_for_by_a_page() -> None:
    templates = "".join(
        file.read_text("utf-8") for file in (PROJECT_FOLDER / "templates").rglob("*.html")
    )
    asked = set(re.findall(r"static_url\('((?:css|js)/[\w-]+\.\w+)'\)", templates))
    asked |= {f"css/{name}.css" for name in SHARED_STYLES}
    there = {
        f"{folder}/{file.name}"
        for folder in ("css", "js")
        for file in (PROJECT_FOLDER / "static" / folder).iterdir()
        if file.is_file()
    }
    assert there == asked


def test_cells_of_a_table_that_becomes_blocks_carry_the_label_of_their_column() -> None:
    unlabelled = {}
    for file in sorted((PROJECT_FOLDER / "templates").rglob("*.html")):
        for table in re.findall(
            r'<table class="[^"]*data-stacked.*?</table>', file.read_text("utf-8"), re.DOTALL
        ):
            cells = len(re.findall(r"<td\b(?![^>]*data-label)", table))
            columns_of_buttons = len(re.findall(r"<th [^>]*><span class=.visually-hidden", table))
            if cells > columns_of_buttons:
                unlabelled[file.name] = cells
    assert unlabelled == {}
