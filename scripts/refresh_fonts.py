"""Fetches the files of `static/fonts/` anew from the npm package `@fontsource-variable/figtree`.

Usage: python -m scripts.refresh_fonts PACKAGE_FOLDER (the unpacked package; `make fonts` fetches it
first). A file that is not the one named here is refused and nothing is written: whoever takes
another version looks at it, then writes its checksum down. The product needs no package.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static" / "fonts"


@dataclass(frozen=True, slots=True)
class VendoredFile:
    """A file as the package calls it, as we call it, and what it has to be."""

    path: str
    name: str
    sha256: str

    def is_content(self, content: bytes) -> bool:
        """Whether this is what was looked at."""
        return hashlib.sha256(content).hexdigest() == self.sha256


FILES = (
    VendoredFile(
        "files/figtree-latin-wght-normal.woff2",
        "figtree-latin-wght-normal.woff2",
        "4ba7d3d096695818fe0686be4f1e82c6b05134e18a22260336130335027462dd",
    ),
    VendoredFile(
        "LICENSE",
        "OFL.txt",
        "ee23e6c84000126692e112ff067b456470493349f993ceaa8b4d3766dd6fad5d",
    ),
)


def read_package(folder: Path) -> dict[str, bytes]:
    """The contents of the files by our names. Ends the program when one is missing or another."""
    contents = {}
    for file in FILES:
        source = folder / file.path
        if not source.is_file():
            sys.exit(f"The package has no {file.path}; nothing was written.")
        content = source.read_bytes()
        if not file.is_content(content):
            found = hashlib.sha256(content).hexdigest()
            sys.exit(f"{file.path} has SHA-256 {found}, not {file.sha256}; nothing was written.")
        contents[file.name] = content
    return contents


def main() -> None:
    """Check the package, then write its files."""
    for name, content in read_package(Path(sys.argv[1])).items():
        (FOLDER / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
