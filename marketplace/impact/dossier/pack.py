"""The evidence pack: everything about a report in one zip, with an index of hashes.

Entries stand in the order of their names, carry no moment of their own and are stored or deflated alike every time, so
the same report makes the same bytes. Evidence is read through and never held whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final

from marketplace.web.spreadsheets import csv_safe

INDEX: Final = "index.csv"
HEADS: Final = ("file", "what it is", "bytes", "SHA-256", "SHA-256 when it came", "the same", "lines")
MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
ALREADY_SMALL: Final = frozenset({".pdf", ".xlsx", ".webp", ".png", ".jpg", ".jpeg", ".zip"})
BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the pack. `opened` gives its bytes, or nothing where the file is there no more.

    `noted` is the SHA-256 that was written down when it came; empty for what is made here.
    """

    name: str
    what: str
    opened: Callable[[], IO[bytes] | None]
    noted: str = ""
    lines: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Indexed:
    """A member as the index states it."""

    name: str
    what: str
    size: int
    sha256: str
    noted: str
    lines: Sequence[int]

    @property
    def same(self) -> str:
        """Whether the file is what it was when it came: "yes", "NO", "missing", or nothing where none was noted."""
        if not self.sha256:
            return "missing"
        if not self.noted:
            return ""
        return "yes" if self.sha256 == self.noted else "NO"


def made(name: str, what: str, data: bytes) -> Member:
    """A member whose bytes are at hand."""
    return Member(name, what, lambda: io.BytesIO(data))


def write_pack(out: IO[bytes], members: Iterable[Member], *, told: Callable[[int], None]) -> list[Indexed]:
    """Write the zip, its index last, and return the index.

    :param told: hears how many members are written
    """
    index = []
    with zipfile.ZipFile(out, "w") as archive:
        for number, member in enumerate(sorted(members, key=lambda member: member.name), 1):
            index.append(_put(archive, member))
            told(number)
        archive.writestr(_entry(INDEX), index_csv(index))
    return index


def index_csv(index: Iterable[Indexed]) -> bytes:
    """The index as a sheet; names that a program would take for formulas stay text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for one in index:
        lines = " ".join(str(line) for line in one.lines)
        row = (one.name, one.what, one.size, one.sha256, one.noted, one.same, lines)
        writer.writerow([csv_safe(value) for value in row])
    return out.getvalue().encode()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    small = PurePosixPath(name).suffix in ALREADY_SMALL
    entry.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
    return entry


def _put(archive: zipfile.ZipFile, member: Member) -> Indexed:
    """Read a member into the zip, hashing as it goes."""
    source = member.opened()
    if source is None:
        return Indexed(member.name, member.what, 0, "", member.noted, member.lines)
    digest, size = hashlib.sha256(), 0
    with source, archive.open(_entry(member.name), "w") as entry:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            entry.write(block)
    return Indexed(member.name, member.what, size, digest.hexdigest(), member.noted, member.lines)
