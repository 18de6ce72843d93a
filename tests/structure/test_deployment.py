"""The samples of deploy/: what they name exists, and the programs they are for accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from directory.app import create_app
from directory.config import SETTINGS
from scripts.nginx_sample import write_nginx
from tests.fixtures.databases import make_settings

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT_FOLDER / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
INSTALLED_AT = "/opt/skilled-hand"


def find_program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("file", [DEPLOY / "environment.sample", DEPLOY / "compose.yaml"])
def test_settings_that_are_set_exist(file: Path) -> None:
    named = re.findall(r"^[ #]*([A-Z_]+)[=:]", file.read_text("utf-8"), re.MULTILINE)
    others = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
    assert "SECRET_KEY" in named
    assert set(named) - set(SETTINGS) - others == set()


def test_commands_that_are_run_exist(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path))
    texts = [file.read_text("utf-8") for file in (*UNITS, DEPLOY / "compose.yaml")]
    commands = re.findall(
        r'flask"?,? (?:--app wsgi )?"?([a-z][a-z-]*(?: [a-z][a-z-]*)?)', "\n".join(texts)
    )
    assert {"setup", "worker", "backup create", "backup prune"} <= set(commands)
    for command in commands:
        done = app.test_cli_runner().invoke(args=[*command.split(), "--help"])
        assert done.exit_code == 0, command


def test_what_is_copied_into_the_image_is_there_and_is_enough() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = {
        name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()
    }
    assert [name for name in copied if not (PROJECT_FOLDER / name).exists()] == []
    assert {"directory", "search_index", "migrations", "seed_data", "templates"} <= copied


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # ours


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    program = find_program("systemd-analyze")
    for unit in UNITS:
        text = re.sub(r"^(Exec\w+)=/opt\S+", r"\1=/bin/true", unit.read_text("utf-8"), flags=re.M)
        (tmp_path / unit.name).write_text(text.replace(INSTALLED_AT, str(PROJECT_FOLDER)), "utf-8")
    said = run(program, "verify", *sorted(tmp_path.iterdir())).stderr.splitlines()
    assert [line for line in said if "skilled-hand" in line] == []


def test_nginx_accepts_the_sample(tmp_path: Path) -> None:
    file = write_nginx(tmp_path, 8443, 8080, [8000, 8001])
    done = run(find_program("nginx"), "-t", "-c", file)
    assert done.returncode == 0, done.stderr
