"""Finds the ranking lab: simulator, judge and rules of thumb, which live outside this project."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

_DEFAULT = Path(__file__).parents[1] / "../shared/ranking-lab"


def open_ranking_lab() -> None:
    """Makes the lab's modules importable from the folder named by RANKING_LAB, or ends."""
    lab = Path(os.environ.get("RANKING_LAB", _DEFAULT)).resolve()
    if not (lab / "world.py").is_file():
        sys.exit(f"No world.py in {lab}: set RANKING_LAB to the ranking lab's folder.")
    sys.path.insert(0, str(lab))
    sys.dont_write_bytecode = True


def lab_module(name: str) -> ModuleType:
    """One of the lab's modules, after `open_ranking_lab`."""
    return importlib.import_module(name)
