"""A site on several hosts, as docs/operations.md has it, behind the sample of nginx.

Two hosts serve, two work, one holds the database and one its standby, from which visitors who only
read are answered; one holds the search index, with a second index beside the database. What is
uploaded lies in one folder that all of them have.
"""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from directory.config import PROJECT_FOLDER
from scripts.endurance.kept_site import PROGRAMS, KeptProgram
from scripts.endurance.network import Host, wire
from scripts.endurance.trial import DURABLE
from scripts.endurance.visitors import PATIENCE_SECONDS
from scripts.nginx_sample import SITE_NAME, find_nginx, write_nginx
from tests.fixtures.postgresql_server import Place, PostgresqlServer, find_binaries, run_server
from tests.fixtures.sites import run_flask, site_environment

SITE_PORT = 8000
START_SECONDS = 90.0
HOSTS = ("proxy", "web1", "web2", "worker1", "worker2", "database", "standby", "search")
RUNS = {"web1": "web", "web2": "web", "worker1": "worker", "worker2": "worker"}
SETTINGS = {
    "SECRET_KEY": "only-for-this-trial-" * 3,
    "SITE_URL": f"https://{SITE_NAME}",
    "LOG_LEVEL": "warning",
}


@dataclass(frozen=True, slots=True)
class ProxyDoor:
    """The proxy, as the world reaches it: encrypted, each visitor from an address of their own."""

    address: str
    context: ssl.SSLContext

    def connect(self, address: str) -> tuple[HTTPConnection, Mapping[str, str]]:
        """Come from the address for real; what is written about it is not believed."""
        connection = HTTPSConnection(
            self.address,
            timeout=PATIENCE_SECONDS,
            context=self.context,
            source_address=(address, 0),
        )
        return connection, {"Host": SITE_NAME}


@dataclass(frozen=True, slots=True)
class Databases:
    """The servers of PostgreSQL: the database, its standby, and the one of the search index."""

    primary: PostgresqlServer
    standby: PostgresqlServer
    search: PostgresqlServer


class HostedSite:
    """The hosts of one site, and the programs that run on them."""

    def __init__(
        self, hosts: Mapping[str, Host], databases: Databases, folder: Path, door: ProxyDoor
    ) -> None:
        self.hosts = hosts
        self.databases = databases
        self.door = door
        self.log_file = folder / "log"
        self._folder = folder
        self._settings = make_settings(hosts, databases)
        self._programs: dict[str, KeptProgram] = {}

    def environment(self, name: str) -> dict[str, str]:
        """The settings of the site on a host; what was uploaded lies in one folder for all."""
        data_folder = self._folder / name
        shared = self._folder / "uploads"
        shared.mkdir(exist_ok=True)
        data_folder.mkdir(exist_ok=True)
        if not (data_folder / "uploads").exists():
            (data_folder / "uploads").symlink_to(shared)
        return site_environment(
            data_folder,
            HOST=self.hosts[name].address,
            PORT=str(SITE_PORT),
            TRUSTED_PROXIES=self.hosts["proxy"].address,
            **self._settings,
        )

    def start(self, name: str, code: Path = PROJECT_FOLDER) -> None:
        """Start what runs on a host, from a folder of the site's code, and wait for a web host."""
        kind = RUNS[name]
        self._programs[name] = KeptProgram(
            [*self.hosts[name].enter, sys.executable, *PROGRAMS[kind]],
            self.environment(name),
            self.log_file,
            code,
        )
        self._programs[name].start()
        if kind == "web":
            self.wait_for(name)

    def stop(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """Stop what runs on a host."""
        self._programs[name].end(number)

    def cut_power(self, name: str) -> None:
        """End what runs on a host at once."""
        self.stop(name, signal.SIGKILL)

    def wait_for(self, name: str) -> None:
        """Wait until a web host is ready."""
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready(name):
            if time.monotonic() > deadline:
                raise RuntimeError(self.log_file.read_text("utf-8")[-5000:])
            time.sleep(0.2)

    def _is_ready(self, name: str) -> bool:
        with suppress(OSError):
            connection = HTTPConnection(self.hosts[name].address, SITE_PORT, timeout=5)
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        return False

    def run(self, name: str, *command: str, code: Path = PROJECT_FOLDER) -> str:
        """What a command of the site says on a host; one that fails ends the run."""
        done = self.try_to_run(name, *command, code=code)
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
        return done.stdout

    def try_to_run(
        self, name: str, *command: str, code: Path = PROJECT_FOLDER
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the site on a host."""
        return run_flask(
            *command, environment=self.environment(name), enter=self.hosts[name].enter, folder=code
        )

    def end(self) -> None:
        """Stop everything."""
        for program in self._programs.values():
            program.end()


@contextmanager
def run_databases(hosts: Mapping[str, Host]) -> Iterator[Databases]:
    """Start the servers, each on its host; the standby confirms what the database acknowledges."""
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    with ExitStack() as stack:

        def run(name: str, *more: str, follows: PostgresqlServer | None = None) -> PostgresqlServer:
            place = Place(hosts[name].enter, hosts[name].address)
            options = (*DURABLE, *more)
            server = run_server(binaries, options, primary=follows, place=place)
            return stack.enter_context(server)

        primary = run("database")
        for database in ("own", "second_index"):
            primary.create_database(database)
        search = run("search")
        search.create_database("index")
        yield Databases(primary, run("standby", follows=primary), search)


@contextmanager
def run_proxy(host: Host, folder: Path, upstreams: list[str]) -> Iterator[ProxyDoor]:
    """The sample of nginx on a host of its own."""
    folder.mkdir()
    file = write_nginx(folder, f"{host.address}:443", f"{host.address}:80", upstreams)
    proxy = KeptProgram(
        [*host.enter, find_nginx(), "-c", str(file)],
        {"PATH": os.environ["PATH"]},
        folder / "said.log",
    )
    proxy.start()
    context = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    context.check_hostname = False  # it is asked by its address
    try:
        yield ProxyDoor(host.address, context)
    finally:
        proxy.end()


def make_settings(hosts: Mapping[str, Host], databases: Databases) -> dict[str, str]:
    """What all hosts have in common; that of two servers is the database which takes changes."""
    user, standby = databases.primary.user, hosts["standby"].address
    either, writable = f"{hosts['database'].address},{standby}", "target_session_attrs=read-write"
    return {
        **SETTINGS,
        "DATABASE_URL": f"postgresql://{user}@{either}/own?{writable}",
        "READ_DATABASE_URL": f"postgresql://{user}@{standby}/own",
        "SEARCH_URL": f"postgresql://{user}@{hosts['search'].address}/index",
        "SEARCH_FALLBACK_URL": f"postgresql://{user}@{either}/second_index?{writable}",
    }


@contextmanager
def run_several_hosts(folder: Path) -> Iterator[HostedSite]:
    """All hosts, with the databases and the proxy running, and nothing of the site yet."""
    with ExitStack() as stack:
        hosts = stack.enter_context(wire(*HOSTS))
        databases = stack.enter_context(run_databases(hosts))
        upstreams = [f"{hosts[name].address}:{SITE_PORT}" for name in ("web1", "web2")]
        door = stack.enter_context(run_proxy(hosts["proxy"], folder / "proxy", upstreams))
        site = HostedSite(hosts, databases, folder, door)
        stack.callback(site.end)
        yield site


def enter_network() -> None:
    """Begin this program anew in a network namespace of its own, unless it stands in one."""
    if os.environ.get("HOSTS_NETWORK") == "own":
        return
    os.environ["HOSTS_NETWORK"] = "own"
    command = ["unshare", "--net", sys.executable, "-m", "scripts.several_hosts", *sys.argv[1:]]
    sys.exit(subprocess.call(command))
