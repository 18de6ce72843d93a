"""A small Debian in a folder, made of Debian's packages, for what is tried apart."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

RELEASE = "bookworm"
PACKAGES = ("ca-certificates", "netbase", "python3", "python3-venv", "tzdata")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PIP_SETTINGS = ("cert", "index-url", "proxy", "trusted-host")
KEEP_NO_PACKAGES = (
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };\n'
)


def make_tree(tree: Path, more_packages: Sequence[str] = ()) -> None:
    """Make a small Debian with Python, which finds packages where this machine does."""
    print(f"      making a Debian of the release {RELEASE} …", flush=True)
    log_file = tree.parent / "debootstrap.log"
    packages = ",".join((*PACKAGES, *more_packages))
    with log_file.open("w") as log:
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={packages}", RELEASE, str(tree)],
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode:
        sys.exit(log_file.read_text("utf-8"))
    (tree / "etc/apt/apt.conf.d/docker-clean").write_text(KEEP_NO_PACKAGES, "utf-8")
    for cached in (*tree.glob("var/cache/apt/archives/*.deb"), *tree.glob("var/lib/apt/lists/*_*")):
        cached.unlink()
    settings = read_pip_settings()
    if "cert" in settings:
        shutil.copyfile(settings["cert"], f"{tree}{CERTIFICATES}")
        settings["cert"] = CERTIFICATES
    lines = [f"{name} = {value}\n" for name, value in settings.items()]
    (tree / "etc/pip.conf").write_text("".join(["[global]\n", *lines]), "utf-8")


def read_pip_settings() -> dict[str, str]:
    """Where pip of this machine looks for packages."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    found = re.findall(r"^(?:global|install|:env:)\.([a-z-]+)='(.*)'$", listed.stdout, re.M)
    return {name: value for name, value in found if name in PIP_SETTINGS}
