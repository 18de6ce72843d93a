"""The migrations make exactly the tables of the models, on both databases, up and down."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from directory import models, schema
from directory.app import create_app
from directory.database import db
from directory.models import Base
from directory.schema import (
    TablesInUseError,
    UnfitEncodingError,
    alembic,
    upgrade_schema,
    whole_migration,
)
from directory.services.sealing import unseal
from tests.fixtures.databases import make_settings
from tests.fixtures.postgresql_server import PostgresqlServer


@pytest.fixture
def migrating_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a migrated database of its own, inside its context."""
    app = create_app(make_settings(tmp_path / "data", database_url))
    with app.app_context():
        yield app
        db.engine.dispose()


def list_tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_no_module_with_tables_is_forgotten(migrating_app: Flask) -> None:
    known = set(Base.metadata.tables)
    for module in pkgutil.iter_modules(models.__path__, "directory.models."):
        importlib.import_module(module.name)
    assert set(Base.metadata.tables) == known


def test_the_migrations_make_the_tables_of_the_models(migrating_app: Flask) -> None:
    assert alembic.compare_metadata() == []
    assert list_tables() == set(Base.metadata.tables)


def test_migrating_twice_changes_nothing(migrating_app: Flask) -> None:
    assert upgrade_schema() is False


def test_the_migrations_go_down_to_nothing_and_up_again(migrating_app: Flask) -> None:
    with whole_migration():
        alembic.downgrade("base")
    assert list_tables() == set()
    assert upgrade_schema() is True
    assert list_tables() == set(Base.metadata.tables)


def test_a_migration_that_breaks_off_leaves_nothing_behind(migrating_app: Flask) -> None:
    tables = list_tables()
    with pytest.raises(KeyboardInterrupt), whole_migration():
        alembic.op.drop_table("outcome")
        raise KeyboardInterrupt
    assert list_tables() == tables


def test_a_migration_gives_up_on_a_table_in_use_so_that_nobody_waits_behind_it(
    migrating_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # where writers wait for each other, and readers for nobody
    monkeypatch.setattr(schema, "LOCK_TIMEOUT_MS", 20)
    tables = list_tables()
    with db.engine.connect() as reader:
        reader.execute(text("SELECT 1 FROM outcome"))
        with pytest.raises(TablesInUseError), whole_migration():
            alembic.op.drop_table("outcome")
    assert list_tables() == tables


def test_a_migration_asks_again_for_a_table_in_use(
    migrating_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name == "sqlite":
        return
    monkeypatch.setattr(schema, "LOCK_TIMEOUT_MS", 20)
    with whole_migration():
        alembic.downgrade("base")
    with db.engine.connect() as user:
        user.execute(text("LOCK TABLE alembic_version"))
        monkeypatch.setattr(schema.time, "sleep", lambda _seconds: user.rollback())
        assert upgrade_schema() is True
    assert list_tables() == set(Base.metadata.tables)


@pytest.mark.postgresql
def test_a_database_in_another_encoding_is_refused_with_a_sentence(
    postgresql_server: PostgresqlServer, tmp_path: Path
) -> None:
    url = postgresql_server.create_database(
        "made_without_a_locale", more="ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    app = create_app(make_settings(tmp_path, url))
    with app.app_context():
        with pytest.raises(UnfitEncodingError, match=r"SQL_ASCII.*createdb"):
            upgrade_schema()
        db.engine.dispose()
    postgresql_server.drop_database("made_without_a_locale")


def test_each_revision_follows_the_one_before_in_its_file_name(migrating_app: Flask) -> None:
    newest_first = list(alembic.script_directory.walk_revisions())
    numbers = [script.revision for script in reversed(newest_first)]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert all(Path(script.path).name.startswith(script.revision) for script in newest_first)
    assert alembic.rev_id() == f"{len(numbers) + 1:04}"


def test_foreign_keys_hold_again_after_a_migration(migrating_app: Flask) -> None:
    with whole_migration():
        alembic.upgrade()
    connection = alembic.migration_context.connection
    assert connection is not None
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_secrets_of_apps_are_sealed_where_they_lie_and_opened_on_the_way_back(
    migrating_app: Flask,
) -> None:
    secret, secret_key = "SECRETOFTHETESTS" * 2, migrating_app.config["SECRET_KEY"]

    def read() -> str:
        return str(db.session.scalar(text("SELECT totp_secret FROM account")))

    with whole_migration():
        alembic.downgrade("0014")
    db.session.execute(
        text(
            "INSERT INTO account (email, display_name, role, is_demo, created_at, totp_secret,"
            " totp_confirmed_at) VALUES ('a@example.org', 'A', 'admin', false,"
            " '2026-01-01 00:00:00', :secret, '2026-01-01 00:00:00')"
        ),
        {"secret": secret},
    )
    db.session.commit()
    upgrade_schema()
    assert unseal(secret_key, read()) == secret
    db.session.rollback()
    with whole_migration():
        alembic.downgrade("0014")
    assert read() == secret
    db.session.rollback()
