"""Synthetic listings and wants in Great Britain, clustered by population. A seed makes the same ones again.

Towns and populations are the shipped gazetteer's. Sites lie round towns, further out round larger ones; a few sites
have very many listings; leaves of the category tree and words follow Zipf's law.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from marketplace.kernel.geo import Point, public_point
from marketplace.organisations.places.book import DATA, town_accuracy_m

NOW: Final = datetime(2026, 9, 15, 9, 5, tzinfo=UTC)
LIVE_SHARE: Final = 0.7
LISTINGS_A_SITE: Final = 5
SITES_AN_ORGANISATION: Final = 3

#: Each stands in so many titles of a hundred.
COMMON: Final[dict[str, int]] = {
    "grey": 12, "white": 10, "surplus": 9, "large": 8, "oak": 7, "heavy": 6, "boxed": 5, "blue": 5, "black": 4,
    "narrow": 3
}  # fmt: skip
#: Their stems are those of other words in the category tree, and brute force knows whole words: never asked for.
SHARED_STEMS: Final = frozenset({"white", "boxed"})
#: Each in a few of a thousand.
MIDDLING: Final = tuple(
    f"{start}{end}"
    for start in ("bran", "kel", "mor", "tal", "ves", "wyn")
    for end in ("dox", "gart", "lum", "nok", "pik")
)
#: Each in about one of ten thousand: names of makers and models.
RARE: Final = tuple(
    f"{start}{middle}{end}"
    for start in ("ab", "do", "fi", "gu", "jo", "lu", "ne", "zo")
    for middle in ("brak", "dril", "mund", "vost", "quol")
    for end in ("ak", "im", "ox", "un")
)
_PADDING: Final = tuple(
    f"{start}{end}"
    for start in ("alb", "corn", "dran", "fenn", "holm", "karn", "ostr", "plim")
    for end in ("ad", "ok", "um", "it", "ol")
)


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the gazetteer."""

    name: str
    point: Point
    people: int


@dataclass(frozen=True, slots=True)
class MadeSite:
    """A place of an organisation, numbered from 0."""

    organisation: int
    town: str
    point: Point
    public: Point


@dataclass(frozen=True, slots=True)
class MadeListing:
    """What differs from one listing to the next. `leaf` and `site` are numbers in their lists."""

    site: int
    leaf: int
    title: str
    description: str
    live: bool
    quantity: Decimal
    published_at: datetime
    must_be_gone_by: date | None


@dataclass(frozen=True, slots=True)
class MadeWant:
    """As a listing; `leaf` is None where no category was chosen, `depth` says how high in the tree it was."""

    site: int
    leaf: int | None
    depth: int
    kind_leaf: int
    title: str
    radius_km: int
    quantity: Decimal
    needed_by: date | None


def towns() -> list[Town]:
    """Every town of Great Britain with its people."""
    with gzip.open(DATA / "towns.csv.gz", "rb") as file:
        rows = csv.DictReader(io.StringIO(file.read().decode()))
    return [
        Town(row["name"], Point(float(row["latitude"]), float(row["longitude"])), int(row["population"]))
        for row in rows
        if row["country"] == "GB" and row["region"] != "NIR" and not row["alias"] and int(row["population"]) > 0
    ]


def scattered(chosen: random.Random, town: Town) -> Point:
    """A point some way from the middle of a town: most lie within the town, some far outside."""
    reach_km = town_accuracy_m(town.people) / 1000
    away = chosen.expovariate(1 / (0.6 * reach_km)) / 111.2
    turn = chosen.uniform(0, 2 * math.pi)
    wide = math.cos(math.radians(town.point.latitude))
    return Point(town.point.latitude + away * math.cos(turn), town.point.longitude + away * math.sin(turn) / wide)


def origins(count: int, seed: int) -> list[Point]:
    """From where people search: where people live."""
    chosen = random.Random(f"origins {seed}")
    found = towns()
    weights = list(itertools.accumulate(town.people for town in found))
    return [scattered(chosen, town) for town in chosen.choices(found, cum_weights=weights, k=count)]


def sites(count: int, seed: int) -> list[MadeSite]:
    """Sites in the order of their numbers, three of each organisation."""
    chosen = random.Random(f"sites {seed}")
    found = towns()
    weights = list(itertools.accumulate(town.people for town in found))
    made = []
    for number, town in enumerate(chosen.choices(found, cum_weights=weights, k=count)):
        point = scattered(chosen, town)
        made.append(MadeSite(number // SITES_AN_ORGANISATION, town.name, point, public_point(point)))
    return made


def zipf(chosen: random.Random, count: int) -> list[float]:
    """Cumulated weights 1, 1/2, 1/3 ... of so many things, in an order of their own."""
    shares = [1 / (rank + 1) for rank in range(count)]
    chosen.shuffle(shares)
    return list(itertools.accumulate(shares))


def words(chosen: random.Random) -> list[str]:
    """The words of a title before the name of the thing."""
    said = [word for word, percent in COMMON.items() if chosen.random() * 100 < percent]
    if chosen.random() < 0.3:
        said.append(chosen.choice(MIDDLING))
    if chosen.random() < 0.016:
        said.append(chosen.choice(RARE))
    chosen.shuffle(said)
    return said[:5]


def listings(count: int, leaves: Sequence[str], places: int, seed: int) -> Iterator[MadeListing]:
    """So many listings of these leaves (their names) on so many places."""
    chosen = random.Random(f"listings {seed}")
    leaf_weights = zipf(chosen, len(leaves))
    busy = zipf(chosen, max(places // 200, 1))  # one place in two hundred is a depot
    everyday, busiest = range(places), range(len(busy))
    numbers = range(len(leaves))
    for number in range(count):
        leaf = chosen.choices(numbers, cum_weights=leaf_weights)[0]
        depot = chosen.random() < 0.1
        site = chosen.choices(busiest, cum_weights=busy)[0] * 200 if depot else chosen.choice(everyday)
        size = f"{chosen.randrange(2, 25) * 100} mm" if chosen.random() < 0.4 else ""
        title = " ".join([*words(chosen), leaves[leaf], size]).strip().capitalize()[:120]
        yield MadeListing(
            site=min(site, places - 1),
            leaf=leaf,
            title=title,
            description=" ".join(chosen.choices(_PADDING, k=chosen.randrange(3, 12))),
            live=chosen.random() < LIVE_SHARE,
            quantity=Decimal(chosen.choice((1, 1, 2, 4, 6, 10, 24, 100))),
            published_at=NOW - timedelta(seconds=number * 20 + chosen.randrange(20)),
            must_be_gone_by=NOW.date() + timedelta(days=chosen.randrange(7, 90)) if chosen.random() < 0.3 else None,
        )


def wants(count: int, leaves: Sequence[str], places: int, seed: int) -> Iterator[MadeWant]:
    """So many wants; two in three name a category, of those one in four a section or a group."""
    chosen = random.Random(f"wants {seed}")
    leaf_weights = zipf(chosen, len(leaves))
    numbers = range(len(leaves))
    for _number in range(count):
        leaf = chosen.choices(numbers, cum_weights=leaf_weights)[0]
        named = chosen.random() < 0.67
        yield MadeWant(
            site=chosen.randrange(places),
            leaf=leaf if named else None,
            depth=chosen.choice((3, 3, 3, 3, 3, 3, 2, 1)),
            kind_leaf=leaf,
            title=" ".join([*words(chosen)[:2], leaves[leaf]]).capitalize()[:120],
            radius_km=chosen.choice((5, 10, 10, 25, 25, 25, 50, 50, 100)),
            quantity=Decimal(chosen.choice((1, 1, 2, 4, 10, 30))),
            needed_by=NOW.date() + timedelta(days=chosen.randrange(3, 120)) if chosen.random() < 0.5 else None,
        )
