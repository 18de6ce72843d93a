"""The set-up: complete after one run, idle in the next, and completed after any interruption."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from tests.fixtures.databases import connect_to
from tests.fixtures.sites import PROJECT_FOLDER, copy_site, run_flask, site_environment

STEPS = ("Tables", "Vocabulary", "Places", "Demonstration", "Skill model", "Search index")
EMPTY_SITE = {"DEMO": "0", "SECRET_KEY": "only-for-tests-" * 3}


def read_steps(output: str) -> dict[str, str]:
    """What each step said it did, without the time it took."""
    lines = [line.strip() for line in output.splitlines()]
    return {
        name: line.removeprefix(name).rpartition(" (")[0].strip()
        for name in STEPS
        for line in lines
        if line.startswith(name)
    }


def start_setup(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "setup"],
        cwd=PROJECT_FOLDER,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_during(step: str, environment: dict[str, str]) -> None:
    """Start the set-up and kill it, without a chance to clean up, as soon as a step begins."""
    process = start_setup(environment)
    assert process.stdout is not None
    said = ""
    while step not in said:
        letter = process.stdout.read(1)
        assert letter, f"The set-up ended before {step}: {said}"
        said += letter
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_the_second_set_up_has_nothing_to_do(demo_folder: Path) -> None:
    done = run_flask("setup", environment=site_environment(demo_folder))
    assert done.returncode == 0, done.stderr
    assert read_steps(done.stdout) == dict.fromkeys(STEPS, "up to date")


def test_the_index_of_the_demo_equals_its_database(demo_folder: Path) -> None:
    done = run_flask("index", "verify", environment=site_environment(demo_folder))
    assert (done.returncode, done.stdout.strip()) == (0, "The index equals the database.")


def test_an_empty_directory_is_set_up_without_fictional_people(
    database_url: str, tmp_path: Path
) -> None:
    environment = site_environment(tmp_path, DATABASE_URL=database_url, **EMPTY_SITE)
    first = run_flask("setup", environment=environment)
    assert first.returncode == 0, first.stderr
    assert read_steps(first.stdout)["Search index"] == "0 practitioners"
    second = run_flask("setup", environment=environment)
    assert read_steps(second.stdout)["Places"] == "up to date"
    assert read_steps(second.stdout)["Search index"] == "up to date"


def test_a_set_up_that_is_killed_again_and_again_is_completed_in_the_end(tmp_path: Path) -> None:
    environment = site_environment(tmp_path, **EMPTY_SITE)
    for step in STEPS:
        kill_during(step, environment)
    done = run_flask("setup", environment=environment)
    assert done.returncode == 0, done.stderr
    verified = run_flask("index", "verify", environment=environment)
    assert verified.returncode == 0, verified.stderr
    idle = read_steps(run_flask("setup", environment=environment).stdout)
    assert set(idle.values()) == {"up to date", "none wanted (DEMO=0)"}


def test_a_second_set_up_of_one_folder_waits_for_the_first(
    demo_folder: Path, tmp_path: Path
) -> None:
    folder = copy_site(demo_folder, tmp_path / "copy")
    with (folder / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = start_setup(site_environment(folder))
        assert process.stdout is not None
        said = [process.stdout.readline(), process.stdout.readline()]
        assert said[1] == "Another start is preparing this folder; waiting for it …\n"
    rest, _nothing = process.communicate()
    assert process.returncode == 0
    assert "Search index" in rest


def test_beside_tables_of_a_newer_version_what_that_one_prepared_is_left(
    database_url: str, tmp_path: Path
) -> None:
    environment = site_environment(tmp_path, DATABASE_URL=database_url, **EMPTY_SITE)
    assert run_flask("setup", environment=environment).returncode == 0
    with connect_to(database_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE seed_folder SET checksum = 'of newer files'"))
    done = run_flask("setup", environment=environment)
    assert done.returncode == 0, done.stderr
    assert "of a newer version" in done.stdout
    assert read_steps(done.stdout)["Search index"] == "up to date"
    with connect_to(database_url) as engine, engine.connect() as connection:
        checksums = connection.scalars(text("SELECT checksum FROM seed_folder")).all()
    assert set(checksums) == {"of newer files"}


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    environment = site_environment(tmp_path, DATABASE_URL=url, **EMPTY_SITE)
    done = run_flask("setup", environment=environment)
    assert done.returncode == 1
    assert "the database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    done = run_flask("setup", environment=site_environment(tmp_path, PORT="eighty"))
    assert done.returncode == 1
    assert done.stderr == (
        "Skilled Hand cannot start: PORT is 'eighty', but it must be a number from 1 to 65535.\n"
    )
