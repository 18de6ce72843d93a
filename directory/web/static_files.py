"""Addresses of the files that pages are drawn with; each may be kept, as it names its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, current_app

STATIC_SECONDS = 365 * 24 * 60 * 60
VERSION_LENGTH = 12
FILE_VIEWS = frozenset({"static", "shared_styles.styles"})
"""Views of what pages are drawn with: the same for everybody, and no sign that somebody came."""


def register(app: Flask) -> None:
    """Have the files kept by browsers, and remember the version of each."""
    app.extensions["static_versions"] = {}
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_SECONDS


def static_folder() -> Path:
    """Where the files lie."""
    return Path(current_app.static_folder or "")


def static_path(name: str) -> str:
    """The address of a static file, the same for pages of every language."""
    return f"{current_app.static_url_path}/{name}"


def static_url(name: str) -> str:
    """The address of a static file with its content's version."""
    versions: dict[str, str] = current_app.extensions["static_versions"]
    if name not in versions or current_app.debug:
        versions[name] = version_of((static_folder() / name).read_bytes())
    return f"{static_path(name)}?v={versions[name]}"


def version_of(content: bytes) -> str:
    """What changes with the content."""
    return hashlib.sha256(content).hexdigest()[:VERSION_LENGTH]
