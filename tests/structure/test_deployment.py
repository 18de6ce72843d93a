"""The samples of deploy/: what they name exists, and the programs they are for accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from directory.app import create_app
from directory.config import SETTINGS
from scripts.host_check.document import read_installation, read_setting
from scripts.nginx_sample import write_nginx
from tests.fixtures.databases import make_settings

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT_FOLDER / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
INSTALLED_AT = "/opt/skilled-hand"
POSTGRESQL_OF = {"bookworm": 15, "trixie": 17}
"""What `postgresql-client` is in each release of Debian."""


def find_program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("file", [DEPLOY / "environment.sample", DEPLOY / "compose.yaml"])
def test_settings_that_are_set_exist(file: Path) -> None:
    named = re.findall(r"^[ #]*([A-Z_]+)[=:]", file.read_text("utf-8"), re.MULTILINE)
    others = {"PGPASSWORD", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
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


def read_copied_names() -> list[str]:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    return [
        name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()
    ]


def test_what_is_copied_into_the_image_is_there_and_is_all_the_site_reads() -> None:
    copied = read_copied_names()
    assert [name for name in copied if not (PROJECT_FOLDER / name).exists()] == []
    code = [
        file.read_text("utf-8")
        for name in ("directory", "search_index")
        for file in (PROJECT_FOLDER / name).rglob("*.py")
    ]
    read = re.findall(r'(?:PROJECT_FOLDER|\.parents\[\d\]) / "(\w+)"', "\n".join(code))
    assert {"migrations", "seed_data", "static", "templates", "translations"} <= set(read)
    assert set(read) - set(copied) == {"var"}  # data, where no other folder is named
    assert {"directory", "search_index", "gunicorn.conf.py", "wsgi.py"} <= set(copied)


def test_an_image_is_made_of_nothing_but_what_is_copied_into_it() -> None:
    """Whoever makes one may have data, secrets and a history beside the code."""
    lines = (PROJECT_FOLDER / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert (rules[0], rules[-1]) == ("*", "**/__pycache__")
    assert sorted(rules[1:-1]) == sorted(f"!{name}" for name in read_copied_names())


def test_programs_that_dump_the_database_are_as_new_as_it_is() -> None:
    image = (DEPLOY / "Containerfile").read_text("utf-8")
    [release] = re.findall(r"^FROM \S+-slim-(\w+)$", image, re.MULTILINE)
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    [server] = re.findall(r"image: \S+/postgres:(\S+)", compose)
    assert server == f"{POSTGRESQL_OF[release]}-{release}"


def test_only_what_answers_is_asked_whether_it_lives() -> None:
    """Of the image a worker is made too, which answers nobody and would be taken for ill."""
    assert "HEALTHCHECK" not in (DEPLOY / "Containerfile").read_text("utf-8")
    services = (DEPLOY / "compose.yaml").read_text("utf-8").partition("\nservices:\n")[2]
    asked = [
        re.split(r"\n  (\w+):\n", f"\n{services[: place.start()]}")[-2]
        for place in re.finditer("healthcheck:", services)
    ]
    assert asked == ["database", "web"]


def test_what_is_backed_up_into_belongs_to_the_account_of_the_image() -> None:
    """A new volume takes its owner from the folder it lies over; else it is root's."""
    image = (DEPLOY / "Containerfile").read_text("utf-8")
    [owned] = re.findall(r"--owner=skilled-hand .*\\\n((?: +/\S+)+)", image)
    mounted = re.findall(r"^    - \w+:(/\S+)$", (DEPLOY / "compose.yaml").read_text("utf-8"), re.M)
    assert mounted
    assert set(mounted) == set(owned.split())


def test_the_document_of_an_installation_names_what_there_is() -> None:
    install, start, database, command = read_installation()
    named = re.findall(r"(?:^|\s)((?:scripts|deploy)/[\w./-]+)", install)
    assert named
    assert [name for name in named if not (PROJECT_FOLDER / name).exists()] == []
    started = re.findall(r"(skilled-hand-[\w.-]+)", start)
    assert {name if "." in name else f"{name}.service" for name in started} <= {
        unit.name for unit in UNITS
    }
    assert read_setting("DATABASE_URL").split("/")[3].split("?")[0] in database
    assert f"{INSTALLED_AT}/.venv/bin/flask" in command


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
