"""Small lists of codes and what they mean, from `seed_data/registries/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

REGISTRIES_FOLDER = Path(__file__).resolve().parents[2] / "seed_data" / "registries"


@cache
def read_code_list(name: str) -> Mapping[str, str]:
    """The words for each code of a list."""
    with (REGISTRIES_FOLDER / f"{name}.toml").open("rb") as file:
        return {str(code): str(words) for code, words in tomllib.load(file).items()}
