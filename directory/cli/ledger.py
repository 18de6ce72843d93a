"""Commands about the moderation ledger: verify it, and make the checkpoint that outsiders keep."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from directory.database import db, read_moment
from directory.domain.errors import DomainError
from directory.domain.ledger_verification import Checkpoint, read_checkpoint
from directory.services.ledger import make_checkpoint
from directory.services.ledger_verification import verify_ledger

ledger_commands = AppGroup("ledger", help="The moderation ledger: verify, checkpoint.")

SHOWN = 20


@ledger_commands.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def checkpoint(file: Path | None) -> None:
    """Write a checkpoint to FILE, or print it; keep it where this site cannot reach."""
    made = make_checkpoint(
        db.session, current_app.config["SETTINGS"].site_url, current_app.config["CLOCK"]()
    )
    if file is None:
        click.echo(made.as_json(), nl=False)
        return
    try:
        file.write_text(made.as_json(), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"{file}: {made.entry_count:,} entries, the last with hash {made.hash}")


@ledger_commands.command()
@click.option(
    "--checkpoint",
    "files",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    help="A checkpoint that was kept elsewhere; may be given several times.",
)
def verify(files: tuple[Path, ...]) -> None:
    """Verify the ledger, also against kept checkpoints; ends with 1 where something is wrong."""
    checkpoints = [_read_file(file) for file in files]
    with read_moment() as session:
        check = verify_ledger(session, checkpoints)
    verdict = check.verdict
    if check.is_whole:
        compared = f", as {len(files)} kept checkpoints say" if files else ""
        click.echo(f"The ledger is whole: {verdict.entry_count:,} entries{compared}.")
        click.echo(f"The last one has the hash {verdict.last_hash}")
        return
    sentences = [f"{fault.kind}: {fault.words}" for fault in verdict.faults]
    sentences += [f"not recorded: {words}" for words in check.unrecorded]
    for sentence in sentences[:SHOWN]:
        click.echo(sentence)
    if len(sentences) > SHOWN:
        click.echo(f"… and {len(sentences) - SHOWN:,} more.")
    raise click.ClickException(
        f"The ledger is broken: {len(sentences):,} faults in {verdict.entry_count:,} entries."
    )


def _read_file(file: Path) -> Checkpoint:
    try:
        return read_checkpoint(file.read_text(encoding="utf-8"))
    except (DomainError, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read as a checkpoint: {error}") from error
