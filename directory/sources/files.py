"""Opening a file as its publisher offers it: plain, gzip or a table inside a zip archive.

What the bytes say is the readers' business.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, BinaryIO, cast

from directory.domain.errors import InvalidValueError

_GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
_WORKBOOK_MARK = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file being read: its bytes, unpacked, and how far the reading has come on disk."""

    name: str
    stream: IO[bytes]
    size: int
    _disk: BinaryIO

    def renamed(self, name: str) -> OpenFile:
        """The same file under the name it had before it was uploaded."""
        return replace(self, name=name)

    @property
    def position(self) -> int:
        """Bytes of the file on disk that were read so far, of `size`."""
        return self._disk.tell()


@contextmanager
def open_table(path: Path, member_pattern: str) -> Iterator[OpenFile]:
    """Open a table for reading as bytes, from the zip member whose name matches the pattern.

    A spreadsheet, which is an archive as well, is opened as it is where the pattern takes one.

    Raises InvalidValueError when the file cannot be read or the archive holds no such table.
    """
    if path.is_dir():
        raise InvalidValueError(f"{path} is a folder; name the file in it.")
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(path.open("rb"))
            size = path.stat().st_size
            magic = disk.read(len(ZIP_MAGIC))
            disk.seek(0)
            stream = _unpack(disk, magic, member_pattern, stack)
        except FileNotFoundError as error:
            raise InvalidValueError(f"There is no file {path}.") from error
        except OSError as error:
            raise InvalidValueError(f"{path} cannot be opened: {error.strerror}.") from error
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise InvalidValueError(
                f"{path.name} is a zip archive that cannot be unpacked here ({error}). "
                "Download it again, or unpack it and name the table itself."
            ) from error
        yield OpenFile(path.name, stream, size, disk)


def _unpack(disk: BinaryIO, magic: bytes, member_pattern: str, stack: ExitStack) -> IO[bytes]:
    if magic == ZIP_MAGIC:
        archive = stack.enter_context(zipfile.ZipFile(disk))
        if _WORKBOOK_MARK in archive.namelist():
            _check_takes_workbooks(member_pattern)
            disk.seek(0)
            return disk
        return stack.enter_context(archive.open(_find_member(archive, member_pattern)))
    if magic.startswith(_GZIP_MAGIC):
        return cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=disk)))
    return disk


def _check_takes_workbooks(member_pattern: str) -> None:
    if not re.fullmatch(member_pattern, "table.xlsx", re.IGNORECASE):
        raise InvalidValueError(
            "This is a spreadsheet. Save its table as comma-separated text (CSV), and name that."
        )


def _find_member(archive: zipfile.ZipFile, member_pattern: str) -> zipfile.ZipInfo:
    pattern = re.compile(member_pattern, re.IGNORECASE)
    members = [
        member for member in archive.infolist() if pattern.fullmatch(Path(member.filename).name)
    ]
    if len(members) == 1:
        return members[0]
    wanted = "none is the table looked for" if not members else "more than one fits"
    listed = ", ".join(member.filename for member in (members or archive.infolist())[:10])
    raise InvalidValueError(
        f"The archive holds: {listed or 'nothing'}. Of these, {wanted}; "
        "unpack it and name the table itself."
    )
