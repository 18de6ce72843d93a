"""Starts the installed host and looks whether all of it works."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from scripts.checks import Checks
from scripts.host_check.booting import Host, boot
from scripts.host_check.document import read_installation, read_setting
from scripts.nginx_sample import SITE_NAME

PATIENCE_SECONDS = 120.0
SERVICES = ("web", "worker", "backup", "open-data")
READY = "http://127.0.0.1:8000/health/ready"
EXPOSURE_IN_TENTHS = 20
"""How exposed systemd may call a service; 15 were measured, 100 is one without any limits."""

ASK = (
    "python3 -c 'import ssl, sys, urllib.request as u;"
    " t = ssl._create_unverified_context();"
    " print(u.urlopen(u.Request(sys.argv[1], headers=dict(Host=sys.argv[2])), context=t)"
    ".read().decode())' "
)


def main() -> None:
    """Boot the host that is named twice, and end with 1 where something is amiss."""
    tree = Path(sys.argv[1]) / "host"
    _, start, database, command = read_installation()
    checks = Checks()
    with boot(tree) as host:
        done = host.run(start)
        checks.expect("the units start", done.returncode == 0)
        checks.expect("web server and worker are there", wait_until_heard(host))
        checks.expect("nginx hands pages on", "Skilled Hand" in ask_nginx(host))
        try_units(host, checks)
        done = host.run(f"cd / && {command.strip()}")
        checks.expect("doctor finds nothing to mend", done.returncode == 0)

        checks.expect("a database is made", host.run(f"cd /; set -e\n{database}").returncode == 0)
        setting = f"DATABASE_URL={read_setting('DATABASE_URL')}"
        environment = tree / "etc/skilled-hand/environment"
        environment.write_text(f"{environment.read_text('utf-8')}{setting}\n", "utf-8")
        host.run("systemctl restart skilled-hand-web skilled-hand-worker")
        checks.expect("the site moves to PostgreSQL", wait_until_heard(host))
        checks.expect("which is backed up", "postgresql" in back_up(host))
    with boot(tree) as host:
        checks.expect("after a reboot all of it is there", wait_until_heard(host))
        failed = host.says("systemctl list-units --failed --plain --no-legend")
        checks.expect("and nothing has failed", "skilled-hand" not in failed)
        timers = host.says("systemctl list-timers --no-legend")
        checks.expect("the backup waits for its hour", "skilled-hand-backup.timer" in timers)
    checks.end()


def try_units(host: Host, checks: Checks) -> None:
    """What each unit does, and what is kept from it."""
    checks.expect("a backup is made", ", whole." in back_up(host))
    done = host.run("systemctl start skilled-hand-open-data")
    checks.expect("the open data are written", done.returncode == 0)
    lines = host.says("journalctl --unit=skilled-hand-web --output=cat | grep request_id")
    is_json = all(isinstance(json.loads(line), dict) for line in lines.splitlines())
    checks.expect("requests are lines of JSON in the journal", bool(lines) and is_json)
    for service in SERVICES:
        done = host.run(
            f"systemd-analyze security --threshold={EXPOSURE_IN_TENTHS} skilled-hand-{service}"
        )
        checks.expect(f"the {service} is shut in", done.returncode == 0)
    began = time.monotonic()
    host.run("systemctl restart skilled-hand-web")
    seconds = time.monotonic() - began
    answers = '"status"' in host.says(ASK + READY + " 127.0.0.1")
    checks.expect(f"a restart ends when the site answers, after {seconds:.1f} s", answers)
    for service in ("web", "worker"):
        unit = f"skilled-hand-{service}"
        began = time.monotonic()
        host.run(f"systemctl stop {unit}")
        seconds = time.monotonic() - began
        result = host.says(f"systemctl show --property=Result --value {unit}")
        checks.expect(f"the {service} stops when told to, in {seconds:.1f} s", result == "success")
        host.run(f"systemctl start {unit}")
        host.run(f"kill -KILL $(systemctl show --property=MainPID --value {unit})")
        state = partial(host.says, f"systemctl show --property=ActiveState,NRestarts {unit}")
        is_there = wait_until(state, "ActiveState=active", "NRestarts=1")
        checks.expect("killed it is started again", is_there)


def back_up(host: Host) -> str:
    """Make a backup by its unit; what that said."""
    host.run("systemctl start skilled-hand-backup")
    return host.says("journalctl --unit=skilled-hand-backup --output=cat --lines=5")


def ask_nginx(host: Host) -> str:
    """The first page, through nginx."""
    host.run("systemctl restart nginx")
    return host.says(ASK + f"https://127.0.0.1/ {SITE_NAME}")


def wait_until_heard(host: Host) -> bool:
    """Whether the site becomes ready, and hears of its worker."""
    return wait_until(partial(host.says, ASK + READY + " 127.0.0.1"), '"ready"', "Heard of")


def wait_until(look: Callable[[], str], *words: str) -> bool:
    """Look again and again until all words are there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        said = look()
        if all(word in said for word in words):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(1)


if __name__ == "__main__":
    main()
