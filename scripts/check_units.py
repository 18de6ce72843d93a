"""Follows "Installing on one host" of docs/operations.md on a Debian made and booted for it:
`make check-units`.

The document's commands are run as they stand, with the code of the last commit; only the settings
that are an operator's own and a certificate are put in.
"""

from __future__ import annotations

from scripts.apart import refuse_without, try_apart

PROGRAMS = {
    "debootstrap": "debootstrap",
    "git": "git",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "systemd-nspawn": "systemd-container",
    "unshare": "util-linux",
}
"""What is started, and the package of Debian that brings it."""


def main() -> None:
    """Install the host, boot it and try it."""
    refuse_without(PROGRAMS)
    try_apart("scripts.host_check")


if __name__ == "__main__":
    main()
