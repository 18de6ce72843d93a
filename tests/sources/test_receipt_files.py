"""Receipts that strangers upload: what a file really is decides, not its name."""

from __future__ import annotations

import io
import resource

import pytest
from PIL import Image
from pypdf import PdfWriter

from directory.domain.receipts import MOST_BYTES, MOST_PAGES, ReceiptError
from directory.sources.receipt_files import ReceiptFile, read_receipt
from directory.sources.receipt_pdf_inspection import CPU_SECONDS
from directory.sources.receipt_pictures import LONGEST_SIDE
from tests.fixtures.receipt_files import (
    SECRET,
    make_archive,
    make_heic,
    make_pdf,
    make_pdf_bomb,
    make_pdf_with_launch,
    make_pdf_with_nested_script,
    make_pdf_with_script,
    make_pdf_with_spelled_out_name,
    make_photo_with_secrets,
    make_picture,
    make_png_header,
    open_action,
)


def read(content: bytes) -> ReceiptFile:
    return read_receipt(io.BytesIO(content))


def open_kept(content: bytes) -> Image.Image:
    """A picture as it was kept: always JPEG."""
    file = read(content)
    assert (file.content_type, file.suffix) == ("image/jpeg", ".jpg")
    return Image.open(io.BytesIO(file.content), formats=("JPEG",))


def refusal_of(content: bytes) -> str:
    with pytest.raises(ReceiptError) as raised:
        read(content)
    assert raised.value.field == "receipt"
    return raised.value.message


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_it_looks(picture_format: str) -> None:
    kept = open_kept(make_picture(picture_format))
    assert kept.size == (60, 40)
    red, white = kept.getpixel((5, 5)), kept.getpixel((50, 30))
    assert red[0] > 200
    assert red[1] < 60
    assert min(white) > 240


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_kind_of_pixel_are_kept(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (30, 20)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert open_kept(written.getvalue()).size == (30, 20)


def test_what_is_transparent_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(written, "PNG")
    assert min(open_kept(written.getvalue()).getpixel((5, 5))) > 250


def test_what_a_phone_tells_beside_the_pixels_is_not_kept() -> None:
    photo = make_photo_with_secrets()
    assert SECRET in photo
    kept = read(photo).content
    assert SECRET not in kept
    picture = Image.open(io.BytesIO(kept))
    assert not picture.getexif()
    assert "comment" not in picture.info


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    assert open_kept(make_photo_with_secrets()).size == (40, 60)


def test_texts_inside_a_png_are_not_kept() -> None:
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Comment", SECRET.decode())
    content = make_picture("PNG", pnginfo=texts)
    assert SECRET in content
    assert SECRET not in read(content).content


def test_a_large_photo_is_kept_at_a_size_that_can_be_read() -> None:
    assert open_kept(make_picture(size=(6000, 3000))).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize(
    ("width", "height"), [(8000, 5001), (20_000, 20_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_decompression_bomb_is_refused_by_the_size_it_states(width: int, height: int) -> None:
    assert "more than 40 megapixels" in refusal_of(make_png_header(width, height))


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_picture_that_is_cut_short_is_refused(picture_format: str, share: float) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    written = io.BytesIO()
    noise.save(written, picture_format)
    whole = written.getvalue()
    read(whole)
    assert "damaged or cut short" in refusal_of(whole[: int(len(whole) * share)])


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + b"\0" * 200,
        b"\x7fELF" + b"\0" * 200,
        b"#!/bin/sh\nrm -rf ~\n",
    ],
)
def test_a_program_is_refused_whatever_its_name(content: bytes) -> None:
    assert "is a program, whatever its name says" in refusal_of(content)


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"GIF89a" + b"\0" * 50,
        b"just words",
        b"\n%PDF-1.4 after a line",
        make_archive(),
    ],
)
def test_anything_else_is_refused_with_what_to_send(content: bytes) -> None:
    message = refusal_of(content)
    assert "neither a picture nor a PDF" in message
    assert "JPEG, PNG, WebP or HEIC" in message


def test_a_telephones_heic_is_kept_as_a_plain_jpeg() -> None:
    assert SECRET in make_heic()
    kept = read(make_heic())
    assert (kept.content_type, kept.suffix) == ("image/jpeg", ".jpg")
    assert SECRET not in kept.content
    picture = open_kept(make_heic())
    assert picture.size == (64, 64)
    red, green, _blue = picture.getpixel((5, 5))
    assert (red > 200, green < 60) == (True, True)


def test_a_heic_that_states_too_many_pixels_is_refused() -> None:
    assert "more than 40 megapixels" in refusal_of(make_heic(width=9000, height=6000))


@pytest.mark.parametrize(
    "content", [make_heic()[:500], b"\0\0\0\x18ftypheic" + b"\0" * 50], ids=["cut", "empty"]
)
def test_a_broken_heic_is_refused(content: bytes) -> None:
    assert "damaged or cut short" in refusal_of(content)


def test_a_format_that_is_not_read_is_told_what_to_send_instead() -> None:
    refusal = refusal_of(b"\0\0\0\x18ftypavif" + b"\0" * 50)
    assert "JPEG, PNG, WebP or HEIC" in refusal


def test_an_empty_file_is_refused() -> None:
    assert "empty" in refusal_of(b"")


def test_a_file_that_is_too_large_is_read_no_further_than_needed() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0, "An endless file was to be read to its end."
            self.asked += size
            return b"\xff\xd8\xff" + b"\0" * (size - 3)

    stream = Endless()
    with pytest.raises(ReceiptError, match="larger than 10 MB"):
        read_receipt(stream)
    assert stream.asked == MOST_BYTES + 1


def test_an_archive_behind_a_picture_is_not_kept() -> None:
    polyglot = make_picture() + make_archive()
    kept = read(polyglot).content
    assert b"PK" not in kept
    assert b"script" not in kept


@pytest.mark.parametrize("pages", [1, MOST_PAGES])
def test_a_plain_pdf_is_kept_as_it_is(pages: int) -> None:
    content = make_pdf(pages)
    assert read(content) == ReceiptFile(content, "application/pdf", ".pdf")


@pytest.mark.parametrize("pages", [0, MOST_PAGES + 1])
def test_a_pdf_of_no_page_or_too_many_is_refused(pages: int) -> None:
    assert f"has {pages} pages" in refusal_of(make_pdf(pages))


@pytest.mark.parametrize(
    "content",
    [
        make_pdf_with_script(),
        make_pdf(change=lambda writer: writer.add_attachment("a.exe", b"MZ")),
        make_pdf_with_launch(),
        make_pdf_with_nested_script(),
        make_pdf_with_spelled_out_name(),
    ],
    ids=["script", "attachment", "launch", "nested script", "spelled-out name"],
)
def test_a_pdf_that_runs_or_carries_something_is_refused(content: bytes) -> None:
    assert "script, an action or another file" in refusal_of(content)


def test_a_pdf_that_only_opens_at_a_page_is_kept() -> None:
    from pypdf.generic import ArrayObject, NameObject, NumberObject

    target = ArrayObject([NumberObject(0), NameObject("/Fit")])
    read(make_pdf(change=open_action(S=NameObject("/GoTo"), D=target)))


def test_a_pdf_with_a_password_is_refused() -> None:
    assert "password" in refusal_of(make_pdf(change=lambda writer: writer.encrypt("secret")))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_pdf_that_is_cut_short_is_refused(share: float) -> None:
    whole = make_pdf(3)
    assert "damaged or cut short" in refusal_of(whole[: int(len(whole) * share)])


def test_a_pdf_that_goes_on_after_its_end_is_refused() -> None:
    assert "goes on after its end" in refusal_of(make_pdf() + b"<script>alert(1)</script>")
    assert "goes on after its end" in refusal_of(make_pdf() + make_archive())


def test_a_pdf_that_is_an_archive_too_is_refused() -> None:
    assert "archive" in refusal_of(make_pdf() + make_archive() + b"\n%%EOF\n")


@pytest.mark.parametrize("megabytes", [2, 200])
def test_a_pdf_that_keeps_its_reader_busy_is_given_up(megabytes: int) -> None:
    bomb = make_pdf_bomb(megabytes)
    assert len(bomb) < megabytes * 1100
    begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert "damaged" in refusal_of(bomb)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun
    assert spent < CPU_SECONDS + 1


def test_a_pdf_without_sense_is_refused() -> None:
    assert "damaged" in refusal_of(b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF")


def test_a_pdf_of_very_many_parts_is_refused() -> None:
    def fill(writer: PdfWriter) -> None:
        from pypdf.generic import NumberObject

        for number in range(20_001):
            writer._add_object(NumberObject(number))

    assert "too many parts" in refusal_of(make_pdf(change=fill))
