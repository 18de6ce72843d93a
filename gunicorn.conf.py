"""How gunicorn serves the site: where it listens, with how many workers, and what it says.

Address and port come from the site's own settings; everything else of gunicorn's can still be
given on its command line.
"""

from __future__ import annotations

import errno
import os
import socket
import sys

from directory.metrics_folder import MEMORY, MetricsFolder, remove_abandoned_folders

METRICS_SETTING = "PROMETHEUS_MULTIPROC_DIR"
metrics_folder: MetricsFolder | None = None
if METRICS_SETTING not in os.environ:
    remove_abandoned_folders()
    metrics_folder = MetricsFolder()
    os.environ[METRICS_SETTING] = str(metrics_folder.path)

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import message
from sqlalchemy.exc import DBAPIError

from directory.database import db
from directory.logs import JsonLines
from directory.services.demo import list_demo_logins
from directory.services.demo.accounts import DemoAccount
from directory.signals_of_forks import end_forks_when_told
from wsgi import app

settings = app.config["SETTINGS"]
host = f"[{settings.host}]" if ":" in settings.host else settings.host

bind = f"{host}:{settings.port}"
workers = 2
threads = 4
worker_tmp_dir = MEMORY  # on a disk that fails a worker could not show that it lives
preload_app = True  # the second worker starts at once and shares the first one's memory
control_socket_disable = True  # one socket per user account: two sites would fight for it
secure_scheme_headers = {}  # which proxies are believed is a setting of the site
loglevel = "error"  # Ctrl-C reaches the workers too, which is no news; our own errors are logged
wsgi_app = "wsgi:app"

# Ten thousand letters of a search are thirty thousand in a URL. Above its own ceiling gunicorn
# would answer them with a bare line instead of a page, so the ceiling is lifted with the limit.
limit_request_line = message.MAX_REQUEST_LINE = 65_536


class JsonLogger(Logger):
    """What gunicorn itself logs, in the form of our own lines."""

    def setup(self, cfg: Config) -> None:
        """Set up as always, and then exchange the form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


logger_class = JsonLogger


def on_starting(_server: Arbiter) -> None:
    """End with a sentence where the address cannot be had; gunicorn would try for 5 seconds."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            advice = (
                "Another program, or another start of this site, has it; choose a free port: "
                f"PORT={settings.port + 1} make run"
                if error.errno == errno.EADDRINUSE
                else "HOST and PORT must name an address of this machine that you may use."
            )
            sys.exit(f"Skilled Hand cannot listen on {bind} ({error.strerror}). {advice}")


def when_ready(_server: Arbiter) -> None:
    """Say where to go and how to sign in, now that the address is really being listened on."""
    lines = ["", f"Skilled Hand is at http://{bind} (Ctrl-C stops it)"]
    logins = _list_logins()
    if logins:
        lines.append("Everybody in this demonstration is fictional. To sign in:")
        lines += [f"  {login.role:<13} {login.email:<26} {login.password}" for login in logins]
        lines += [
            f"The {login.role} also needs a code: "
            f".venv/bin/flask --app wsgi accounts code {login.email}"
            for login in logins
            if login.has_second_factor
        ]
    if settings.shows_outbox:
        lines.append(f"Mail is not sent but shown at http://{bind}/demo/outbox")
    print(*lines, "", sep="\n", flush=True)  # noqa: T201


def _list_logins() -> tuple[DemoAccount, ...]:
    """Who can sign in to the demonstration; nobody is known while the database is away."""
    with app.app_context():
        try:
            return list_demo_logins(db.session)
        except DBAPIError:
            return ()


# A signal that a worker lost on the master's handlers would have Ctrl-C just after a start wait
# half a minute for that worker to end.
end_forks_when_told()


def post_fork(_server: Arbiter, _worker: object) -> None:
    """Give each worker database connections of its own."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)


def on_exit(_server: Arbiter) -> None:
    """Take away the folder of the metrics."""
    if metrics_folder is not None:
        metrics_folder.remove()
