"""Photos of people: what comes out, and what cannot be taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from directory.domain.photos import PHOTO_SIZES, PhotoError
from directory.sources.portraits import read_portrait
from tests.fixtures.receipt_files import make_pdf


def make_photo(width: int = 900, height: int = 1200) -> bytes:
    """A photo with a camera's notes and a comment beside the pixels."""
    picture = Image.new("RGB", (width, height), "#886655")
    exif = picture.getexif()
    exif[0x010F] = "Secret camera"
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=b"at home")
    return written.getvalue()


def test_squares_of_every_size_come_out_bare_in_both_formats() -> None:
    files = dict(read_portrait(io.BytesIO(make_photo())))
    assert set(files) == {f"-{size}{end}" for size in PHOTO_SIZES for end in (".webp", ".jpg")}
    for suffix, content in files.items():
        assert b"Secret camera" not in content and b"at home" not in content
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.format == ("WEBP" if suffix.endswith(".webp") else "JPEG")
            assert picture.size == (int(suffix[1:].partition(".")[0]),) * 2
            assert not picture.getexif()


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"", "empty"),
        (b"<svg onload=alert(1)>", "neither a picture nor a PDF"),
        (b"MZ" + b"x" * 90, "program"),
        (make_pdf(), "This is a PDF"),
        (make_photo(200, 900), "at least 240"),
        (make_photo()[:400], "damaged"),
    ],
)
def test_what_is_no_photo_is_refused_with_the_reason(content: bytes, answer: str) -> None:
    with pytest.raises(PhotoError, match=answer) as error:
        read_portrait(io.BytesIO(content))
    assert error.value.field == "photo"
