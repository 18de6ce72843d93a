"""The faults a site is tried with: each prepares a site of its own, strikes, and ends."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import Engine, select

from directory.domain.tokens import hash_token
from directory.models import MailMessage
from scripts.endurance.disks import can_mount, failing_disk, full, small_disk
from scripts.endurance.kept_site import KeptSite
from scripts.endurance.trial import DURABLE, Trial, run_durable_server, set_up
from tests.fixtures.mail_server import MailServer, run_mail_server
from tests.fixtures.postgresql_server import find_binaries, run_server
from tests.fixtures.sites import copy_site, find_free_port

MOST_MAIL_SECONDS = 120.0
NONE: frozenset[str] = frozenset()
HOUR = 60 * 60
DAY = 24 * HOUR
SMALL_LOG = ("min_wal_size=32MB", "max_wal_size=128MB")


@dataclass(frozen=True, slots=True)
class Stage:
    """A site that was prepared for a fault, what the fault does to it, and what is seen after."""

    trial: Trial
    strike: Callable[[KeptSite], AbstractContextManager[None]]
    count_more_faults: Callable[[], int] = lambda: 0
    expected: frozenset[str] = NONE
    """What `doctor` rightly says afterwards."""


Preparation = Callable[[Path, Path], AbstractContextManager[Stage]]
"""From the folder of a demonstration and an empty one."""


class MissingPartError(Exception):
    """This machine lacks what a fault needs; the sentence says what."""


@contextmanager
def disk_full(demo: Path, folder: Path) -> Iterator[Stage]:
    """Data, and temporary files, on one disk that fills up."""
    refuse_without_disks()
    with small_disk(folder / "disk") as disk:
        copy_site(demo, disk / "site")
        (disk / "tmp").mkdir()
        with set_up(disk / "site", folder / "log", TMPDIR=str(disk / "tmp")) as trial:
            yield Stage(trial, lambda _site: full(disk))


@contextmanager
def disk_read_only(demo: Path, folder: Path) -> Iterator[Stage]:
    """A disk that the kernel makes read-only; the operator stops, mends and starts."""
    refuse_without_disks()
    with failing_disk(folder / "image", folder / "disk") as disk:
        copy_site(demo, folder / "disk" / "site")
        with set_up(folder / "disk" / "site", folder / "log") as trial:

            @contextmanager
            def strike(site: KeptSite) -> Iterator[None]:
                disk.fail()
                yield
                site.end()
                disk.mend()
                site.start()

            yield Stage(trial, strike)


def refuse_without_disks() -> None:
    """Say what is missing where no disks can be mounted."""
    if not can_mount():
        raise MissingPartError("only root can mount disks, by mkfs.ext4 (of e2fsprogs)")


@contextmanager
def index_deleted(demo: Path, folder: Path) -> Iterator[Stage]:
    """The index is gone, with all its files."""
    copy_site(demo, folder / "site")
    with set_up(folder / "site", folder / "log") as trial:

        @contextmanager
        def strike(_site: KeptSite) -> Iterator[None]:
            shutil.rmtree(folder / "site" / "index", ignore_errors=True)
            yield

        yield Stage(trial, strike)


def set_clock(seconds: int) -> Preparation:
    """A clock that is suddenly so much ahead, or behind, and then right again."""

    @contextmanager
    def prepare(demo: Path, folder: Path) -> Iterator[Stage]:
        offset, library = folder / "offset", folder / "shifted_clock.so"
        offset.write_text("0")
        make_shifted_clock(library)
        copy_site(demo, folder / "site")
        settings = {"LD_PRELOAD": str(library), "CLOCK_OFFSET_FILE": str(offset)}
        with set_up(folder / "site", folder / "log", **settings) as trial:

            @contextmanager
            def strike(_site: KeptSite) -> Iterator[None]:
                offset.write_text(str(seconds))
                yield
                offset.write_text("0")

            yield Stage(trial, strike, expected=frozenset({"fail  clock"}) if seconds > 0 else NONE)

    return prepare


def make_shifted_clock(library: Path) -> None:
    """Translate what lies between a program and the clock."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise MissingPartError("there is no compiler of C (apt-get install gcc libc6-dev)")
    source = Path(__file__).with_name("shifted_clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)


@contextmanager
def mail_server_away(demo: Path, folder: Path) -> Iterator[Stage]:
    """The mail server is away; what is asked for meanwhile comes later, and once."""
    port = find_free_port()
    copy_site(demo, folder / "site")
    with (
        set_up(folder / "site", folder / "log", MAIL_URL=f"smtp://127.0.0.1:{port}") as trial,
        ExitStack() as before,
        ExitStack() as after,
    ):
        servers = [before.enter_context(run_mail_server(port=port))]

        @contextmanager
        def strike(_site: KeptSite) -> Iterator[None]:
            before.close()
            yield
            servers.append(after.enter_context(run_mail_server(port=port)))

        yield Stage(trial, strike, lambda: count_lost_mail(trial.engine, servers))


def count_lost_mail(engine: Engine, servers: Sequence[MailServer]) -> int:
    """Wait until all mail is gone, and count what did not arrive once."""
    asked = select(MailMessage.unique_key).where(MailMessage.kind == "flag_received")
    deadline = time.monotonic() + MOST_MAIL_SECONDS
    with engine.connect() as connection:
        while connection.scalar(asked.where(MailMessage.sent_at.is_(None)).limit(1)):
            if time.monotonic() > deadline:
                break
            connection.rollback()
            time.sleep(1)
        wanted = {hash_token(key)[:32] for key in connection.scalars(asked)}
    arrived = Counter(one.strip("<>").partition("@")[0] for server in servers for one in server.ids)
    faults = [one for one in wanted if arrived[one] != 1]
    print(f"  mails asked for: {len(wanted):,}; {len(faults)} lost or doubled")
    return len(faults)


@contextmanager
def database_restarted(_demo: Path, folder: Path) -> Iterator[Stage]:
    """PostgreSQL is stopped for a while, with everybody's connections."""
    with (
        run_durable_server() as server,
        set_up(
            folder / "site", folder / "log", DATABASE_URL=server.create_database("own")
        ) as trial,
    ):

        @contextmanager
        def strike(_site: KeptSite) -> Iterator[None]:
            server.stop()
            yield
            server.start()

        yield Stage(trial, strike)


def database_disk_full(*, uses_up_log: bool) -> Preparation:
    """PostgreSQL's own disk fills up. When its log finds no room either, it ends all connections,
    and itself where it cannot recover so; the operator makes room, and starts it then."""

    @contextmanager
    def prepare(_demo: Path, folder: Path) -> Iterator[Stage]:
        refuse_without_disks()
        folder.chmod(0o711)  # the server is not root
        with (
            small_disk(folder / "disk") as disk,
            run_durable_server(*SMALL_LOG, within=disk) as server,
            set_up(
                folder / "site", folder / "log", DATABASE_URL=server.create_database("own")
            ) as trial,
        ):

            @contextmanager
            def strike(_site: KeptSite) -> Iterator[None]:
                with full(disk):
                    if uses_up_log:
                        write_until_it_breaks(server.url("postgres"))
                    yield
                if server.start_if_it_ended():
                    print("  PostgreSQL had ended, and was started")

            yield Stage(trial, strike)

    return prepare


def write_until_it_breaks(url: str) -> None:
    """Fill PostgreSQL's log, as an hour of other writers would, until it finds no room."""
    with suppress(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as connection:
        while True:
            connection.execute(
                "SELECT pg_logical_emit_message(false, 'trial', repeat('x', 1000000))"
            )


@contextmanager
def replica_away(_demo: Path, folder: Path) -> Iterator[Stage]:
    """The replica that readers are sent to is killed, and comes back."""
    binaries = find_binaries()
    assert binaries is not None  # noqa: S101  # the durable server would have ended the run
    with run_durable_server() as server:
        url = server.create_database("own")
        with run_server(binaries, DURABLE, primary=server) as replica:
            settings = {"DATABASE_URL": url, "READ_DATABASE_URL": replica.url("own")}
            with set_up(folder / "site", folder / "log", **settings) as trial:

                @contextmanager
                def strike(_site: KeptSite) -> Iterator[None]:
                    replica.kill()
                    yield
                    replica.start()

                yield Stage(trial, strike)


FAULTS: dict[str, Preparation] = {
    "disk full": disk_full,
    "disk read-only": disk_read_only,
    "index deleted": index_deleted,
    "clock a day ahead": set_clock(DAY),
    "clock an hour behind": set_clock(-HOUR),
    "mail server away": mail_server_away,
    "database restarted": database_restarted,
    "database disk full": database_disk_full(uses_up_log=False),
    "database disk full, its log too": database_disk_full(uses_up_log=True),
    "replica away": replica_away,
}
