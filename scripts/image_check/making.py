"""Makes the images of the check: two base images of Debian's packages, and that of the site."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from directory.config import PROJECT_FOLDER
from scripts.debian_tree import RELEASE, make_tree
from scripts.image_check.engine import Engine, run_engine
from scripts.versions import write_version

PYTHON_IMAGE = f"docker.io/library/python:3.11-slim-{RELEASE}"
DATABASE_IMAGE = f"docker.io/library/postgres:15-{RELEASE}"
IMAGE = "localhost/skilled-hand"
NEW_IMAGE, OLD_IMAGE = f"{IMAGE}:new", f"{IMAGE}:old"
THIS_NETWORK = ("--network=host",)


def main() -> None:
    """Make the images in the engine's folder; with a commit, also that of its site."""
    folder, *before = sys.argv[1:]
    tree = Path(folder) / "tree"
    make_tree(tree)
    (tree / "usr/bin/python").symlink_to("python3")
    with run_engine(Path(folder), "--bridge=none", "--iptables=false") as engine:
        engine.must("import", _pack(tree), PYTHON_IMAGE)
        shutil.rmtree(tree)
        postgres = PROJECT_FOLDER / "scripts" / "image_check" / "postgres"
        build(engine, postgres, DATABASE_IMAGE, "Containerfile")
        build(engine, PROJECT_FOLDER, NEW_IMAGE)
        for commit in before:
            build(engine, write_version(commit, Path(folder) / "before"), OLD_IMAGE)


def build(engine: Engine, folder: Path, name: str, file: str = "deploy/Containerfile") -> None:
    """Build an image of a folder, as an operator does."""
    print(f"      building {name} …", flush=True)
    engine.must("build", *THIS_NETWORK, f"--file={folder / file}", f"--tag={name}", folder)


def _pack(tree: Path) -> Path:
    archive = tree.with_suffix(".tar")
    subprocess.run(["tar", "--create", f"--file={archive}", f"--directory={tree}", "."], check=True)
    return archive


if __name__ == "__main__":
    main()
