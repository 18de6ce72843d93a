"""Tries the image and the sample of compose on a Docker engine: `make check-image`.

The engine is started for this, apart from any other. No registry of images is asked: the two base
images are made of Debian's packages. With `--from COMMIT` the site is set up by the image of an
earlier commit first, and then upgraded.
"""

from __future__ import annotations

import argparse

from scripts.apart import refuse_without, try_apart

PROGRAMS = {
    "debootstrap": "debootstrap",
    "docker": "docker.io",
    "docker-compose": "docker-compose",
    "dockerd": "docker.io",
    "ip": "iproute2",
    "iptables": "iptables",
    "unshare": "util-linux",
}
"""What is started, and the package of Debian that brings it."""


def main() -> None:
    """Make the images and try them."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--from", metavar="COMMIT", help="set up by an earlier image first")
    before: str | None = vars(arguments.parse_args())["from"]
    refuse_without(PROGRAMS)
    try_apart("scripts.image_check", *([before] if before else []))


if __name__ == "__main__":
    main()
