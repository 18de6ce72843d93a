"""Every module has a layer; `make layers`, a part of `make test`, checks the contracts themselves.

In the process of the tests import-linter would silence the loggers of the site.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parents[2]


def test_every_module_of_the_directory_has_a_layer() -> None:
    settings = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    placed = {name for layer in layers for name in layer.replace(" ", "").split("|")}
    modules = {
        f"directory.{path.stem}"
        for path in (PROJECT_FOLDER / "directory").iterdir()
        if not path.name.startswith("__")
    }
    assert modules - placed == set()
