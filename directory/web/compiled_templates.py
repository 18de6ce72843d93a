"""Compiled templates, kept with the site's data: compiling one takes longer than filling it in."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from directory.config import Settings


class CompiledTemplates(FileSystemBytecodeCache):
    """One file for each template, replaced when its text changes."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template where there is room for it; a full disk is no reason to show no page."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def register(app: Flask) -> None:
    """Keep what is compiled from one start to the next, and for every worker."""
    settings: Settings = app.config["SETTINGS"]
    folder = settings.data_folder / "compiled_templates"
    folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = CompiledTemplates(str(folder))
