"""The `accounts` commands: an admin for a new site, and codes for the demonstration only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Account, AuditEvent, Role
from directory.services.account_sessions import list_sessions, start_session
from tests.fixtures.people import (
    EMAIL,
    PASSWORD,
    add_second_factor,
    code_at,
    list_mail_to,
    make_account,
    new_browser,
    sign_in,
)

NEW_PASSWORD = "seven grey herons"


def make_admin(cli: FlaskCliRunner, password: str) -> tuple[int, str]:
    result = cli.invoke(
        args=["accounts", "admin", EMAIL, "--name", "Ada Steward"], input=f"{password}\n" * 2
    )
    return result.exit_code, result.output


def test_a_new_site_gets_its_admin_who_then_sets_up_a_second_factor(
    app: Flask, cli: FlaskCliRunner, session: Session
) -> None:
    assert make_admin(cli, NEW_PASSWORD)[0] == 0
    browser = new_browser(app)
    assert sign_in(browser, NEW_PASSWORD).location == "/account"
    assert browser.get("/account").location == "/account/second-factor"


def test_an_account_that_becomes_an_admins_is_signed_out(
    cli: FlaskCliRunner, session: Session, now: datetime
) -> None:
    account = make_account(session, now)
    start_session(session, account, "Firefox on Linux", now)
    session.commit()
    assert make_admin(cli, NEW_PASSWORD)[0] == 0
    session.expire_all()
    assert session.scalars(select(Account.role)).all() == [Role.ADMIN]
    assert list_sessions(session, account, now) == []


def test_an_admin_with_a_weak_password_is_not_made(cli: FlaskCliRunner, session: Session) -> None:
    code, output = make_admin(cli, "password123")
    assert code == 1
    assert "tried first" in output
    assert session.scalars(select(Account)).all() == []


def test_the_demonstrations_admin_gets_a_code_that_works_each_time(
    app: Flask, cli: FlaskCliRunner, session: Session, now: datetime
) -> None:
    account = make_account(session, now, role=Role.ADMIN)
    add_second_factor(session, account, now)
    account.is_demo = True
    session.commit()
    for expected in (code_at(now), code_at(now + timedelta(seconds=30))):
        result = cli.invoke(args=["accounts", "code", EMAIL])
        assert result.output == f"{expected}\n"
        browser = new_browser(app)
        sign_in(browser)
        assert browser.post("/sign-in/code", data={"code": expected}).location == "/account"
        assert browser.get("/account").status_code == 200
    third = cli.invoke(args=["accounts", "code", EMAIL])
    assert third.exit_code == 1
    assert "Ask again in half a minute." in third.output


@pytest.mark.parametrize("has_second_factor", [True, False])
def test_nobody_else_gets_a_code(
    cli: FlaskCliRunner, session: Session, now: datetime, has_second_factor: bool
) -> None:
    account = make_account(session, now)
    if has_second_factor:
        add_second_factor(session, account, now)
    for email in (EMAIL, "nobody@example.org"):
        result = cli.invoke(args=["accounts", "code", email])
        assert result.exit_code == 1
        assert "Traceback" not in result.output
        assert not any(line.strip().isdigit() for line in result.output.splitlines())


def test_the_password_is_not_printed(cli: FlaskCliRunner, session: Session) -> None:
    assert PASSWORD not in make_admin(cli, PASSWORD)[1]


def test_roles_are_given_and_taken(cli: FlaskCliRunner, session: Session, now: datetime) -> None:
    account = make_account(session, now)
    given = cli.invoke(args=["accounts", "give-role", EMAIL, "moderator"])
    assert given.output == f"{EMAIL} is moderator now.\n"
    assert EMAIL in cli.invoke(args=["accounts", "staff"]).output
    taken = cli.invoke(args=["accounts", "take-role", EMAIL])
    assert taken.output == f"{EMAIL} is patient now.\n"
    assert cli.invoke(args=["accounts", "staff"]).output == ""
    session.refresh(account)
    assert account.role == Role.PATIENT


@pytest.mark.parametrize(
    "arguments", [["give-role", "nobody@example.org", "admin"], ["take-role", "x"]]
)
def test_a_role_for_nobody_ends_with_a_sentence(
    cli: FlaskCliRunner, session: Session, arguments: list[str]
) -> None:
    result = cli.invoke(args=["accounts", *arguments])
    assert result.exit_code == 1
    assert "There is no account of" in result.output


def test_a_lost_second_factor_is_taken_away_and_put_on_record(
    app: Flask, cli: FlaskCliRunner, session: Session, now: datetime
) -> None:
    account = make_account(session, now)
    add_second_factor(session, account, now)
    start_session(session, account, "A browser", now)
    session.commit()
    result = cli.invoke(args=["accounts", "reset-second-factor", EMAIL])
    assert result.exit_code == 0
    session.expire_all()
    assert account.totp_secret is None
    assert list_sessions(session, account, now) == []
    assert "switched off" in list_mail_to(session)[-1].text
    [event] = session.scalars(select(AuditEvent))
    assert event.tag == "command_line:account:reset_second_factor"
    assert sign_in(new_browser(app)).location == "/account"


def test_the_code_of_the_demonstration_tells_of_a_changed_key(
    app: Flask, cli: FlaskCliRunner, session: Session, now: datetime
) -> None:
    account = make_account(session, now)
    add_second_factor(session, account, now)
    account.is_demo = True
    session.commit()
    app.config["SECRET_KEY"] = "another key, long enough to be one"
    result = cli.invoke(args=["accounts", "code", EMAIL])
    assert result.exit_code == 1
    assert "SECRET_KEY has changed" in result.output
