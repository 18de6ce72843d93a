"""A HEIC picture, as telephones take them, made a JPEG by a process of its own: run as a script.

Its arguments are the most pixels and the longest side; a picture of more pixels gives nothing. Its
decoders are written in C and read strangers' files, hence the own process, with limits. Nothing of
the directory is imported.
"""

from __future__ import annotations

import io
import resource
import sys

import pi_heif
from PIL import Image, ImageOps

CPU_SECONDS = 10
MEMORY_BYTES = 1024**3

JPEG_QUALITY = 95
"""Written anew once more afterwards, so nothing should be lost here."""


def convert(content: bytes, most_pixels: int, longest_side: int) -> bytes:
    """The picture upright as JPEG, nothing beside it; raises whatever Pillow raises."""
    pi_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
    )
    with Image.open(io.BytesIO(content), formats=("HEIF",)) as picture:
        if picture.width * picture.height > most_pixels:
            return b""
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((longest_side, longest_side))
    upright.info.clear()
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.buffer.write(convert(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])))
