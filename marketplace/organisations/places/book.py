"""The place files as they are read: postcodes' sectors and outcodes, and towns, each filed by its key.

Northern Ireland, the Isle of Man and the Channel Islands are known by outcode, Ireland by Eircode routing key. Towns
are all of the British Isles and those above 15,000 people elsewhere. The files are read at the first question and kept.
Sources: ``data/LICENCES.md``; made by ``manage.py derive_places``.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from marketplace.kernel.geo import Point
from marketplace.kernel.text import fold

DATA: Final = Path(__file__).parent / "data"
BRITISH: Final = frozenset({"GB", "IM", "JE", "GG"})
PEOPLE_PER_KM2: Final = 4000  # an ordinary European town, for how wide it is
IRISH: Final = ", Ireland"  # after an Eircode routing key that is a British outcode too (W12)

SOURCES: Final[dict[str, str]] = {
    "codepoint": "Code-Point Open: contains OS data © Crown copyright and database right, Royal Mail data © Royal Mail "
    "copyright, National Statistics data © Crown copyright (OGL v3.0)",
    "geonames": "GeoNames (CC BY 4.0)",
}

PARTS: Final = re.compile(r"[,()/;]+")


class PlaceKind(StrEnum):
    """What sort of area a place stands for, the smallest first."""

    POSTCODE = "postcode"
    POSTCODE_SECTOR = "postcode_sector"
    OUTCODE = "outcode"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Place:
    """A named area: the point that stands for it, and how far in metres most of it lies from there."""

    label: str
    kind: PlaceKind
    point: Point
    accuracy_m: int
    source: str


class CodeRow(NamedTuple):
    """A row of postcodes.csv.gz as it is read."""

    code: str
    latitude: str
    longitude: str
    accuracy_m: str
    source: str

    @property
    def point(self) -> Point:
        return Point(float(self.latitude), float(self.longitude))

    @property
    def place(self) -> Place:
        kind = PlaceKind.POSTCODE_SECTOR if self.code[-2] == " " else PlaceKind.OUTCODE
        return Place(self.code, kind, self.point, int(self.accuracy_m), SOURCES[self.source])


class TownRow(NamedTuple):
    """A row of towns.csv.gz as it is read: forty thousand of them, so places are made only of those asked for."""

    key: str
    name: str
    qualifier: str
    country: str
    region: str
    latitude: str
    longitude: str
    population: str
    alias: str

    @property
    def point(self) -> Point:
        return Point(float(self.latitude), float(self.longitude))

    @property
    def british(self) -> bool:
        return self.country in BRITISH

    @property
    def people(self) -> int:
        """For ranking: an alias counts for half, so that a town truly of that name goes before a like one."""
        return int(self.population) // 2 if self.alias else int(self.population)

    @property
    def marks(self) -> set[str]:
        """What may follow the name: country, region, state."""
        return {fold(self.qualifier), self.country.lower(), self.region.lower(), "gb" if self.british else ""} - {""}


@dataclass(frozen=True, slots=True)
class Book:
    """Both files. The keys are sorted, so that a beginning is a range of them."""

    codes: dict[str, CodeRow]
    code_keys: list[str]
    towns: list[TownRow]
    town_keys: list[str]


def town_key(name: str) -> str:
    """A town's name as it is filed: "Saint Albans", "St. Albans" and "ST ALBANS" are one."""
    plain = PARTS.sub(" ", fold(name)).replace(".", " ").replace("'", "").replace("-", " ").replace("&", " and ")
    words = plain.split()
    return " ".join("st" if word == "saint" else "ste" if word == "sainte" else word for word in words)


def town_accuracy_m(population: int) -> int:
    """The radius of a round town of so many people, to 100 m, between 1 and 20 km."""
    radius_km = math.sqrt(max(population, 0) / (PEOPLE_PER_KM2 * math.pi))
    return round(min(max(radius_km, 1.0), 20.0) * 10) * 100


def _rows(name: str) -> Iterator[list[str]]:
    """The rows of a data file, without its header."""
    with gzip.open(DATA / name, "rb") as file:
        rows = csv.reader(io.StringIO(file.read().decode()))
    next(rows)
    return rows


@cache
def book() -> Book:
    """Both files, read once. They are filed by key, so nothing is sorted here."""
    codes = {row[0]: CodeRow(*row) for row in _rows("postcodes.csv.gz")}
    towns = [TownRow(*row) for row in _rows("towns.csv.gz")]
    return Book(codes, list(codes), towns, [town.key or town.name.lower() for town in towns])


def warm() -> None:
    """Read the files now rather than at the first question (about a tenth of a second)."""
    book()


def named(key: str) -> list[TownRow]:
    """All towns of that name or alias: British ones first, then by people."""
    start, end = bisect_left(book().town_keys, key), bisect_right(book().town_keys, key)
    return sorted(book().towns[start:end], key=lambda town: (not town.british, -town.people, town.qualifier))
