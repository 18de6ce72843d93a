"""The command that moves a site to another database, such as from SQLite to PostgreSQL."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import create_engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from directory.database import db, read_moment
from directory.domain.errors import DomainError
from directory.schema import upgrade_schema
from directory.services.database_moving import move_rows
from directory.services.ledger_verification import verify_ledger

database_commands = AppGroup("database", help="The database: take-over.")


@database_commands.command("take-over")
@click.argument("source_url")
def take_over(source_url: str) -> None:
    """Copy all rows of SOURCE_URL, such as sqlite:///FILE, into the empty database of the settings.

    Stop the site and its worker first. The source is only read.
    """
    upgrade_schema()
    try:
        source = create_engine(source_url.replace("postgresql://", "postgresql+psycopg://"))
        with source.connect() as connection:
            counts = move_rows(connection, db.session, _show)
        source.dispose()
        db.session.commit()
    except DomainError as error:
        raise click.ClickException(error.message) from error
    except ArgumentError as error:
        raise click.ClickException("SOURCE_URL must be like sqlite:///FILE.") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        raise click.ClickException(f"The rows cannot be copied: {reason}") from error
    with read_moment() as session:
        if not verify_ledger(session).is_whole:
            raise click.ClickException(
                "All rows are there, but the ledger is broken: flask --app wsgi ledger verify"
            )
    click.echo(
        f"{sum(counts.values()):,} rows of {len(counts)} tables; the ledger is whole. "
        "The index serves on: see flask --app wsgi index verify"
    )


def _show(table: str, count: int) -> None:
    if count:
        click.echo(f"  {table:<28} {count:>12,}")
