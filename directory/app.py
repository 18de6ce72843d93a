"""The application: settings, database, pages and commands put together in one place."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, request
from werkzeug.exceptions import BadHost
from werkzeug.routing import MapAdapter

import search_index
from directory import cli, web
from directory.config import PROJECT_FOLDER, ConfigurationError, Settings
from directory.database import db, list_engines
from directory.logs import configure_logs
from directory.schema import MIGRATION_OPTIONS, alembic
from directory.services import account_sessions
from directory.web.cookie_names import name_for_the_site
from directory.web.outages import find_outage
from directory.web.rendering import Templates
from search_index import FallbackIndex, SearchIndex


class DirectoryApp(Flask):
    """The application; what it logs of a fault names the route, as a path may hold a secret."""

    jinja_environment = Templates

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Addresses for a request, also where its Host can be no name: the page that refuses it has
        links, and Flask alone would make none."""
        try:
            return super().create_url_adapter(request)
        except BadHost as error:
            if request is None:
                raise
            request.routing_exception = error
            name = urlsplit(self.config["SETTINGS"].site_url).netloc
            return self.url_map.bind(name, url_scheme=request.scheme, default_method=request.method)

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401  # as Flask has it
        """Log a fault that no view expected; outages are logged by what answers them."""
        if find_outage(exc_info[1]) is not None:
            return
        rule = request.url_rule
        self.logger.error("A request failed: %s", rule and rule.rule, exc_info=exc_info)


def create_app(settings: Settings) -> Flask:
    """Make an application of its own for these settings; nothing is read from the environment."""
    app = DirectoryApp(
        "directory",
        root_path=str(Path(__file__).parent),
        template_folder=str(PROJECT_FOLDER / "templates"),
        static_folder=str(PROJECT_FOLDER / "static"),
    )
    is_https = settings.site_url.startswith("https:")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES=list_engines(
            settings.database_url, settings.read_database_url, settings.request_counts_file
        ),
        ALEMBIC={"script_location": str(PROJECT_FOLDER / "migrations")},
        ALEMBIC_CONTEXT=MIGRATION_OPTIONS,
        SESSION_COOKIE_NAME=name_for_the_site("session", is_https=is_https),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=max(account_sessions.LIFETIME.values()),
        MAX_CONTENT_LENGTH=1024 * 1024,
        CLOCK=lambda: datetime.now(UTC),
    )
    db.init_app(app)
    alembic.init_app(app)
    app.extensions["search_index"] = _open_search_index(settings)
    web.register(app)
    cli.register(app)
    return app


def _open_search_index(settings: Settings) -> SearchIndex:
    index = search_index.open_index(settings.search_url)
    if not settings.search_fallback_url:
        return index
    return FallbackIndex(index, search_index.open_index(settings.search_fallback_url))


def create_app_from_environment() -> Flask:
    """Make the application for this process; a wrong setting ends it with a sentence."""
    try:
        settings = Settings.from_environment(os.environ)
    except ConfigurationError as error:
        sys.exit(f"Skilled Hand cannot start: {error}")
    configure_logs(settings.log_level)
    return create_app(settings)
