"""The vendored font: the file that was looked at, beside its licence."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.refresh_fonts import FILES, FOLDER, read_package


def make_package(folder: Path) -> Path:
    """A package as it is unpacked, from the files that lie here."""
    for file in FILES:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((FOLDER / file.name).read_bytes())
    return folder


def test_every_file_is_the_one_that_was_looked_at() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {file.name for file in FILES}
    assert all(file.is_content((FOLDER / file.name).read_bytes()) for file in FILES)


def test_a_package_gives_the_files(tmp_path: Path) -> None:
    contents = read_package(make_package(tmp_path))
    assert contents["figtree-latin-wght-normal.woff2"].startswith(b"wOF2")
    assert b"SIL OPEN FONT LICENSE" in contents["OFL.txt"]


def test_another_file_or_none_is_refused(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    (package / "LICENSE").write_text("Other terms", "utf-8")
    with pytest.raises(SystemExit, match="nothing was written"):
        read_package(package)
    (package / "LICENSE").unlink()
    with pytest.raises(SystemExit, match="has no LICENSE"):
        read_package(package)
