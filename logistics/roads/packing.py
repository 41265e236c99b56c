"""A matrix as one compressed block of bytes: 600 places are 2.9 MB as numbers and about a quarter of that packed."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from itertools import chain
from typing import Final

from logistics.planning.problem import Matrix
from marketplace.kernel.geo import Point

FORMAT: Final = 1
_NUMBER: Final = "I"  # four bytes, none below zero
_END_OF_HEAD: Final = b"\n"


class NotAMatrix(ValueError):
    """The bytes were not written by this module, or not by this version of it."""


def packed(matrix: Matrix) -> bytes:
    """The same bytes for the same matrix, on every machine."""
    head = {
        "format": FORMAT,
        "points": [[point.latitude, point.longitude] for point in matrix.points],
        "quality": matrix.quality,
    }
    numbers = array(_NUMBER, chain.from_iterable(chain(matrix.seconds, matrix.metres)))
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(json.dumps(head, separators=(",", ":")).encode() + _END_OF_HEAD + numbers.tobytes(), level=6)


def unpacked(block: bytes) -> Matrix:
    """The matrix that was packed.

    :raises NotAMatrix: these bytes are none
    """
    try:
        head_text, _, body = zlib.decompress(block).partition(_END_OF_HEAD)
        head = json.loads(head_text)
    except (zlib.error, ValueError) as error:
        raise NotAMatrix("not packed here") from error
    points = tuple(Point(latitude, longitude) for latitude, longitude in head["points"])
    size = len(points)
    if head["format"] != FORMAT or len(body) != 2 * 4 * size * size:
        raise NotAMatrix("of another version, or cut off")
    numbers = array(_NUMBER)
    numbers.frombytes(body)
    if sys.byteorder == "big":
        numbers.byteswap()
    rows = [tuple(numbers[at : at + size]) for at in range(0, len(numbers), size)] if size else []
    return Matrix(points=points, seconds=tuple(rows[:size]), metres=tuple(rows[size:]), quality=head["quality"])


def digest(block: bytes) -> str:
    """SHA-256 of packed bytes, 64 hex digits."""
    return hashlib.sha256(block).hexdigest()
