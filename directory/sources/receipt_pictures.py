"""Pictures of receipts, decoded within bounds and written anew as plain JPEG.

What a camera or a stranger put beside the pixels (place, time, comments, a hidden second file) is
not carried over.
"""

from __future__ import annotations

import io
import threading
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from directory.domain.messages import N_
from directory.domain.receipts import MOST_PIXELS, ReceiptError
from directory.sources import receipt_heic_conversion
from directory.sources.aside import AsideError, run_aside

LONGEST_SIDE = 4000
"""Pixels; a page photographed at this size is read easily, and what is stored stays bounded."""

JPEG_QUALITY = 88

TOO_MANY_PIXELS = N_(
    "This picture has more than %(most)s megapixels. Take the photo at a smaller size.",
    most=MOST_PIXELS // 1_000_000,
)
DAMAGED = N_(
    "This picture is damaged or cut short. Try to open it; if that works, take a screenshot and "
    "send that."
)

_one_at_a_time = threading.Lock()  # a picture at the bound takes some 300 MB while it is decoded


def rewrite_picture(content: bytes, picture_format: str) -> bytes:
    """Decode a picture of this Pillow format and write it as JPEG. Raises ReceiptError.

    The size that its header states is checked before a pixel is decoded.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=(picture_format,)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                return _write(picture)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise ReceiptError(TOO_MANY_PIXELS) from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, OverflowError) as error:
            raise ReceiptError(DAMAGED) from error


def rewrite_heic(content: bytes) -> bytes:
    """Write a picture of a telephone's own format as JPEG. Raises ReceiptError."""
    limits = (str(MOST_PIXELS), str(LONGEST_SIDE))
    try:
        converted = run_aside(receipt_heic_conversion, content, *limits)
    except AsideError as error:
        raise ReceiptError(DAMAGED) from error
    if not converted:
        raise ReceiptError(TOO_MANY_PIXELS)
    return rewrite_picture(converted, "JPEG")


def _write(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    page = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        page.paste(upright, mask=upright)
    else:
        page.paste(upright.convert("RGB"))
    written = io.BytesIO()
    page.save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()
