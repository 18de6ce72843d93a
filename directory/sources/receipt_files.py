"""Receipts as strangers upload them: what a file really is, and what of it may be kept.

A file's name and the type a browser states are not looked at. Pictures are written anew
(`receipt_pictures`), PDFs are looked into and kept as they are (`receipt_pdfs`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from directory.domain.messages import N_, one_after_another
from directory.domain.receipts import MOST_BYTES, RECEIPT_KINDS, ReceiptError
from directory.sources.receipt_pdfs import check_pdf
from directory.sources.receipt_pictures import rewrite_heic, rewrite_picture

WHAT_TO_SEND = N_("Send %(kinds)s.", kinds=RECEIPT_KINDS)

EXECUTABLE_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heif", b"mif1"})
"""Of the first box: single pictures whose coding is HEVC. AVIF and sequences are not read."""


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A receipt that may be kept: its content and what it is."""

    content: bytes
    content_type: str
    suffix: str


def read_receipt(stream: IO[bytes]) -> ReceiptFile:
    """Read an uploaded receipt to its end, or to where it is too long. Raises ReceiptError."""
    content = stream.read(MOST_BYTES + 1)
    if not content:
        raise ReceiptError(one_after_another([N_("This file is empty."), WHAT_TO_SEND]))
    if len(content) > MOST_BYTES:
        raise ReceiptError(
            N_(
                "This file is larger than %(most)s MB. A photo at a smaller size, or only the "
                "page that shows name, practice and date, is enough.",
                most=MOST_BYTES // 1024**2,
            )
        )
    for is_kind, keep in _KINDS:
        if is_kind(content):
            return keep(content)
    raise ReceiptError(one_after_another([_describe(content), WHAT_TO_SEND]))


def _describe(content: bytes) -> str:
    if content.startswith(EXECUTABLE_STARTS):
        return N_("This file is a program, whatever its name says.")
    return N_("This file is neither a picture nor a PDF, whatever its name says.")


def _keep_picture(picture_format: str) -> Callable[[bytes], ReceiptFile]:
    return lambda content: ReceiptFile(
        rewrite_picture(content, picture_format), "image/jpeg", ".jpg"
    )


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS


def _keep_heic(content: bytes) -> ReceiptFile:
    return ReceiptFile(rewrite_heic(content), "image/jpeg", ".jpg")


def _keep_pdf(content: bytes) -> ReceiptFile:
    check_pdf(content)
    return ReceiptFile(content, "application/pdf", ".pdf")


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], ReceiptFile]], ...] = (
    (lambda content: content.startswith(b"\xff\xd8\xff"), _keep_picture("JPEG")),
    (lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"), _keep_picture("PNG")),
    (
        lambda content: content.startswith(b"RIFF") and content[8:12] == b"WEBP",
        _keep_picture("WEBP"),
    ),
    (_is_heic, _keep_heic),
    (lambda content: content.startswith(b"%PDF-"), _keep_pdf),
)
