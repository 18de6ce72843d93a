"""The dictionary of the open data as people read it: Markdown, a section for each table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from directory.exports.open_data.dictionary import Column, Table


def write_dictionary(tables: Iterable[Table]) -> str:
    """The dictionary of these tables."""
    return "\n".join(line for table in tables for line in _section(table))


def describe_values(column: Column) -> str:
    """What may stand in a column beyond its kind; empty where anything may."""
    if column.code_list:
        return f"Codes: {column.code_list}."
    return f"One of: {', '.join(column.choices)}." if column.choices else ""


def _section(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n"
    yield f"{table.words} Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | kind | what it is |"
    yield "|---|---|---|"
    for column in table.columns:
        kind = column.kind if column.is_required else f"{column.kind}, may be missing"
        words = " ".join(filter(None, (column.words, describe_values(column))))
        yield f"| `{column.name}` | {kind} | {words} |"
    yield ""
