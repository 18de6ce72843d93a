"""Tries the sample of nginx before two hosts of the site: `make check-proxy`.

Slow clients must cost nobody anything, a host that ends must not be noticed, and what a client
writes into headers must not be believed. The bare server is tried by the same slow clients.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path

from directory.app import create_app
from directory.config import Settings
from directory.schema import upgrade_schema
from scripts.checks import Checks
from scripts.nginx_sample import SITE_NAME, find_nginx, write_nginx
from scripts.started_servers import started
from tests.fixtures.sites import find_free_port

SLOW_CLIENTS = 300
PATIENCE_SECONDS = 5.0
REQUESTS = 20
BARE_REQUESTS = 3
SLOW_HEADERS = b"GET /health/live HTTP/1.1\r\nHost: " + SITE_NAME.encode() + b"\r\nX-Slow: "
SLOW_BODY = (
    b"POST /sign-up HTTP/1.1\r\nHost: " + SITE_NAME.encode() + b"\r\nContent-Length: 9000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
)


@contextmanager
def slow_clients(port: int, words: bytes, context: ssl.SSLContext | None) -> Iterator[None]:
    """Clients from many addresses that begin a request and never end it."""
    with ExitStack() as stack:
        for number in range(SLOW_CLIENTS):
            client = stack.enter_context(socket.socket())
            client.settimeout(PATIENCE_SECONDS)
            client.bind((f"127.0.1.{number % 200 + 1}", 0))
            try:
                client.connect(("127.0.0.1", port))
                if context is not None:
                    client = stack.enter_context(
                        context.wrap_socket(client, server_hostname=SITE_NAME)
                    )
                client.sendall(words)
            except OSError:
                continue
        yield


def ask(connection: HTTPSConnection, path: str, **headers: str) -> HTTPResponse:
    """Ask for a page and read it whole."""
    named = {"Host": SITE_NAME} | {name.replace("_", "-"): text for name, text in headers.items()}
    connection.request("GET", path, headers=named)
    response = connection.getresponse()
    response.read()
    return response


def count_answers(make: Callable[[], socket.socket], count: int) -> int:
    """How many of some requests, each by a connection of its own, are answered in time."""
    answered = 0
    for _ in range(count):
        try:
            with make() as client:
                client.sendall(
                    b"GET /health/live HTTP/1.1\r\nConnection: close\r\nHost: "
                    + SITE_NAME.encode()
                    + b"\r\n\r\n"
                )
                answered += client.recv(12) == b"HTTP/1.1 200"
        except OSError:
            continue
    return answered


def main() -> None:
    """Start two hosts and nginx, and try them."""
    nginx = find_nginx()
    checks = Checks()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        ports = [find_free_port(), find_free_port()]
        tls_port, plain_port = find_free_port(), find_free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder / "data"),
            "DEMO": "0",
            "SECRET_KEY": "only-for-this-check-" * 3,
            "SITE_URL": f"https://{SITE_NAME}",
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        logging.getLogger("alembic").setLevel(logging.WARNING)
        with create_app(Settings.from_environment(environment)).app_context():
            upgrade_schema()
        sites = [
            stack.enter_context(
                started(
                    [sys.executable, "-m", "gunicorn"],
                    port,
                    environment | {"PORT": str(port)},
                )
            )
            for port in ports
        ]
        tls, plain, *hosts = (f"127.0.0.1:{port}" for port in (tls_port, plain_port, *ports))
        file = write_nginx(folder, tls, plain, hosts)
        stack.enter_context(started([nginx, "-c", str(file)], tls_port, environment))
        context = ssl.create_default_context(cafile=str(folder / "authority.pem"))

        def connect_bare() -> socket.socket:
            return socket.create_connection(("127.0.0.1", ports[0]), PATIENCE_SECONDS)

        def connect() -> socket.socket:
            plain = socket.create_connection(("127.0.0.1", tls_port), PATIENCE_SECONDS)
            return context.wrap_socket(plain, server_hostname=SITE_NAME)

        for kind, words in (("headers", SLOW_HEADERS), ("bodies", SLOW_BODY)):
            with slow_clients(ports[0], words, None):
                answered = count_answers(connect_bare, BARE_REQUESTS)
                print(
                    f"      bare, beside {SLOW_CLIENTS} slow {kind}: {answered} of "
                    f"{BARE_REQUESTS} answered within {PATIENCE_SECONDS:.0f} s"
                )
            with slow_clients(tls_port, words, context):
                began = time.monotonic()
                answered = count_answers(connect, REQUESTS)
                seconds = (time.monotonic() - began) / REQUESTS
                checks.expect(
                    f"nginx, beside {SLOW_CLIENTS} slow {kind}: {answered} of {REQUESTS} "
                    f"answered, {seconds:.2f} s each",
                    answered == REQUESTS,
                )
        _check_headers(checks, tls_port, context, folder)
        sites[0].kill()
        sites[0].wait()
        checks.expect(
            "one host killed: nobody notices", count_answers(connect, REQUESTS) == REQUESTS
        )
    checks.end()


def _check_headers(checks: Checks, port: int, context: ssl.SSLContext, folder: Path) -> None:
    connection = HTTPSConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS, context=context)
    context.check_hostname = False  # it is asked by its address
    live = ask(connection, "/health/live?email=paula@example.org").headers
    checks.expect("answers carry an id of the request", len(live["X-Request-ID"]) == 32)
    is_strict = "max-age" in live["Strict-Transport-Security"]
    checks.expect("and are asked for encrypted only", is_strict)
    for path in ("/metrics", "/health/ready"):
        checks.expect(f"{path} is not for the world", ask(connection, path).status == 404)
    other = ask(connection, "/no-such-page", Host="evil.example")
    checks.expect("another name is refused", other.status == 400)
    files = ask(connection, "/static/icon.svg").headers
    is_kept = files["Cache-Control"] == "max-age=31536000"
    is_picture = files["Content-Type"] == "image/svg+xml"
    checks.expect("files come from nginx, to be kept", is_kept and is_picture)
    log = (folder / "skilled-hand.log").read_text("utf-8")
    checks.expect(
        "its log holds neither path nor query", "paula" not in log and "health" not in log
    )


if __name__ == "__main__":
    main()
