"""Serving with gunicorn: where it says it is, how it ends, and two sites at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from directory.metrics_folder import PREFIX
from tests.fixtures.sites import (
    END_SECONDS,
    PROJECT_FOLDER,
    RunningSite,
    find_free_port,
    serve,
    site_environment,
)


def read_status(url: str) -> int:
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # our own site
        return int(answer.status)


def run_gunicorn(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start the server where it cannot start, and return how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "gunicorn"],
        cwd=PROJECT_FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_site_answers_where_it_says_it_is(demo_site: RunningSite) -> None:
    assert read_status(f"{demo_site.url}/healthz") == 200


def test_ten_thousand_letters_get_a_page(demo_site: RunningSite) -> None:
    for letter in ("a", "%20a", "%C3%A9"):
        assert read_status(f"{demo_site.url}/search?q={letter * 10_000}") == 200


def test_a_second_site_runs_beside_the_first(demo_site: RunningSite) -> None:
    with serve(demo_site.data_folder) as other:
        assert other.url != demo_site.url
        assert read_status(f"{other.url}/healthz") == 200
    assert read_status(f"{demo_site.url}/healthz") == 200


def test_what_all_processes_of_the_server_did_is_added_up(demo_site: RunningSite) -> None:
    name = 'skilled_hand_request_seconds_count{endpoint="health.live",method="GET",status="2xx"}'
    for _ in range(8):
        assert read_status(f"{demo_site.url}/health/live") == 200
    with urllib.request.urlopen(f"{demo_site.url}/metrics") as answer:  # noqa: S310  # our own
        rows = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines())
    assert float(rows[name]) >= 8


def test_it_starts_without_its_database_and_says_so_until_there_is_one(tmp_path: Path) -> None:
    with serve(tmp_path, DATABASE_URL="postgresql://me@127.0.0.1:1/nothing") as site:
        assert read_status(f"{site.url}/health/live") == 200
        with pytest.raises(urllib.error.HTTPError) as told:
            read_status(f"{site.url}/")
    assert (told.value.code, told.value.headers["Retry-After"]) == (503, "5")


def find_metrics_folder(pid: int) -> Path:
    """The folder of figures that a server has files open in."""
    folders = {file.readlink().parent for file in Path(f"/proc/{pid}/fd").iterdir()}
    [found] = [folder for folder in folders if folder.name.startswith(PREFIX)]
    return found


def test_a_server_that_was_killed_leaves_no_figures_behind_once_another_starts(
    demo_folder: Path,
) -> None:
    with serve(demo_folder) as site:
        folder = find_metrics_folder(site.process.pid)
        children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children")
        for pid in (site.process.pid, *map(int, children.read_text("ascii").split())):
            os.kill(pid, signal.SIGKILL)
        site.process.wait()
        assert folder.exists()
        with serve(demo_folder):
            assert not folder.exists()


def test_ctrl_c_ends_it_cleanly(demo_folder: Path) -> None:
    with serve(demo_folder) as site:
        site.process.send_signal(signal.SIGINT)
        said = site.listener.all_said(END_SECONDS)
        assert site.process.returncode == 0
        assert "Traceback" not in said


def test_a_port_in_use_is_a_sentence(demo_folder: Path) -> None:
    with socket.socket() as other_program:
        other_program.bind(("127.0.0.1", 0))
        other_program.listen()
        port = other_program.getsockname()[1]
        done = run_gunicorn(site_environment(demo_folder, PORT=str(port)))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Skilled Hand cannot listen on 127.0.0.1:{port}")
    assert "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_a_sentence(demo_folder: Path) -> None:
    environment = site_environment(demo_folder, HOST="192.0.2.1", PORT=str(find_free_port()))
    done = run_gunicorn(environment)
    assert done.returncode == 1
    assert "HOST and PORT must name an address of this machine" in done.stderr
