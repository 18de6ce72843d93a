"""Migrations keep the code of the release before running: they add, and take away a release later.

See docs/decisions/0143: a migration that takes away what the last release still used would break
the hosts that are not upgraded yet. `CONTRACTS = "why nothing uses it any more"` allows it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
LAST_BEFORE_THE_RULE = "0028"
MARK = "CONTRACTS"
LESSENING = frozenset({"drop_table", "drop_column", "rename_table"})
LESSENING_WORDS = ("DROP TABLE", "DROP COLUMN", "RENAME ")


def find_upgrade(text: str) -> ast.FunctionDef | None:
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return next((function for function in functions if function.name == "upgrade"), None)


def is_marked(text: str) -> bool:
    return any(
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == MARK
        for node in ast.parse(text).body
    )


def read_keywords(call: ast.Call) -> dict[str, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg}


def list_breaches(text: str) -> Iterator[str]:
    """What in `upgrade` the code of the release before could not live with."""
    upgrade = find_upgrade(text)
    for node in ast.walk(upgrade) if upgrade else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (words for words in LESSENING_WORDS if words in node.value.upper())
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, keywords = node.func.attr, read_keywords(node)
        if name in LESSENING:
            yield name
        if name == "alter_column":
            if keywords.get("nullable") == "False":
                yield "alter_column to NOT NULL"
            yield from (
                f"alter_column: {key}" for key in ("new_column_name", "type_") if key in keywords
            )
        if name == "add_column":
            columns = [part for part in node.args if isinstance(part, ast.Call)]
            column = read_keywords(columns[0]) if columns else {}
            if column.get("nullable") == "False" and "server_default" not in column:
                yield "add_column NOT NULL without server_default"


def test_new_migrations_take_nothing_away_that_running_code_uses() -> None:
    breaches = {
        file.name: sorted(set(list_breaches(text)))
        for file in sorted(FOLDER.glob("[0-9]*.py"))
        if file.name[:4] > LAST_BEFORE_THE_RULE and not is_marked(text := file.read_text("utf-8"))
    }
    assert {name: found for name, found in breaches.items() if found} == {}, (
        "Expand now and contract a release later, or say with CONTRACTS why it breaks nobody: "
        "docs/decisions/0143"
    )


@pytest.mark.parametrize(
    ("statement", "breach"),
    [
        ('op.drop_column("review", "text")', "drop_column"),
        ('batch_op.alter_column("text", nullable=False)', "alter_column to NOT NULL"),
        ('batch_op.alter_column("a", new_column_name="b")', "alter_column: new_column_name"),
        ('op.execute("ALTER TABLE a RENAME TO b")', "RENAME "),
        (
            'op.add_column("a", sa.Column("b", sa.Integer(), nullable=False))',
            "add_column NOT NULL without server_default",
        ),
        ('op.add_column("a", sa.Column("b", sa.Integer(), nullable=True))', None),
        (
            'op.add_column("a", sa.Column("b", sa.Integer(), nullable=False, server_default="0"))',
            None,
        ),
        ('op.create_table("a", sa.Column("b", sa.Integer(), nullable=False))', None),
    ],
)
def test_the_rule_knows_what_takes_away(statement: str, breach: str | None) -> None:
    found = list(list_breaches(f"def upgrade():\n    {statement}\n"))
    assert found == ([breach] if breach else [])
    assert is_marked('CONTRACTS = "nothing uses it since 0031"\n')
