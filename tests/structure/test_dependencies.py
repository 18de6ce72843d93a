"""Dependencies are pinned with hashes, name no index, and each has its reason written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT_FOLDER = Path(__file__).resolve().parents[2]


def list_direct(file_name: str) -> list[str]:
    lines = (PROJECT_FOLDER / file_name).read_text("utf-8").splitlines()
    return [re.split(r"[\[=<>~ ]", line)[0].lower() for line in lines if not line.startswith("-")]


def read_pins(file_name: str) -> dict[str, str]:
    """The pinned packages of a file, each with the lines of its hashes."""
    text = (PROJECT_FOLDER / file_name).read_text("utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return {re.split(r"[\[=]", block)[0]: block for block in blocks}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    pins = read_pins(f"{name}.txt")
    assert set(list_direct(f"{name}.in")) <= set(pins)
    for package, block in pins.items():
        assert re.match(r"\S+==\S+ ", block), f"{package} is not pinned"
        assert "--hash=sha256:" in block, f"{package} has no hash"


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_pins_name_no_place_to_load_from(name: str) -> None:
    text = (PROJECT_FOLDER / f"{name}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if re.search(r"--(index|extra|find|trusted)|://", line)] == []


def test_packages_of_both_files_have_one_version() -> None:
    runtime, development = read_pins("requirements.txt"), read_pins("requirements-dev.txt")
    for package in runtime.keys() & development.keys():
        assert runtime[package].split()[0] == development[package].split()[0]


def test_every_direct_dependency_has_its_reason_written_down() -> None:
    text = (PROJECT_FOLDER / "docs" / "dependencies.md").read_text("utf-8")
    explained = {match.lower() for match in re.findall(r"^\| ([\w-]+) \|", text, re.MULTILINE)}
    direct = {*list_direct("requirements.in"), *list_direct("requirements-dev.in")}
    assert direct - explained == set()
    assert explained - direct <= {"package", "postgresql", "chromium", "default-jre-headless"}
