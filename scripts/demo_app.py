"""A demonstration opened in a script's own process, and people who are signed in to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from directory.app import create_app
from directory.config import PROJECT_FOLDER, Settings
from directory.database import db
from directory.models import Account
from directory.services import account_sessions
from directory.web.sessions import TOKEN
from tests.fixtures.postgresql_server import find_binaries, run_server

DATABASES = ("sqlite", "postgresql")
LINK = re.compile(r'\shref="(/[^"#]{1,300})')


def make_app(folder: str, database_url: str) -> Flask:
    """Set a demonstration up in a folder, and open it here."""
    environment = {"DATA_DIR": folder, "DATABASE_URL": database_url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "setup"]
    subprocess.run(command, cwd=PROJECT_FOLDER, env={**os.environ, **environment}, check=True)
    app = create_app(Settings.from_environment(environment))
    app.config.update(WTF_CSRF_ENABLED=False, TESTING=False, PROPAGATE_EXCEPTIONS=False)
    return app


@contextmanager
def open_database(kind: str) -> Iterator[str]:
    """The URL of an empty database, until the end of the block; none for SQLite, the usual one."""
    if kind == "sqlite":
        yield ""
        return
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not installed (on Debian: apt-get install postgresql).")
    with run_server(binaries) as server:
        yield server.create_database("demo")


def sign_in(app: Flask, account_id: int, *, device: str) -> FlaskClient:
    """A client of somebody who has signed in, where it is asked for with a second factor."""
    client, now = app.test_client(), app.config["CLOCK"]()
    with app.app_context():
        account = db.session.get_one(Account, account_id)
        token = account_sessions.start_session(db.session, account, device, now)
        own = account_sessions.find_session(db.session, token, now)
        if own and account.totp_confirmed_at:
            token = account_sessions.note_second_factor(db.session, account, own, now)
        db.session.commit()
    with client.session_transaction() as session:
        session[TOKEN] = token
    return client


def come_from_afar(number: int) -> dict[str, str]:
    """Where a request comes from that shares its network, and so its limits, with no other."""
    return {"REMOTE_ADDR": f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"}


def list_links(page: str) -> list[str]:
    """What a page of the site links to on the same site."""
    return [unescape(link) for link in LINK.findall(page)]
