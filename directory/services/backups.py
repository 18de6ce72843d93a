"""Backups: a folder with the database, the uploads and a checkpoint of the ledger, of one site.

A backup is made beside its place and moved there when it is whole, so that what bears a backup's
name is one. Putting it back never mixes: what was there before is refused or replaced.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from directory.domain.backups import (
    CHECKPOINT,
    MANIFEST,
    SUMS,
    UPLOADS,
    Manifest,
    fingerprint_key,
    list_outdated,
    read_manifest,
    read_sums,
    write_sums,
)
from directory.domain.dated_names import name_by_moment, read_moment_of
from directory.domain.errors import DomainError
from directory.domain.ledger_verification import Checkpoint, read_checkpoint
from directory.services.database_copies import find_copier
from directory.services.ledger import make_checkpoint

PARTIAL = ".partial-"
ABANDONED_AFTER = timedelta(days=1)
CHUNK_BYTES = 1024 * 1024
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class BackupError(DomainError):
    """A backup cannot be made, trusted or put back; the sentence says why."""


@dataclass(frozen=True, slots=True)
class BackedUpSite:
    """The site that backups are of, and put back into."""

    database_url: str
    upload_folder: Path
    site_url: str
    secret_key: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was verified: every file is as it was written."""

    folder: Path
    manifest: Manifest
    checkpoint: Checkpoint
    size_bytes: int


def create_backup(
    session: Session, site: BackedUpSite, folder: Path, revision: str, now: datetime
) -> Backup:
    """Make a backup in a folder of backups, while the site goes on. Raises DomainError.

    The checkpoint comes first, so that the ledger of the copy goes at least as far; uploads come
    last: a file is there before its row is.
    """
    place, partial = folder / name_by_moment(now), folder / (PARTIAL + name_by_moment(now))
    copier = find_copier(site.database_url)
    try:
        partial.mkdir(parents=True, mode=PRIVATE_FOLDER)
        checkpoint = make_checkpoint(session, site.site_url, now)
        session.rollback()  # what only read must not keep its view while the copy is made
        (partial / CHECKPOINT).write_text(checkpoint.as_json(), encoding="utf-8")
        copier.copy_to(partial / copier.file_name)
        sums = _copy_tree(site.upload_folder, partial / UPLOADS)
        manifest = Manifest(
            made_at=now.isoformat(),
            site_url=site.site_url,
            database=copier.kind,
            revision=revision,
            ledger_entries=checkpoint.entry_count,
            key_fingerprint=fingerprint_key(site.secret_key),
        )
        (partial / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
        for name in (CHECKPOINT, MANIFEST, copier.file_name):
            (partial / name).chmod(PRIVATE_FILE)
            sums[name] = _hash_file(partial / name)
        (partial / SUMS).write_text(write_sums(sums), encoding="utf-8")
        os.sync()
        partial.rename(place)
    except OSError as error:
        raise BackupError(f"No backup was made in {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return verify_backup(place)


def verify_backup(folder: Path) -> Backup:
    """Read a whole backup and compare it with what was written. Raises DomainError."""
    try:
        sums = read_sums((folder / SUMS).read_text(encoding="utf-8"))
        found = {_path_within(folder, file) for file in folder.rglob("*") if file.is_file()}
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"{folder} is no backup: {SUMS} cannot be read.") from error
    for what, paths in (
        ("is missing", sums.keys() - found),
        ("does not belong to it", found - sums.keys() - {SUMS}),
        (
            "was changed since",
            {p for p in sums.keys() & found if _hash_file(folder / p) != sums[p]},
        ),
    ):
        if paths:
            raise BackupError(f"The backup is damaged: {min(paths)} {what}.")
    manifest = read_manifest((folder / MANIFEST).read_text(encoding="utf-8"))
    checkpoint = read_checkpoint((folder / CHECKPOINT).read_text(encoding="utf-8"))
    copier = find_copier(f"{manifest.database}://nobody@nowhere/nothing")
    copier.verify(folder / copier.file_name)
    size = sum((folder / path).stat().st_size for path in sums)
    return Backup(folder, manifest, checkpoint, size)


def refuse_occupied(site: BackedUpSite) -> None:
    """Raise BackupError where there is a site already that a backup would replace."""
    if not find_copier(site.database_url).is_empty():
        raise BackupError("The database has tables already. Give an empty one, or add --replace.")
    if site.upload_folder.is_dir() and any(site.upload_folder.rglob("*")):
        raise BackupError("There are uploads already. Give an empty DATA_DIR, or add --replace.")


def put_back(backup: Backup, site: BackedUpSite) -> None:
    """Make database and uploads what the backup holds; what was there is gone. Raises DomainError.

    Nobody else may have the database open meanwhile.
    """
    copier = find_copier(site.database_url)
    if copier.kind != backup.manifest.database:
        raise BackupError(
            f"The backup is of {backup.manifest.database}, and DATABASE_URL leads to "
            f"{copier.kind}; a backup goes back into the same kind of database."
        )
    uploads = site.upload_folder
    arriving = uploads.with_name(uploads.name + ".arriving")
    shutil.rmtree(arriving, ignore_errors=True)
    try:
        _copy_tree(backup.folder / UPLOADS, arriving)
        copier.put_back(backup.folder / copier.file_name)
        shutil.rmtree(uploads, ignore_errors=True)
        arriving.rename(uploads)
    except OSError as error:
        raise BackupError(f"The uploads cannot be put back: {error.strerror}.") from error
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def find_latest(folder: Path) -> tuple[str, datetime] | None:
    """The name and the moment of the latest backup in a folder of backups, if there is one."""
    names = _list_names(folder)
    latest = max(names, default=None)
    moment = read_moment_of(latest) if latest else None
    return (latest, moment) if latest and moment else None


def prune_backups(folder: Path, now: datetime) -> list[str]:
    """Delete backups that have had their time, and what killed runs left; gives their names."""
    outdated = list_outdated(_list_names(folder), now)
    for partial in folder.glob(PARTIAL + "*"):
        begun = read_moment_of(partial.name.removeprefix(PARTIAL))
        if begun is not None and now - begun > ABANDONED_AFTER:
            outdated.append(partial.name)
    for name in outdated:
        shutil.rmtree(folder / name)
    return outdated


def _list_names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [file.name for file in folder.iterdir() if read_moment_of(file.name)]


def _copy_tree(source: Path, target: Path) -> dict[str, str]:
    """Copy all files, privately, and give the SHA-256 of each by its path from above the target.

    A file that goes meanwhile had its time; it is left out.
    """
    target.mkdir(mode=PRIVATE_FOLDER, parents=True)
    sums = {}
    for file in sorted(source.rglob("*")) if source.is_dir() else ():
        copy = target / file.relative_to(source)
        if file.is_dir():
            copy.mkdir(mode=PRIVATE_FOLDER)
            continue
        try:
            shutil.copyfile(file, copy)
        except FileNotFoundError:
            continue
        copy.chmod(PRIVATE_FILE)
        sums[_path_within(target.parent, copy)] = _hash_file(copy)
    return sums


def _path_within(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()


def _hash_file(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
