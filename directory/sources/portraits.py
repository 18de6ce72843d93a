"""Photos of people as strangers upload them: checked and written anew, then cut to squares.

The first step is that of receipts, so that bombs, programs and what a camera puts beside the pixels
are gone before anything is scaled.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

from PIL import Image, ImageOps

from directory.domain.photos import PHOTO_SIZES, SMALLEST_SIDE, PhotoError
from directory.domain.receipts import ReceiptError
from directory.sources.receipt_files import read_receipt

WEBP_QUALITY, JPEG_QUALITY = 82, 86
UPPER_THIRD = (0.5, 0.3)
"""Where the square is cut from: heads are above the middle."""


def read_portrait(stream: IO[bytes]) -> list[tuple[str, bytes]]:
    """The squares of a photo as (suffix with size, content). Raises PhotoError."""
    try:
        file = read_receipt(stream)
    except ReceiptError as error:
        raise PhotoError(error.message) from error
    if file.content_type != "image/jpeg":
        raise PhotoError("This is a PDF. Send a photo: JPEG, PNG, WebP or HEIC.")
    with Image.open(io.BytesIO(file.content)) as picture:
        if min(picture.size) < SMALLEST_SIDE:
            raise PhotoError(
                f"This photo has {picture.width} × {picture.height} pixels; at least "
                f"{SMALLEST_SIDE} × {SMALLEST_SIDE} are needed."
            )
        return list(_cut(picture.convert("RGB")))


def _cut(picture: Image.Image) -> Iterator[tuple[str, bytes]]:
    for size in PHOTO_SIZES:
        square = ImageOps.fit(picture, (size, size), Image.Resampling.LANCZOS, 0, UPPER_THIRD)
        square.info.clear()
        for suffix, image_format, quality in (
            (".webp", "WEBP", WEBP_QUALITY),
            (".jpg", "JPEG", JPEG_QUALITY),
        ):
            written = io.BytesIO()
            square.save(written, image_format, quality=quality)
            yield f"-{size}{suffix}", written.getvalue()
