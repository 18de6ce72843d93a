"""Tries the images that were made: the site's by itself, then beside a database by compose."""

from __future__ import annotations

import json
import secrets
import sys
import time
from pathlib import Path

from scripts.checks import Checks
from scripts.image_check.engine import Engine, run_engine
from scripts.image_check.making import IMAGE, NEW_IMAGE, OLD_IMAGE
from scripts.image_check.visitor import SITE, Visitor

RESTRICTED = ("--rm", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--network=none")
"""How compose restricts the site's containers too."""

DATA = "/var/lib/skilled-hand"
BACKUPS = "/var/backups/skilled-hand"
EARLY, LATE = "early@example.org", "late@example.org"
END_SECONDS = 10


def main() -> None:
    """Try everything, and end with 1 where something was amiss."""
    folder, *before = sys.argv[1:]
    settings = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "POSTGRES_PASSWORD": "a/word:of@many#letters%21",
        "SITE_URL": SITE,
    }
    checks = Checks()
    with run_engine(Path(folder), **settings) as engine:
        try_image(engine, checks, Path(folder) / "owned-by-root")
        first = OLD_IMAGE if before else NEW_IMAGE
        engine.must("tag", first, IMAGE)
        try_site(engine, checks)
        engine.compose("down", "--volumes")
    checks.end()


def try_image(engine: Engine, checks: Checks, folder: Path) -> None:
    """What a container of the image does and does not, without a database."""
    bytes_of = {
        name: int(engine.must("image", "inspect", "--format={{.Size}}", name))
        for name in (NEW_IMAGE, "python:3.11-slim-bookworm")
    }
    megabytes, of_them = (size // 1_000_000 for size in bytes_of.values())
    print(f"      the image has {megabytes} MB, {of_them} of them its base image")

    def run(*command: str, options: tuple[str, ...] = ()) -> tuple[int, str]:
        done = engine.docker("run", *RESTRICTED, *options, NEW_IMAGE, *command)
        return done.returncode, done.stdout

    status, said = run()
    checks.expect("without settings it says which is missing", "SECRET_KEY is missing" in said)
    checks.expect("and ends", status == 1)
    checks.expect("it runs as user 10001", run("id", "-u") == (0, "10001\n"))
    _, said = run("sh", "-c", "touch /opt/skilled-hand/x /x")
    checks.expect("its root cannot be written", said.count("Read-only file system") == 2)
    _, said = run("ls", "-A", "/opt/skilled-hand")
    checks.expect("it holds neither tests nor history", not {"tests", ".git"} & set(said.split()))
    folder.mkdir(mode=0o700)
    key = (f"--env=SECRET_KEY={secrets.token_urlsafe(48)}",)
    _, said = run("flask", "setup", options=(*key, f"--volume={folder}:{DATA}"))
    checks.expect("data of another owner are refused by a sentence", "DATA_DIR is" in said)
    status, _ = run("flask", "setup", options=(*key, f"--volume={DATA}"))
    checks.expect("a new volume is its own", status == 0)


def try_site(engine: Engine, checks: Checks) -> None:
    """The site of deploy/compose.yaml: set up, used, ended, upgraded, backed up, restored."""
    visitor = Visitor()
    said = engine.compose("up", "--detach", SECRET_KEY="").stdout
    checks.expect("compose says which setting is missing", "choose one of 32 characters" in said)

    done = engine.compose("up", "--detach", "--no-build")
    checks.expect("compose starts it once the database is made", done.returncode == 0)
    if done.returncode:
        print(done.stdout, engine.compose("logs", "setup").stdout)
        return
    checks.expect("it becomes ready", visitor.wait_until("/health/ready", '"status":"ready"'))
    checks.expect("somebody signs up", visitor.sign_up(EARLY))

    engine.compose("down")
    done = engine.compose("up", "--detach", "--build")  # no layer anew: there is no network here
    checks.expect("it is built and started again", done.returncode == 0)
    checks.expect("ended and upgraded it is ready", visitor.wait_until("/health/ready", '"ready"'))
    checks.expect("and has what it acknowledged", count_mail(engine, EARLY) == 1)
    checks.expect("its worker is heard of", visitor.wait_until("/health/ready", "Heard of"))
    checks.expect("it speaks Spanish", visitor.heading("/es/") != visitor.heading("/"))
    checks.expect("it is no demonstration", visitor.read("/demo/outbox")[0] == 404)
    checks.expect("it is asked whether it lives", wait_for_health(engine, "web"))
    worker = inspect(engine, "worker")
    checks.expect("its worker, whom nobody can ask, is not", "Health" not in worker["State"])

    done = engine.compose("run", "--rm", "backup")
    checks.expect("it is backed up", done.returncode == 0 and ", whole." in done.stdout)
    checks.expect("somebody else signs up", visitor.sign_up(LATE))
    done = engine.compose("run", "--rm", "backup", "flask", "doctor")
    checks.expect("doctor finds nothing to mend", done.returncode == 0)

    for service in ("web", "worker"):
        began = time.monotonic()
        engine.compose("stop", service)
        seconds = time.monotonic() - began
        code = inspect(engine, service)["State"]["ExitCode"]
        checks.expect(
            f"told to end, the {service} does, in {seconds:.1f} s",
            code == 0 and seconds < END_SECONDS,
        )
    restore = f"flask backup restore --replace {BACKUPS}/*"
    done = engine.compose("run", "--rm", "backup", "sh", "-c", restore)
    checks.expect("the backup is restored", done.returncode == 0)
    engine.compose("up", "--detach", "--no-build")
    checks.expect("and served", visitor.wait_until("/health/ready", '"ready"'))
    found = [count_mail(engine, email) for email in (EARLY, LATE)]
    checks.expect("with what it held, and nothing later", found == [1, 0])


def count_mail(engine: Engine, email: str) -> int:
    """How many mails to an address the database has."""
    query = f"SELECT count(*) FROM mail_message WHERE to_address = '{email}'"  # noqa: S608  # ours
    psql = ("psql", "--username=skilled_hand", "--tuples-only", f"--command={query}")
    said = engine.compose("exec", "-T", "--user=postgres", "database", *psql).stdout.strip()
    return int(said) if said.isdigit() else -1


def name_of(engine: Engine, service: str) -> str:
    """The container of a service."""
    return engine.compose("ps", "--quiet", service).stdout.strip()


def inspect(engine: Engine, service: str) -> dict[str, dict[str, object]]:
    """What the engine knows of a service's container."""
    [known] = json.loads(engine.must("inspect", name_of(engine, service)))
    return dict(known)


def wait_for_health(engine: Engine, service: str) -> bool:
    """Whether the engine comes to call a service healthy."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if '"Status": "healthy"' in engine.must("inspect", name_of(engine, service)):
            return True
        time.sleep(1)
    return False


if __name__ == "__main__":
    main()
