"""Settings: every one there is, read from the environment and checked before anything starts.

This is the one documented place; the README's table is tested against `SETTINGS`.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import search_index
from directory.domain.email_addresses import read_email_address
from directory.domain.errors import InvalidValueError
from directory.domain.open_data import LICENCES, USUAL_LICENCE, Licence

PROJECT_FOLDER = Path(__file__).resolve().parent.parent

SETTINGS: dict[str, str] = {
    "HOST": "Address the site listens on. Default 127.0.0.1.",
    "PORT": "Port the site listens on, 1 to 65535. Default 8000.",
    "DATA_DIR": "Database, index, uploads, compiled templates. Default `var` in the project.",
    "DATABASE_URL": "sqlite:///FILE or postgresql://USER@HOST/NAME. Default SQLite in DATA_DIR.",
    "READ_DATABASE_URL": "A replica of a PostgreSQL database, for who only reads. Default: none.",
    "SEARCH_URL": "whoosh:///FOLDER (default, in DATA_DIR), postgresql://… or opensearch://….",
    "SEARCH_FALLBACK_URL": "A second index that answers while the server of SEARCH_URL is away.",
    "SECRET_KEY": "Signs sessions and forms; 32 characters or more. The demo makes its own.",
    "SITE_URL": "Where people reach the site; links in mail lead there. Default http://HOST:PORT",
    "ALLOWED_HOSTS": "Names the site is called by, by commas. Default that of SITE_URL; demo: any.",
    "TRUSTED_PROXIES": "Addresses or networks of proxies before the site, by commas. Default none.",
    "MAIL_URL": "smtp(s)://USER:PASSWORD@HOST:PORT, or outbox: to keep mail. Default outbox:",
    "MAIL_FROM": "Address that mail comes from. Default no-reply@ and the host of SITE_URL.",
    "BACKUP_DIR": "Folder of the backups. Default: none; `backup create` is then told where.",
    "LOG_LEVEL": "What is logged: debug, info (each request), warning or error. Default warning.",
    "METRICS_TOKEN": "Bearer token that /metrics asks for. Default: only this machine may read it.",
    "IMPORT_FOLDER": "Files that registrars may import without upload. Default DATA_DIR/imports.",
    "OPEN_DATA_LICENCE": "Of /open-data: CC-BY-4.0 (default), CC0-1.0 or ODbL-1.0.",
    "DEMO": "1 fills an empty directory with fictional people; 0 leaves it empty. Default 1.",
}

SECRET_KEY_LENGTH = 32
METRICS_TOKEN_LENGTH = 16
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_HOST_NAME = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:.]+")
LOG_LEVELS = ("debug", "info", "warning", "error")


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ConfigurationError(Exception):
    """A setting is wrong; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The checked settings of one site."""

    host: str
    port: int
    data_folder: Path
    database_url: str
    read_database_url: str
    search_url: str
    search_fallback_url: str
    secret_key: str
    site_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    mail_url: str
    mail_from: str
    backup_folder: Path | None
    log_level: str
    metrics_token: str
    import_folder: Path
    open_data_licence: Licence
    is_demo: bool

    @property
    def upload_folder(self) -> Path:
        """Where uploaded files lie: outside of everything that is served."""
        return self.data_folder / "uploads"

    @property
    def request_counts_file(self) -> Path:
        """Where the processes of one machine count requests together, on SQLite."""
        return self.data_folder / "request_counts.sqlite3"

    @property
    def open_data_folder(self) -> Path:
        """Where the exports lie that everybody may have."""
        return self.data_folder / "open-data"

    @property
    def shows_outbox(self) -> bool:
        """Whether everybody may read the mail: in a demonstration that sends none."""
        return self.is_demo and self.mail_url.startswith("outbox:")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read and check the settings; creates DATA_DIR. Raises ConfigurationError."""
        is_demo = _demo(environment.get("DEMO", "1"))
        data_folder = _data_folder(environment.get("DATA_DIR", ""))
        host = environment.get("HOST") or "127.0.0.1"
        port = _port(environment.get("PORT") or "8000")
        site_url = _site_url(environment.get("SITE_URL", ""), host, port)
        database_url = _database_url(environment.get("DATABASE_URL", ""), data_folder)
        return cls(
            host=host,
            port=port,
            data_folder=data_folder,
            database_url=database_url,
            read_database_url=_read_database_url(
                environment.get("READ_DATABASE_URL", ""), database_url
            ),
            search_url=_search_url(
                "SEARCH_URL", environment.get("SEARCH_URL") or f"whoosh://{data_folder / 'index'}"
            ),
            search_fallback_url=_search_url(
                "SEARCH_FALLBACK_URL", environment.get("SEARCH_FALLBACK_URL", "")
            ),
            secret_key=_secret_key(environment.get("SECRET_KEY", ""), data_folder, is_demo),
            site_url=site_url,
            allowed_hosts=_allowed_hosts(
                environment.get("ALLOWED_HOSTS", ""), site_url, is_demo=is_demo
            ),
            trusted_proxies=_trusted_proxies(environment.get("TRUSTED_PROXIES", "")),
            mail_url=_mail_url(environment.get("MAIL_URL") or "outbox:"),
            mail_from=_mail_from(environment.get("MAIL_FROM", ""), site_url),
            backup_folder=_backup_folder(environment.get("BACKUP_DIR", ""), data_folder),
            log_level=_log_level(environment.get("LOG_LEVEL") or "warning"),
            metrics_token=_metrics_token(environment.get("METRICS_TOKEN", "")),
            import_folder=_import_folder(environment.get("IMPORT_FOLDER", ""), data_folder),
            open_data_licence=_open_data_licence(
                environment.get("OPEN_DATA_LICENCE") or USUAL_LICENCE
            ),
            is_demo=is_demo,
        )


def _demo(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ConfigurationError(f"DEMO is {text!r}, but it must be 1 (demo data) or 0 (empty).")
    return text == "1"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ConfigurationError(f"PORT is {text!r}, but it must be a number from 1 to 65535.")
    return int(text)


def _data_folder(text: str) -> Path:
    folder = Path(text).expanduser().resolve() if text else PROJECT_FOLDER / "var"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigurationError(
            f"DATA_DIR is {str(folder)!r}, but nothing can be written there ({error.strerror})."
        ) from error
    return folder


def _database_url(text: str, data_folder: Path) -> str:
    if not text:
        return f"sqlite:///{data_folder / 'skilled_hand.sqlite3'}"
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.split("+")[0] not in {"sqlite", "postgresql", "postgres"}:
        raise ConfigurationError(
            f"DATABASE_URL begins with {scheme[:20]!r}, but only sqlite:///FILE and "
            "postgresql://USER@HOST/NAME are supported."
        )
    return text if scheme.startswith("sqlite") else f"postgresql+psycopg://{rest}"


def _read_database_url(text: str, database_url: str) -> str:
    if text and not (text.startswith("postgres") and database_url.startswith("postgres")):
        raise ConfigurationError(
            "READ_DATABASE_URL must be postgresql://USER@HOST/NAME, and so must DATABASE_URL: "
            "it is for a replica of the same database."
        )
    return _database_url(text, Path()) if text else ""


def _search_url(setting: str, text: str) -> str:
    try:
        if text:
            search_index.open_index(text)
    except search_index.IndexUrlError as error:
        raise ConfigurationError(f"{setting} cannot be used: {error}") from error
    return text


def _site_url(text: str, host: str, port: int) -> str:
    if not text:
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ConfigurationError(
            f"SITE_URL is {text!r}, but it must be like https://directory.example, without a path."
        )
    return text.rstrip("/")


def _allowed_hosts(text: str, site_url: str, *, is_demo: bool) -> tuple[str, ...]:
    """Names without ports; one with a dot before it stands for all below it. Empty allows any."""
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    for name in names:
        if not _HOST_NAME.fullmatch(name):
            raise ConfigurationError(
                f"ALLOWED_HOSTS has {name!r}, but it must be names such as directory.example, "
                "without https:// or a port, separated by commas."
            )
    if names or is_demo:
        return names
    return (urlsplit(site_url).hostname or "", *THIS_MACHINE)


def _trusted_proxies(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ConfigurationError(
            f"TRUSTED_PROXIES is {text!r}, but it must be addresses or networks such as "
            "10.0.0.5, 10.1.0.0/24, separated by commas."
        ) from error


def _mail_url(text: str) -> str:
    scheme = text.partition(":")[0]
    if scheme not in {"outbox", "smtp", "smtps"} or (
        scheme != "outbox" and not _has_host_and_port(text)
    ):
        raise ConfigurationError(
            f"MAIL_URL begins with {scheme[:20]!r}, but it must be smtp://HOST:PORT, "
            "smtps://HOST:PORT (either with USER:PASSWORD@ before HOST) or outbox:."
        )
    return text


def _has_host_and_port(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number
        return False


def _mail_from(text: str, site_url: str) -> str:
    if not text:
        return f"no-reply@{urlsplit(site_url).hostname}"
    try:
        return read_email_address(text)
    except InvalidValueError as error:
        raise ConfigurationError(f"MAIL_FROM is {text!r}, but it must be an address.") from error


def _backup_folder(text: str, data_folder: Path) -> Path | None:
    if not text:
        return None
    folder = Path(text).expanduser().resolve()
    if folder.is_relative_to(data_folder):
        raise ConfigurationError(
            f"BACKUP_DIR is {text!r}, but it must not lie in DATA_DIR: what takes one takes both."
        )
    return folder


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ConfigurationError(
            f"LOG_LEVEL is {text!r}, but it must be one of {', '.join(LOG_LEVELS)}."
        )
    return text.lower()


def _metrics_token(text: str) -> str:
    if text and len(text) < METRICS_TOKEN_LENGTH:
        raise ConfigurationError(
            f"METRICS_TOKEN has {len(text)} characters, but it must have at least "
            f"{METRICS_TOKEN_LENGTH}, chosen at random."
        )
    return text


def _import_folder(text: str, data_folder: Path) -> Path:
    if not text:
        return data_folder / "imports"
    folder = Path(text).expanduser().resolve()
    if not folder.is_dir():
        raise ConfigurationError(f"IMPORT_FOLDER is {text!r}, but there is no such folder.")
    return folder


def _open_data_licence(text: str) -> Licence:
    if text not in LICENCES:
        raise ConfigurationError(
            f"OPEN_DATA_LICENCE is {text!r}, but it must be one of {', '.join(LICENCES)}."
        )
    return LICENCES[text]


def _secret_key(text: str, data_folder: Path, is_demo: bool) -> str:
    if text:
        if len(text) < SECRET_KEY_LENGTH:
            raise ConfigurationError(
                f"SECRET_KEY has {len(text)} characters, but it must have at least "
                f"{SECRET_KEY_LENGTH}, chosen at random."
            )
        return text
    if not is_demo:
        raise ConfigurationError(
            "SECRET_KEY is missing. A site with DEMO=0 needs one that stays the same; make it: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return _demo_secret_key(data_folder / "demo_secret_key")


def _demo_secret_key(file: Path) -> str:
    """The demo's own key, kept so that every worker and every start has the same one."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return file.read_text(encoding="ascii")
