"""Sentences in code are messages, so that what a rule says is not English on a page in Spanish.

Looked at are the modules that mark any message: whoever speaks to people in one sentence does so in
all. A module that only staff or programs read marks nothing, or stands in a list here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from directory.config import PROJECT_FOLDER

CODE = PROJECT_FOLDER / "directory"
MARKS = frozenset({"N_", "NN_", "_", "gettext", "ngettext", "lazy_gettext"})
IMPORT_OF_MARKS = re.compile(r"^from .* import .*\bNN?_|^from flask_babel import", re.MULTILINE)
SENTENCE = re.compile(r"(?:[A-Z“]|\{\})\S* \S+ .*[a-z}][.?!:]", re.DOTALL)

KEY = re.compile("[a-z_]+")

ENGLISH_FOLDERS = ("cli", "exports", "services/demo", "web/api")
"""The command line, files for programs with their descriptions, and what invented people wrote."""

ENGLISH_FILES = frozenset(
    {
        "config.py",
        "domain/geography.py",
        "services/claim_decisions.py",
        "services/credential_decisions.py",
        "services/profile_edit_decisions.py",
        "services/treatment_log_decisions.py",
        "web/credentials.py",
        "web/report_words.py",
    }
)
"""Settings, coordinates that only programs give, and what is answered to the staff."""


def list_sentences(node: ast.AST) -> Iterator[str]:
    """Sentences that are no messages; docstrings and what goes into the log are none."""
    if isinstance(node, ast.Call) and _is_mark_or_log(node.func):
        for keyword in node.keywords:
            yield from list_sentences(keyword.value)
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if (text := _read_text(node)) is not None:
        if SENTENCE.fullmatch(text):
            yield text
        return
    for child in ast.iter_child_nodes(node):
        yield from list_sentences(child)


def list_labels(code: ast.AST) -> Iterator[str]:
    """Labels of form fields that are no messages."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Field"):
            for text in filter(None, map(_read_text, node.args[:1])):
                if not KEY.fullmatch(text):
                    yield text


def list_forgotten_choices(code: ast.AST) -> Iterator[str]:
    """Values of a mapping that are no messages, though others beside them are."""
    for node in ast.walk(code):
        if isinstance(node, ast.Dict):
            marked = [isinstance(v, ast.Call) and _is_mark_or_log(v.func) for v in node.values]
            texts = map(_read_text, node.values)
            yield from (text for text in texts if any(marked) and text)


def _is_mark_or_log(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in MARKS
    return isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "logger"


def _read_text(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(_read_text(part) or "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def speaks_to_everybody(file: Path) -> bool:
    name = file.relative_to(CODE).as_posix()
    return name not in ENGLISH_FILES and not name.startswith(ENGLISH_FOLDERS)


def test_sentences_without_a_mark_are_noticed() -> None:
    code = (
        '"""A docstring of some words."""\n'
        'logger.warning("Nobody on a page reads this.")\n'
        'raise Wrong(N_("This is marked for all.", more=f"{most} are the most."))\n'
        'raise Wrong(f"At most {most} can be taken.")\n'
        'WHY = ("It is decided without hurry.", "a_key")\n'
    )
    assert list(list_sentences(ast.parse(code))) == [
        "{} are the most.",
        "At most {} can be taken.",
        "It is decided without hurry.",
    ]


def test_labels_without_a_mark_are_noticed() -> None:
    code = 'name = StringField("Your name")\nmail = EmailField(N_("Your address"))\n'
    assert list(list_labels(ast.parse(code))) == ["Your name"]


def test_choices_without_a_mark_beside_others_are_noticed() -> None:
    code = 'AGES = {"18": "18 to 29", "70": N_("70 or older")}\nKEYS = {"a": "b c", "d": "e"}\n'
    assert list(list_forgotten_choices(ast.parse(code))) == ["18 to 29"]


def test_modules_that_mark_messages_mark_all_of_them() -> None:
    found = {
        file.relative_to(CODE).as_posix(): bare
        for file in sorted(CODE.rglob("*.py"))
        if speaks_to_everybody(file)
        and IMPORT_OF_MARKS.search(text := file.read_text("utf-8"))
        and (
            bare := [
                *list_sentences(code := ast.parse(text)),
                *list_labels(code),
                *list_forgotten_choices(code),
            ]
        )
    }
    assert found == {}
