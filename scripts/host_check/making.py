"""Makes the host: a Debian in which the document's commands have been run."""

from __future__ import annotations

import secrets
import subprocess
import sys
import uuid
from pathlib import Path

import trustme

from directory.config import PROJECT_FOLDER
from scripts.debian_tree import make_tree
from scripts.host_check.document import CODE, read_installation
from scripts.nginx_sample import SITE_NAME

PACKAGES = ("dbus", "git", "nginx-light", "postgresql", "procps", "systemd", "systemd-sysv")


def main() -> None:
    """Install the site in the folder that is named."""
    tree = Path(sys.argv[1]) / "host"
    make_tree(tree, PACKAGES)
    (tree / "etc/machine-id").write_text(f"{uuid.uuid4().hex}\n", "utf-8")
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", PROJECT_FOLDER, f"{tree}{CODE}"], check=True
    )
    install = read_installation()[0]
    print("      following the document …", flush=True)
    subprocess.run(["mount", "--bind", "/dev", tree / "dev"], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", tree / "proc"], check=True)
    done = subprocess.run(["chroot", tree, "bash", "-exc", install], check=False)
    subprocess.run(["umount", tree / "dev", tree / "proc"], check=True)
    if done.returncode:
        sys.exit("FAIL  what the document says cannot be done")
    _fill_in(tree / "etc/skilled-hand/environment")
    _certify(tree / "etc/letsencrypt/live" / SITE_NAME)


def _fill_in(file: Path) -> None:
    text = file.read_text("utf-8")
    text = text.replace("SECRET_KEY=\n", f"SECRET_KEY={secrets.token_urlsafe(48)}\n")
    mailed = "MAIL_URL=smtps://USER:PASSWORD@mail.example"
    file.write_text(text.replace(mailed, "MAIL_URL=outbox:"), "utf-8")


def _certify(folder: Path) -> None:
    folder.mkdir(parents=True)
    certificate = trustme.CA().issue_cert(SITE_NAME)
    certificate.private_key_pem.write_to_path(folder / "privkey.pem")
    certificate.cert_chain_pems[0].write_to_path(folder / "fullchain.pem")


if __name__ == "__main__":
    main()
