"""Templates are compiled once, and pages do not need what was kept."""

from __future__ import annotations

import shutil
from pathlib import Path

from directory.app import create_app
from directory.config import Settings
from directory.web.compiled_templates import CompiledTemplates


def _kept(settings: Settings) -> list[Path]:
    return sorted((settings.data_folder / "compiled_templates").iterdir())


def test_what_one_process_compiled_the_next_one_takes(app_settings: Settings) -> None:
    first, second = create_app(app_settings), create_app(app_settings)
    first.jinja_env.get_template("errors/error.html")
    kept = {file: file.stat().st_mtime_ns for file in _kept(app_settings)}
    assert kept
    second.jinja_env.get_template("errors/error.html")
    assert {file: file.stat().st_mtime_ns for file in _kept(app_settings)} == kept


def test_without_room_for_them_templates_are_compiled_all_the_same(app_settings: Settings) -> None:
    app = create_app(app_settings)
    assert isinstance(app.jinja_env.bytecode_cache, CompiledTemplates)
    shutil.rmtree(app_settings.data_folder / "compiled_templates")
    assert app.jinja_env.get_template("errors/error.html")
