"""The commands of docs/operations.md that install a host, as they stand there."""

from __future__ import annotations

import re

from directory.config import PROJECT_FOLDER

CODE = "/usr/src/skilled-hand"
"""Where the code lies that is cloned."""

STARTS = "systemctl enable"


def _read_section() -> str:
    text = (PROJECT_FOLDER / "docs" / "operations.md").read_text("utf-8")
    return text.partition("\n## Installing on one host\n")[2].partition("\n## ")[0]


def read_installation() -> tuple[str, str, str, str]:
    """What installs, what starts, what makes a database, and what runs a command of the site."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", _read_section(), re.MULTILINE | re.DOTALL)
    install, database, command = blocks
    lines = install.replace("git clone … ", f"git clone --quiet {CODE} ").splitlines()
    start = [line for line in lines if line.startswith(STARTS)]
    others = [line for line in lines if not line.startswith(STARTS)]
    return "\n".join(others), "\n".join(start), database, command


def read_setting(name: str) -> str:
    """What a setting is there said to be."""
    [value] = re.findall(rf"`{name}=([^`…]+)`", _read_section())
    return str(value)
