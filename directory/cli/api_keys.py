"""Commands about keys of the API: making, listing and revoking them."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from directory.database import db
from directory.domain.api_keys import LIFETIMES, Scope
from directory.domain.errors import DomainError
from directory.services.accounts import get_account_by_email
from directory.services.api_keys import KeyWish, list_keys, make_key, revoke_key

api_key_commands = AppGroup("api-keys", help="Keys by which programs write to the directory.")


@api_key_commands.command("make")
@click.argument("email")
@click.option("--name", required=True, help="The program that will use the key.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
)
@click.option("--site", default="", help="The site whose reviews the key imports.")
@click.option("--days", default=90, type=click.Choice(list(LIFETIMES)), show_default=True)
def make(email: str, name: str, scopes: tuple[str, ...], site: str, days: int) -> None:
    """Make a key that acts for the account of EMAIL, and print it; it cannot be shown again."""
    now = current_app.config["CLOCK"]()
    try:
        owner = get_account_by_email(db.session, email)
        wish = KeyWish(name, [Scope(scope) for scope in scopes], days, site)
        made = make_key(db.session, owner, wish, now)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo(f"Key {made.key.id} works until {made.key.expires_at:%Y-%m-%d}:", err=True)
    click.echo(made.token)


@api_key_commands.command("list")
def list_all() -> None:
    """List every key with its owner, scopes and end."""
    now = current_app.config["CLOCK"]()
    for key, owner in list_keys(db.session, None):
        is_over = key.revoked_at or key.expires_at <= now
        state = "ended" if is_over else f"until {key.expires_at:%Y-%m-%d}"
        whose = owner.email if owner else "nobody"
        click.echo(f"{key.id:>5}  {key.shown_beginning}…  {state:<16}  {whose}  {key.name}")


@api_key_commands.command()
@click.argument("key_id", type=int)
def revoke(key_id: int) -> None:
    """Let key KEY_ID work no more, at once."""
    try:
        key = revoke_key(db.session, key_id, current_app.config["CLOCK"]())
    except DomainError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo(f"Key {key.id}, {key.name}, works no more.")
