"""Uploads: where their files lie, and which views may be sent more than a form of text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request

from directory.domain.receipts import MOST_BYTES
from directory.services.claim_calendar import DOCUMENT_FOLDER

P = ParamSpec("P")
R = TypeVar("R")

MOST_DISCARDED = 100 * 1024 * 1024
CHUNK = 64 * 1024
MOST_BYTES_OF_AN_IMPORT = 2 * 1024 * 1024 * 1024


def register(app: Flask) -> None:
    """Let the views marked with `accepts_receipt` be sent a file. Comes before forms are read."""
    app.before_request(_widen_limit)


def folder() -> Path:
    """Where uploaded files lie: outside of everything that is served."""
    upload_folder: Path = current_app.config["SETTINGS"].upload_folder
    return upload_folder


def document_folder() -> Path:
    """Where claimants' documents lie."""
    return folder() / DOCUMENT_FOLDER


def accepts_receipt(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as one that a receipt can be sent to, beside a form of the usual size."""
    view.accepts_receipt = True  # type: ignore[attr-defined]
    return view


def accepts_import(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as one that the file of a registry can be sent to: they are large."""
    view.accepts_import = True  # type: ignore[attr-defined]
    return view


def _widen_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "accepts_import", False):
        request.max_content_length = MOST_BYTES_OF_AN_IMPORT
    if getattr(view, "accepts_receipt", False):
        request.max_content_length = MOST_BYTES + current_app.config["MAX_CONTENT_LENGTH"]


def discard_body() -> None:
    """Read on, within bounds, what a request still sends.

    Some browsers and proxies read no answer before they have sent everything: without this they
    would find the connection broken, and show an error of their own in place of our page.
    """
    stream = request.environ["wsgi.input"]
    left = MOST_DISCARDED
    while left > 0 and (chunk := stream.read(CHUNK)):
        left -= len(chunk)
