"""Uploads become clean WebP or are refused in words; never a crash, never a position left inside."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from listings import photo_processing as photos


def encoded(picture: Image.Image, format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()


def gradient(width: int, height: int) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def with_position() -> bytes:
    """A JPEG as a phone writes it: rotated, with GPS, a comment and a thumbnail of a secret."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "SecretPhone"
    exif[ExifTags.Base.ImageDescription] = "12 Acacia Avenue"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return encoded(gradient(400, 300), "JPEG", exif=exif, comment=b"12 Acacia Avenue")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header promises far more pixels than its few bytes hold."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_process_makes_two_sizes_of_webp(format_: str) -> None:
    made = photos.process(encoded(gradient(2000, 1500), format_), "desk.jpg")
    assert [(v.width, v.height) for v in (made.small, made.large)] == [(480, 360), (1600, 1200)]
    for variant in made.variants.values():
        with Image.open(io.BytesIO(variant.webp)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (variant.width, variant.height))


def test_process_reads_an_open_file_and_never_enlarges() -> None:
    made = photos.process(io.BytesIO(encoded(gradient(100, 80), "PNG")), "small.png")
    assert {(v.width, v.height) for v in made.variants.values()} == {(100, 80)}


def test_process_turns_upright_and_leaves_no_metadata() -> None:
    sent = with_position()
    assert b"Acacia" in sent
    made = photos.process(sent, "photo.jpg")
    assert (made.large.width, made.large.height) == (300, 400)
    for variant in made.variants.values():
        assert b"Acacia" not in variant.webp
        assert b"SecretPhone" not in variant.webp
        with Image.open(io.BytesIO(variant.webp)) as picture:
            assert dict(picture.getexif()) == {}
            assert not {"exif", "xmp", "icc_profile"} & set(picture.info)


def test_process_puts_transparent_parts_on_white() -> None:
    made = photos.process(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"), "logo.png")
    with Image.open(io.BytesIO(made.small.webp)) as picture:
        assert picture.convert("RGB").getpixel((32, 32)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA"])
def test_process_takes_every_colour_mode(mode: str) -> None:
    picture = gradient(64, 64).convert("L").convert(mode) if mode == "I;16" else gradient(64, 64).convert(mode)
    made = photos.process(encoded(picture, "JPEG" if mode == "CMYK" else "PNG"), "x")
    assert made.small.width == 64


def test_process_drops_what_is_appended_to_a_polyglot() -> None:
    payload = b"<script>alert(1)</script>PK\x03\x04 evil.jar"
    made = photos.process(encoded(gradient(64, 64), "PNG") + payload, "polyglot.png")
    assert all(b"script" not in v.webp and b"evil" not in v.webp for v in made.variants.values())


@pytest.mark.parametrize(
    ("content", "refusal", "words"),
    [
        (b"", photos.PhotoEmpty, "empty"),
        (b"%PDF-1.7 minutes of the meeting", photos.NotAPhoto, "is a PDF, not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", photos.NotAPhoto, "an SVG drawing"),
        (b"  <!DOCTYPE html><script>", photos.NotAPhoto, "a web page"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", photos.NotAPhoto, "a HEIC"),
        (b"PK\x03\x04 word", photos.NotAPhoto, "a ZIP or Office document"),
        (b"hello", photos.NotAPhoto, "some other kind of file"),
        (b"\xff\xd8\xff\xe0", photos.PhotoBroken, "damaged"),
        (encoded(gradient(300, 300), "JPEG")[:800], photos.PhotoBroken, "damaged"),
        (encoded(gradient(300, 300), "PNG")[:200], photos.PhotoBroken, "damaged"),
        (encoded(gradient(300, 300), "WEBP")[:100], photos.PhotoBroken, "damaged"),
        (encoded(gradient(1, 1), "PNG"), photos.PhotoTooSmall, "1 × 1 pixels"),
        (encoded(gradient(64, 64), "GIF"), photos.NotAPhoto, "a GIF"),
        (png_claiming(30_000, 30_000), photos.PhotoTooLarge, "pixels"),
        (png_claiming(6_000, 5_000), photos.PhotoTooLarge, "6000 × 5000 pixels"),
        (png_claiming(2**31 - 1, 2**31 - 1), photos.PhotoRefused, ""),
    ],
)
def test_process_refuses_in_words(content: bytes, refusal: type[photos.PhotoRefused], words: str) -> None:
    with pytest.raises(refusal) as refused:
        photos.process(content, "holiday.jpg")
    assert "holiday.jpg" in refused.value.message
    assert words in refused.value.message


def test_process_refuses_a_moving_picture() -> None:
    frames = [gradient(64, 64), Image.new("RGB", (64, 64), "red")]
    for format_ in ("WEBP", "PNG"):
        moving = encoded(frames[0], format_, save_all=True, append_images=frames[1:])
        with pytest.raises(photos.PhotoAnimated):
            photos.process(moving, "moving")


def test_process_refuses_a_heavy_file_without_reading_all_of_it() -> None:
    class Endless:
        asked = 0

        def read(self, size: int = -1, /) -> bytes:
            self.asked += size
            return b"\xff" * size

    sent = Endless()
    with pytest.raises(photos.PhotoTooHeavy, match="larger than 20 MB"):
        photos.process(sent, "film.jpg")
    assert sent.asked == photos.MOST_BYTES + 1


def test_process_is_quick_with_the_largest_photo() -> None:
    content = encoded(gradient(6000, 4000), "JPEG")
    began = time.monotonic()
    photos.process(content, "large.jpg")
    assert time.monotonic() - began < 10


@settings(max_examples=150)
@given(st.data())
def test_process_survives_damage_anywhere(data: st.DataObject) -> None:
    content = bytearray(encoded(gradient(40, 40), data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(photos.PhotoRefused):
        photos.process(bytes(content), "x")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("C:\\me\\a.jpg", "a.jpg"), ("../../etc/passwd", "passwd"), ("a\x00\nb.png", "ab.png"), ("", "photo")],
)
def test_shown_name_is_short_and_printable(sent: str, shown: str) -> None:
    assert photos.shown_name(sent) == shown
    assert len(photos.shown_name("x" * 500)) <= 60
