"""Commands about accounts: the first admin, roles of staff, and codes of the demonstration."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from directory.cli.mail_links import page_address
from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import STAFF_ROLES, Role
from directory.services.account_mail import mail_change
from directory.services.account_sessions import revoke_sessions
from directory.services.accounts import (
    find_or_make_account,
    get_account_by_email,
    open_account,
)
from directory.services.roles import give_role, list_staff, take_role
from directory.services.second_factor import next_code, reset

account_commands = AppGroup("accounts", help="Accounts: staff, and the demonstration's codes.")


@account_commands.command()
@click.argument("email")
@click.option("--name", prompt=True, help="The admin acts under this name.")
@click.password_option(help="Asked for when not given.")
def admin(email: str, name: str, password: str) -> None:
    """Open an admin's account for EMAIL, or make an account that there is an admin's.

    At the first sign-in the second factor is set up.
    """
    now = current_app.config["CLOCK"]()
    try:
        account = find_or_make_account(db.session, email, now)
        open_account(db.session, account, name, password, now)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    give_role(db.session, account, Role.ADMIN, now)
    db.session.commit()
    click.echo(f"{account.email} is an admin now.")


@account_commands.command("give-role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role if role in STAFF_ROLES]))
def give(email: str, role: str) -> None:
    """Let EMAIL, who has an account, decide on others as ROLE.

    At the next sign-in the second factor is set up.
    """
    try:
        account = get_account_by_email(db.session, email)
        give_role(db.session, account, Role(role), current_app.config["CLOCK"]())
    except DomainError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo(f"{account.email} is {role} now.")


@account_commands.command("take-role")
@click.argument("email")
def take(email: str) -> None:
    """Take from EMAIL the role that decides on others; the account stays."""
    try:
        account = get_account_by_email(db.session, email)
        take_role(db.session, account, current_app.config["CLOCK"]())
    except DomainError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo(f"{account.email} is {account.role} now.")


@account_commands.command()
def staff() -> None:
    """List everybody who decides on others."""
    for account in list_staff(db.session):
        click.echo(f"{account.role:<10} {account.email}  {account.display_name}")


@account_commands.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take app, passkeys and recovery codes from EMAIL, who lost them, and end all sessions.

    See first that it is the owner who asks: afterwards the password or a mailed link is enough.
    """
    now = current_app.config["CLOCK"]()
    try:
        account = get_account_by_email(db.session, email)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    reset(db.session, account, now)
    revoke_sessions(db.session, account, now)
    sign_in = page_address(current_app.config["SETTINGS"].site_url, "accounts.sign_in")
    mail_change(db.session, account, N_("The second factor was switched off."), sign_in, now)
    db.session.commit()
    click.echo(f"{account.email} has no second factor any more.")


@account_commands.command()
@click.argument("email")
def code(email: str) -> None:
    """Print the code that signs EMAIL in now; for accounts of the demonstration only."""
    try:
        account = get_account_by_email(db.session, email)
        now, secret_key = current_app.config["CLOCK"](), current_app.config["SECRET_KEY"]
        click.echo(next_code(account, now, secret_key=secret_key))
    except DomainError as error:
        raise click.ClickException(error.message) from error
