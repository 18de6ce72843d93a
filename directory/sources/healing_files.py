"""Reads `healing.toml`: families of treatments and the phases in which skin heals after them."""

from __future__ import annotations

from pathlib import Path

from directory.domain.healing import HealingGuide, HealingPhase, TreatmentFamily
from directory.sources.toml_entries import EntryFields, read_entries


def read_healing_guide(folder: Path) -> HealingGuide:
    """The families of a folder's file. Raises InvalidValueError naming file and entry."""
    return HealingGuide(read_entries(folder / "healing.toml", _read_family))


def _read_family(key: str, fields: EntryFields) -> TreatmentFamily:
    return TreatmentFamily(
        key=key,
        name=fields.read("name", str),
        action=fields.read("action", str),
        treatment_keys=fields.texts("treatments"),
        phases=fields.entries("phases", _read_phase),
    )


def _read_phase(fields: EntryFields) -> HealingPhase:
    return HealingPhase(
        name=fields.read("name", str),
        first_day=fields.read("first_day", int),
        last_day=fields.read("last_day", int) if fields.has("last_day") else None,
        usual=fields.read("usual", str),
        care=fields.read("care", str),
        sun=fields.read("sun", str),
        seek_help=fields.read("seek_help", str),
    )
