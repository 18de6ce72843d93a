"""What `doctor` looks at beyond readiness: the machine, the settings, the mail server, the clock.

Each takes what it looks at and gives a finding; what is looked at quickly is in `site_checks`.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from directory.domain.checks import Check, fail, ok, warn
from directory.models import LedgerEntryRow
from directory.services.backups import find_latest
from directory.services.indexing import compare_index, count_outbox
from directory.services.mail_delivery import DeliveryError, Mailer, OutboxMailer
from directory.services.worker_heartbeats import WORRYING_LAG, find_last_sign, measure_lag
from search_index import SearchIndex

GIGABYTE = 1000**3
LEAST_FREE_BYTES = GIGABYTE // 4
ADVISED_FREE_BYTES = 5 * GIGABYTE
OLDEST_DATABASES = {"sqlite": (3, 35), "postgresql": (13, 0)}
"""SQLite gives back rows of an UPDATE since 3.35; older versions of PostgreSQL get no repairs."""
LEAST_DIFFERENT_CHARACTERS = 12
CLOCK_TOLERANCE = timedelta(seconds=5)
OLDEST_BACKUP = timedelta(days=2)
READABLE_BY_OTHERS = 0o077
THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


def check_database_version(session: Session) -> Check:
    """Whether the database is one that the site is tested on."""
    dialect = session.get_bind().dialect
    version = dialect.server_version_info or ()
    if dialect.name == "sqlite":
        written = str(session.scalar(text("SELECT sqlite_version()")))
        version = tuple(int(part) for part in written.split("."))
    oldest = OLDEST_DATABASES[dialect.name]
    found = f"{dialect.name} {'.'.join(map(str, version))}"
    if version[:2] < oldest:
        needed = ".".join(map(str, oldest))
        return fail("database version", f"{found} is too old.", f"Install {needed} or newer.")
    return ok("database version", f"{found}.")


def check_secret(secret_key: str, *, is_demo: bool) -> Check:
    """Whether the key that signs sessions looks chosen at random."""
    if is_demo:
        return ok("secret", "The demonstration has a key of its own.")
    if len(set(secret_key)) < LEAST_DIFFERENT_CHARACTERS:
        return warn(
            "secret",
            "SECRET_KEY has few different characters; it may be guessed.",
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    return ok("secret", "SECRET_KEY is long and mixed.")


def check_site_url(site_url: str) -> Check:
    """Whether people reach the site by an address of their own, encrypted."""
    parts = urlsplit(site_url)
    if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
        return warn(
            "address",
            f"SITE_URL is {site_url}: passwords and cookies travel in the clear.",
            "Put a proxy with a certificate before the site and set SITE_URL=https://…",
        )
    return ok("address", f"The site is reached at {site_url}.")


def check_disk(folder: Path) -> Check:
    """Whether there is room for the database, the index and its rebuilding."""
    usage = shutil.disk_usage(folder)
    sentence = f"{usage.free / GIGABYTE:,.1f} GB of {usage.total / GIGABYTE:,.1f} are free."
    advice = f"Make room where {folder} lies; a rebuilt index needs as much again meanwhile."
    if usage.free < LEAST_FREE_BYTES:
        return fail("disk", sentence, advice)
    if usage.free < ADVISED_FREE_BYTES and usage.free < usage.total / 10:
        return warn("disk", sentence, advice)
    return ok("disk", sentence)


def check_permissions(folder: Path) -> Check:
    """Whether other accounts of this machine are kept out of the data."""
    mode = folder.stat().st_mode & 0o777
    if mode & READABLE_BY_OTHERS:
        return warn(
            "permissions",
            f"Other accounts of this machine may look into {folder} (mode {mode:o}).",
            f"chmod 700 {folder}",
        )
    return ok("permissions", "Only the site's own account may look into DATA_DIR.")


def check_index_equality(session: Session, index: SearchIndex) -> Check:
    """Whether the index holds what the database says. Reads all versions; raises none but its own.

    Raises SearchIndexError for an index that cannot be read.
    """
    comparison = compare_index(session, index)
    if comparison.is_equal:
        return ok("index equality", "The index equals the database.")
    waiting = count_outbox(session)
    found = (
        f"{len(comparison.missing):,} missing, {len(comparison.outdated):,} outdated, "
        f"{len(comparison.superfluous):,} superfluous; {waiting:,} changes wait."
    )
    if waiting:
        return warn("index equality", found, "A worker brings them in; see whether one runs.")
    return fail("index equality", found, "Run: flask --app wsgi index repair")


def check_mail(mailer: Mailer, *, is_demo: bool) -> Check:
    """Whether the mail server answers and lets us in; nothing is sent."""
    if isinstance(mailer, OutboxMailer):
        if is_demo:
            return ok("mail", "The demonstration keeps its mail.")
        return warn("mail", "Mail is kept, not sent.", "Set MAIL_URL=smtps://USER:PASSWORD@HOST")
    try:
        mailer.probe()
    except DeliveryError as error:
        return fail(
            "mail",
            f"The mail server does not take us: {error}",
            "See MAIL_URL; mail waits and is tried again for a day and a half.",
        )
    return ok("mail", "The mail server answers and lets us in.")


def check_backups(folder: Path | None, now: datetime) -> Check:
    """Whether there is a backup of the last days; whether it is whole, `backup verify` says."""
    advice = "Let a timer run: flask --app wsgi backup create (docs/operations.md)"
    if folder is None:
        return warn("backups", "BACKUP_DIR is not set; no backups are known.", advice)
    latest = find_latest(folder)
    if latest is None:
        return warn("backups", f"There is no backup in {folder}.", advice)
    name, moment = latest
    if now - moment > OLDEST_BACKUP:
        return warn("backups", f"The latest backup is {(now - moment).days} days old.", advice)
    return ok("backups", f"The latest backup is {name}.")


def check_replica(session: Session, replica: Session) -> Check:
    """Whether the replica that readers are sent to answers and keeps up."""
    try:
        lag = measure_lag(find_last_sign(session), find_last_sign(replica))
    except DBAPIError:
        replica.rollback()
        return warn(
            "replica",
            "The replica does not answer; readers are answered by the database instead.",
            "See READ_DATABASE_URL and that server.",
        )
    if lag > WORRYING_LAG:
        return warn(
            "replica",
            f"The replica is {lag.total_seconds():,.0f} seconds behind.",
            "See pg_stat_replication at the database.",
        )
    return ok("replica", "The replica answers and keeps up.")


def check_clock(session: Session, now: datetime) -> Check:
    """Whether this clock agrees with the database's, and is not behind what was written."""
    advice = "Let the machines keep time, by systemd-timesyncd or chrony."
    latest = session.scalar(select(func.max(LedgerEntryRow.at)))
    if latest is not None and latest > now + CLOCK_TOLERANCE:
        return fail(
            "clock",
            f"It is {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC here, but the ledger has an entry "
            f"of {latest.astimezone(UTC):%Y-%m-%d %H:%M}.",
            advice,
        )
    if session.get_bind().dialect.name == "postgresql":
        elsewhere: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        difference = abs(elsewhere - now)
        if difference > CLOCK_TOLERANCE:
            seconds = difference.total_seconds()
            return warn("clock", f"The database's clock differs by {seconds:,.0f} seconds.", advice)
    return ok("clock", f"It is {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC.")
