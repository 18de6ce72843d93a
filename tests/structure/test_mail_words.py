"""Whatever a mail says is marked for translation, except what is filled in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from directory.config import PROJECT_FOLDER

MARKS = {"N_", "NN_"}
WORDS_OF_MAIL = {"subject", "paragraphs"}


def list_unmarked_words(file: Path) -> Iterator[str]:
    """Texts that a call of `queue_mail` is given without a mark."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "queue_mail":
            for keyword in node.keywords:
                if keyword.arg in WORDS_OF_MAIL:
                    yield from list_texts(keyword.value)


def list_texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from list_texts(child)


def test_no_mail_has_words_that_cannot_be_translated() -> None:
    files = sorted((PROJECT_FOLDER / "directory").rglob("*.py"))
    unmarked = [(file.name, text) for file in files for text in list_unmarked_words(file)]
    assert unmarked == []
