"""Reads `checklist.toml`: the questions for a consultation."""

from __future__ import annotations

from pathlib import Path

from directory.domain.checklist import Checklist, Fact, Question, Topic
from directory.sources.toml_entries import EntryFields, read_entries


def read_checklist(folder: Path) -> Checklist:
    """The questions of a folder's file. Raises InvalidValueError naming file and entry."""
    return Checklist(read_entries(folder / "checklist.toml", _read_question))


def _read_question(key: str, fields: EntryFields) -> Question:
    return Question(
        key=key,
        topic=fields.choice("topic", Topic),
        text=fields.read("text", str),
        why=fields.read("why", str),
        fact=fields.choice("fact", Fact) if fields.has("fact") else None,
    )
