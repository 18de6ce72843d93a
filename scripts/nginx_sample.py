"""The sample of deploy/nginx.conf, made to run on this machine by a certificate of its own."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import trustme

from directory.config import PROJECT_FOLDER

SITE_NAME = "directory.example"


def find_nginx() -> str:
    """The program; ends the script with what to do where there is none."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        sys.exit("nginx is not installed (on Debian: apt-get install nginx-light)")
    return nginx


def write_nginx(folder: Path, tls: str, plain: str, hosts: Sequence[str]) -> Path:
    """Write what nginx needs to run the sample from a folder; gives the file to start it with.

    Only addresses, names of files and the certificate differ from the sample. Addresses, where it
    listens and those of the hosts, are like 127.0.0.1:8000.
    """
    authority = trustme.CA()
    certificate = authority.issue_cert(SITE_NAME)
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    for number, part in enumerate(certificate.cert_chain_pems):
        part.write_to_path(str(folder / "chain.pem"), append=number > 0)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    sample = (PROJECT_FOLDER / "deploy" / "nginx.conf").read_text("utf-8")
    servers = "\n".join(f"    server {address} max_fails=2 fail_timeout=10s;" for address in hosts)
    for pattern, replacement in (
        (r" *server 127\.0\.0\.1:8000 .*", servers),
        (r"listen 443", f"listen {tls}"),
        (r"listen 80;", f"listen {plain};"),
        (r"/etc/letsencrypt/live/[^;]*/fullchain.pem", str(folder / "chain.pem")),
        (r"/etc/letsencrypt/live/[^;]*/privkey.pem", str(folder / "key.pem")),
        (r"/var/log/nginx/", f"{folder}/"),
        (r"/opt/skilled-hand/", f"{PROJECT_FOLDER}/"),
        (r"/etc/nginx/skilled-hand-proxy.conf", f"{PROJECT_FOLDER}/deploy/nginx-proxy.conf"),
    ):
        sample, count = re.subn(pattern, replacement, sample)
        assert count, f"deploy/nginx.conf no longer has {pattern}"  # noqa: S101  # a check of ours
    (folder / "site.conf").write_text(sample, "utf-8")
    main = folder / "nginx.conf"
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log crit;\ndaemon off;\n"
        "worker_processes 1;\nworker_rlimit_nofile 4096;\n"
        "events { worker_connections 2048; }\n"
        f"http {{\n    include /etc/nginx/mime.types;\n{temporary}"
        f"    include {folder}/site.conf;\n}}\n",
        "utf-8",
    )
    return main
