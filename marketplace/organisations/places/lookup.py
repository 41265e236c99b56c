"""Where is "LS1 4AP", "leeds, uk" or "St Albans"? Answered from two small files, without a network.

A postcode resolves to its sector ("LS1 4"), or where that is unknown to its outcode ("LS1"): both stand for an area,
and ``accuracy_m`` says how large. Northern Ireland, the Isle of Man and the Channel Islands are known by outcode,
Ireland by Eircode routing key. Towns are all of the British Isles and those above 15,000 people elsewhere. The files
are read at the first question and kept. Sources: ``data/LICENCES.md``; made by ``manage.py derive_places``.
"""

from __future__ import annotations

import csv
import gzip
import heapq
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

from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.text import fold

DATA: Final = Path(__file__).parent / "data"
LONGEST: Final = 200  # characters: an address on one line
BRITISH: Final = frozenset({"GB", "IM", "JE", "GG"})
PEOPLE_PER_KM2: Final = 4000  # an ordinary European town, for how wide it is
NEARBY_KM: Final = 40  # "Ashford, TN24": a town so far from its qualifier is another town
IRISH: Final = ", Ireland"  # after an Eircode routing key that is a British outcode too (W12)
HOME: Final = 200  # suggesting: so many times a town's people if it is British
WHOLE_NAME: Final = 50  # and if what is typed is its whole name
LAST_SIGN: Final = "\U0010ffff"  # after every name that begins alike
DOMINANT: Final = 10  # so many times the people: the town that is meant when nothing else says so

SOURCES: Final[dict[str, str]] = {
    "codepoint": "Code-Point Open: contains OS data © Crown copyright and database right, Royal Mail data © Royal Mail "
    "copyright, National Statistics data © Crown copyright (OGL v3.0)",
    "geonames": "GeoNames (CC BY 4.0)",
}

_UNIT: Final = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])([ABD-HJLNP-UW-Z]{2})\b")
_EIRCODE: Final = re.compile(r"\b([AC-FHKNPRTV-Y](?:[0-9]{2}|6W)) ?[0-9AC-FHKNPRTV-Y]{4}(?=$|,| IRELAND)")
_CODE_LIKE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?: ?[0-9][A-Z]{0,2})?")
_PARTS: Final = re.compile(r"[,()/;]+")
# What people call the countries that we cannot read off the names in the file; the four nations are GeoNames regions.
_ALSO: Final[dict[str, str]] = {
    "uk": "gb", "united kingdom": "gb", "great britain": "gb", "britain": "gb",
    "england": "eng", "scotland": "sct", "wales": "wls", "cymru": "wls", "northern ireland": "nir", "ni": "nir",
    "eire": "ie", "republic of ireland": "ie", "roi": "ie",
    "usa": "us", "united states": "us", "united states of america": "us", "america": "us",
}  # fmt: skip


class PlaceKind(StrEnum):
    """What sort of area a place stands for."""

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


class _Code(NamedTuple):
    """A row of postcodes.csv.gz as it is read."""

    code: str
    latitude: str
    longitude: str
    accuracy_m: str
    source: str

    @property
    def place(self) -> Place:
        kind = PlaceKind.POSTCODE_SECTOR if self.code[-2] == " " else PlaceKind.OUTCODE
        point = Point(float(self.latitude), float(self.longitude))
        return Place(self.code, kind, point, int(self.accuracy_m), SOURCES[self.source])


class _Town(NamedTuple):
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
    def place(self) -> Place:
        label = f"{self.name}, {self.qualifier}" if self.qualifier else self.name
        accuracy_m = town_accuracy_m(int(self.population))
        return Place(label, PlaceKind.TOWN, self.point, accuracy_m, SOURCES["geonames"])

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
class _Book:
    codes: dict[str, _Code]
    code_keys: list[str]
    towns: list[_Town]
    town_keys: list[str]


def town_key(name: str) -> str:
    """A town's name as it is filed: "Saint Albans", "St. Albans" and "ST ALBANS" are one."""
    plain = _PARTS.sub(" ", fold(name)).replace(".", " ").replace("'", "").replace("-", " ").replace("&", " and ")
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
def _book() -> _Book:
    """Both files, read once. They are filed by key, so nothing is sorted here."""
    codes = {row[0]: _Code(*row) for row in _rows("postcodes.csv.gz")}
    towns = [_Town(*row) for row in _rows("towns.csv.gz")]
    return _Book(codes, list(codes), towns, [town.key or town.name.lower() for town in towns])


def warm() -> None:
    """Read the files now rather than at the first question (about a tenth of a second)."""
    _book()


def _postcode(text: str) -> _Code | None:
    """The sector or outcode of a postcode anywhere in the text, or of a bare sector or outcode."""
    codes = _book().codes
    upper = " ".join(text.upper().split())
    for match in _UNIT.finditer(upper):
        found = codes.get(f"{match[1]} {match[2]}") or codes.get(match[1])
        if found:
            return found
    eircode = _EIRCODE.search(upper)
    if eircode:
        return codes.get(f"{eircode[1]}{IRISH}") or codes.get(eircode[1])
    return _bare_code(upper)


def _bare_code(upper: str) -> _Code | None:
    """A sector or an outcode by itself: "LS1 4", "LS14" (an outcode, not LS1 4), "EC2A4"."""
    codes = _book().codes
    irish = upper.removesuffix(IRISH.upper())
    if irish != upper:
        return codes.get(irish + IRISH) or codes.get(irish)
    bare = upper.replace(" ", "")
    for code in (upper, bare, f"{bare[:-1]} {bare[-1:]}"):
        if code in codes:
            return codes[code]
    return None


def _named(key: str) -> list[_Town]:
    """All towns of that name or alias, the likeliest first."""
    book = _book()
    start, end = bisect_left(book.town_keys, key), bisect_right(book.town_keys, key)
    return sorted(book.towns[start:end], key=lambda town: (not town.british, -town.people, town.qualifier))


def _nearest(towns: list[_Town], point: Point) -> _Town | None:
    nearest = min(towns, key=lambda town: distance_km(town.point, point))
    return nearest if distance_km(nearest.point, point) <= NEARBY_KM else None


def _meant_by(towns: list[_Town], qualifier: str) -> tuple[_Town | None, bool]:
    """The one of several towns of a name that a qualifier means, and whether we know the qualifier at all.

    It may be a country, nation or state, a postcode, or a larger town nearby.
    """
    mark = _ALSO.get(fold(qualifier), fold(qualifier))
    for town in towns:
        if mark in town.marks:
            return town, True
    code = _postcode(qualifier)
    if code:
        return _nearest(towns, code.place.point), True
    larger = _named(town_key(qualifier))
    if larger:
        return _nearest(towns, larger[0].point), True
    return None, False


def _qualified(towns: list[_Town], qualifiers: list[str]) -> _Town | None:
    """The town that the words after the comma leave: "Newport, Wales, UK".

    A qualifier that we do not know ("Leeds, West Yorkshire") is passed over if there is no real doubt which is meant.
    """
    last = _ALSO.get(fold(qualifiers[-1]), fold(qualifiers[-1]))
    left = [town for town in towns if last in town.marks] or towns
    meant, known = _meant_by(left, qualifiers[0])
    if known:
        return meant
    clear = len(left) == 1 or left[0].people >= DOMINANT * max(left[1].people, 1)
    return left[0] if clear else None


def _spoken(words: list[str]) -> _Town | None:
    """A town, or a town and its qualifier without a comma between them: "Leeds UK", "newport po30"."""
    whole = _named(town_key(" ".join(words)))
    if whole:
        return whole[0]
    for cut in range(len(words) - 1, 0, -1):
        towns = _named(town_key(" ".join(words[:cut])))
        if towns:
            return _meant_by(towns, " ".join(words[cut:]))[0]
    return None


def resolve(text: str) -> Place | None:
    """The place that a postcode, a town or an address on one line means, or None if we cannot tell.

    Case, accents, spaces, full stops and Saint or St make no difference. Of several towns of one name a British
    one goes first, then the largest; "Newport, Wales", "Newport (NP20)" and "Paris, US" choose another.
    """
    if len(text) > LONGEST:
        return None
    code = _postcode(text)
    if code:
        return code.place
    parts = [part for part in (part.strip() for part in _PARTS.split(text)) if part]
    town = _spoken(parts[0].split()) if len(parts) == 1 else None
    while parts and not town:
        town, known = _head(parts)
        parts = [] if known else parts[1:]  # "Kirkstall Road, Leeds": a street is passed over
    return town.place if town else None


def _head(parts: list[str]) -> tuple[_Town | None, bool]:
    """The town that the first parts name and the others qualify, and whether there is a town of that name at all."""
    for cut in range(len(parts), 0, -1):
        towns = _named(town_key(" ".join(parts[:cut])))
        if towns:
            return (_qualified(towns, parts[cut:]) if parts[cut:] else towns[0]), True
    return None, False


def _likelihood(at: int, key: str) -> tuple[int, int]:
    """How likely a town is what somebody is typing. Home counts for more than abroad, the whole name for more yet."""
    town = _book().towns[at]
    exact = WHOLE_NAME if _book().town_keys[at] == key else 1
    return (town.people + 1) * exact * (HOME if town.british else 1), -at


def suggest(prefix: str, limit: int = 8) -> list[Place]:
    """Up to ``limit`` places whose name or code begins so, the likeliest first."""
    if len(prefix) > LONGEST or limit <= 0:
        return []
    upper = " ".join(prefix.upper().split())
    if _CODE_LIKE.fullmatch(upper):
        return _suggested_codes(upper, limit)
    key = town_key(_PARTS.split(prefix, maxsplit=1)[0])
    if not key:
        return []
    book = _book()
    start, end = bisect_left(book.town_keys, key), bisect_left(book.town_keys, key + LAST_SIGN)
    # Twice as many, because an alias and its name are one place.
    best = heapq.nlargest(limit * 2, range(start, end), key=lambda at: _likelihood(at, key))
    return list(dict.fromkeys(book.towns[at].place for at in best))[:limit]


def _suggested_codes(upper: str, limit: int) -> list[Place]:
    """What the code itself means, then its sectors, then longer codes."""
    book = _book()
    start, end = bisect_left(book.code_keys, upper), bisect_left(book.code_keys, upper + LAST_SIGN)
    exact = _postcode(upper)
    found = [*([exact] if exact else []), *(book.codes[key] for key in book.code_keys[start:end])]
    return [code.place for code in dict.fromkeys(found)][:limit]
