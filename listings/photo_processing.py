"""Photos from people: checked by content, turned upright, shrunk and written anew without anything that was hidden.

Nothing of the uploaded file survives but its pixels: position, camera, thumbnails, comments and whatever was appended
to the picture stay behind. Sizes are checked from the header, before a pixel is decoded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.kernel.errors import DomainError, gettext_noop

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 24_000_000
LEAST_SIDE: Final = 16  # pixels; smaller is a tracking dot or a mistake, never a photo of a thing
LONGEST_SIDE: Final = 20_000  # pixels; a strip, not a photo
FORMATS: Final = ("JPEG", "PNG", "WEBP")
VARIANTS: Final = {"small": 480, "large": 1600}  # pixels of the longest side
QUALITY: Final = {"small": 76, "large": 82}

_KNOWN: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML or SVG file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


class PhotoRefused(DomainError):
    """The file cannot become a photo on a listing."""

    code = "photo_refused"
    message = gettext_noop("“{name}” cannot be used as a photo.")
    field = "photos"


class PhotoEmpty(PhotoRefused):
    """No bytes at all."""

    code = "photo_empty"
    message = gettext_noop("“{name}” is empty. Choose the photo again.")


class PhotoTooHeavy(PhotoRefused):
    """More bytes than we take."""

    code = "photo_too_heavy"
    message = gettext_noop("“{name}” is larger than {most} MB. Send a smaller copy of the photo.")


class NotAPhoto(PhotoRefused):
    """Some other kind of file, whatever its name says."""

    code = "not_a_photo"
    message = gettext_noop("“{name}” is {kind}, not a photo. Send a JPEG, PNG or WebP picture.")


class PhotoBroken(PhotoRefused):
    """A picture that stops half way or contradicts itself."""

    code = "photo_broken"
    message = gettext_noop("“{name}” is damaged or was only partly sent. Try to send it again.")


class PhotoTooLarge(PhotoRefused):
    """More pixels than we decode."""

    code = "photo_too_large"
    message = gettext_noop("“{name}” has {width} × {height} pixels. The most we take is 24 million in all.")


class PhotoTooSmall(PhotoRefused):
    """Too few pixels to show anything."""

    code = "photo_too_small"
    message = gettext_noop("“{name}” has only {width} × {height} pixels, too few to show anything.")


class PhotoAnimated(PhotoRefused):
    """A moving picture."""

    code = "photo_animated"
    message = gettext_noop("“{name}” is a moving picture. Send a still photo.")


class ReadableFile(Protocol):
    """An upload or an open file."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """One size of the photo: a WebP file and its size in pixels."""

    name: str
    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ProcessedPhoto:
    """What is kept of an upload: ``small`` for cards and ``large`` for the page, neither with metadata."""

    variants: dict[str, Variant]

    @property
    def small(self) -> Variant:
        return self.variants["small"]

    @property
    def large(self) -> Variant:
        return self.variants["large"]


def process(data: bytes | ReadableFile, filename: str) -> ProcessedPhoto:
    """Turn an upload into the two sizes that pages show. A picture is never enlarged.

    :param filename: only for the sentence of a refusal; the content alone decides what the file is
    :raises PhotoRefused: one of its kinds above, in a sentence for the person
    """
    name = shown_name(filename)
    content = data if isinstance(data, bytes) else data.read(MOST_BYTES + 1)
    if not content:
        raise PhotoEmpty(name=name)
    if len(content) > MOST_BYTES:
        raise PhotoTooHeavy(name=name, most=MOST_BYTES // 1024 // 1024)
    with _damage_as_refusal(name):
        with _opened(content, name) as sent:
            _check(sent, name)
            upright = _upright(sent)
        large = _fitted(upright, VARIANTS["large"])
        small = _fitted(large, VARIANTS["small"])
    return ProcessedPhoto({"small": _written("small", small), "large": _written("large", large)})


def shown_name(filename: str) -> str:
    """The last part of a file name, printable and short enough for a sentence."""
    last = PurePath(filename.replace("\\", "/")).name
    plain = "".join(sign for sign in last if sign.isprintable()) or "photo"
    return plain if len(plain) <= 60 else f"{plain[:40]}…{plain[-15:]}"


@contextmanager
def _damage_as_refusal(name: str) -> Iterator[None]:
    """Whatever Pillow stumbles over is said as a damaged file."""
    try:
        yield
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLarge(
            gettext_noop("“{name}” has far more pixels than a photo. The most we take is 24 million in all."), name=name
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, MemoryError) as error:
        # Pillow's decoders raise any of these on hostile or cut-off input.
        raise PhotoBroken(name=name) from error


def _check(sent: Image.Image, name: str) -> None:
    """Refuse by what the header says, before anything is decoded."""
    width, height = sent.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise PhotoTooLarge(name=name, width=width, height=height)
    if min(width, height) < LEAST_SIDE:
        raise PhotoTooSmall(name=name, width=width, height=height)
    if getattr(sent, "n_frames", 1) > 1 and sent.format != "MPO":  # Pillow gives n_frames to some formats only
        raise PhotoAnimated(name=name)


def _upright(sent: Image.Image) -> Image.Image:
    """Decoded near the size that is needed, turned as the camera was held, transparent parts on white."""
    side = VARIANTS["large"]
    sent.draft("RGB", (side, side))  # JPEG decodes at a fraction of its size; others ignore it
    turned = ImageOps.exif_transpose(sent)
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return turned.convert("RGB")


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    """A copy no larger than ``side`` either way, without any of the original's information."""
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small.info.clear()
    return small


def _written(name: str, picture: Image.Image) -> Variant:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY[name], method=4, exif=b"", icc_profile=b"", xmp=b"")
    return Variant(name, out.getvalue(), picture.width, picture.height)


def _kind(content: bytes) -> str:
    """What a file that is no photo seems to be, for the sentence."""
    start = content[:512].lstrip()
    if start[4:8] == b"ftyp":
        return "a HEIC or AVIF picture or a video" if start[8:12] in {b"heic", b"heix", b"mif1", b"avif"} else "a video"
    return next((kind for magic, kind in _KNOWN if start.startswith(magic)), "some other kind of file")


def _opened(content: bytes, name: str) -> Image.Image:
    """The picture with only its header read."""
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        if content.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")):
            raise PhotoBroken(name=name) from error
        raise NotAPhoto(name=name, kind=_kind(content)) from error
