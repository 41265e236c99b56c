"""Where is "LS1 4AP", "leeds, uk" or "St Albans"? Answered from two small files, without a network.

Of several towns of one name the one is meant that has ten times the people of each other, where a British town counts
two hundred times its people and a foreign one never outdoes a British one by itself. Otherwise more than one is meant,
and the page asks which. A county, nation, country, state, postcode or larger town behind the name chooses: "Newport,
Shropshire", "Boston, USA", "Richmond TW9". Every label that is given out means its own place and no other.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.text import fold
from marketplace.organisations.places.book import (
    PARTS,
    SOURCES,
    Place,
    PlaceKind,
    TownRow,
    book,
    named,
    town_accuracy_m,
    town_key,
)
from marketplace.organisations.places.counties import areas_of
from marketplace.organisations.places.postcodes import find_postcode

__all__ = ["LONGEST", "Place", "PlaceKind", "meant_by", "place_of", "resolve", "suggest"]

LONGEST: Final = 200  # characters: an address on one line
MOST_MEANINGS: Final = 8
NEARBY_KM: Final = 40  # "Ashford, TN24": a town so far from its qualifier is another town
DOMINANT: Final = 10  # so many times the people: the town that is meant when nothing else says so
HOME: Final = 200  # so many times a town's people if it is British: the product is at home there
WHOLE_NAME: Final = 50  # suggesting: and if what is typed is its whole name
LAST_SIGN: Final = "\U0010ffff"  # after every name that begins alike

_CODE_LIKE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?: ?[0-9][A-Z]{0,2})?")
_LETTERS: Final = re.compile("[A-Z]+")
# What people call the countries that we cannot read off the names in the file; the four nations are GeoNames regions.
_ALSO: Final[dict[str, str]] = {
    "uk": "gb", "united kingdom": "gb", "great britain": "gb", "britain": "gb",
    "england": "eng", "scotland": "sct", "wales": "wls", "cymru": "wls", "northern ireland": "nir", "ni": "nir",
    "eire": "ie", "republic of ireland": "ie", "roi": "ie",
    "usa": "us", "united states": "us", "united states of america": "us", "america": "us",
}  # fmt: skip


def meant_by(text: str) -> tuple[Place, ...]:
    """The places that a postcode, a town or an address on one line may mean, British ones first, then by people.

    One where there is no real doubt, none where we cannot tell, otherwise up to eight to choose from by their labels.
    Case, accents, spaces, full stops and Saint or St make no difference.
    """
    if len(text) > LONGEST:
        return ()
    code = find_postcode(text)
    if code:
        return (code,)
    parts = [part for part in (part.strip() for part in PARTS.split(text)) if part]
    towns = _spoken(parts[0].split()) if len(parts) == 1 else []
    while parts and not towns:
        towns, known = _head(parts)
        parts = [] if known else parts[1:]  # "Kirkstall Road, Leeds": a street is passed over
    return tuple(dict.fromkeys(place_of(town) for town in _clear(towns)))[:MOST_MEANINGS]


def resolve(text: str) -> Place | None:
    """The likeliest place of `meant_by`, for those who cannot ask; None if we cannot tell."""
    return next(iter(meant_by(text)), None)


def _clear(towns: Sequence[TownRow]) -> Sequence[TownRow]:
    """The one town that goes before all the others by the rule above, or all of them."""
    by_weight = sorted(towns, key=_weight, reverse=True)
    if len(by_weight) < 2:
        return by_weight
    first, second = by_weight[:2]
    outdone = _weight(first) >= DOMINANT * max(_weight(second), 1)
    return [first] if outdone and (first.british or not any(town.british for town in towns)) else towns


def _weight(town: TownRow) -> int:
    return town.people * (HOME if town.british else 1)


def place_of(town: TownRow) -> Place:
    """The town as a place, under a name that means it alone."""
    alone = [other[1:8] for other in _clear(named(town_key(town.name)))] == [town[1:8]]
    qualifier = town.qualifier or "UK"
    if alone and town.country == "GB":
        qualifier = ""
    label = f"{town.name}, {qualifier}" if qualifier else town.name
    return Place(label, PlaceKind.TOWN, town.point, town_accuracy_m(int(town.population)), SOURCES["geonames"])


def _nearest(towns: list[TownRow], point: Point) -> list[TownRow]:
    nearest = min(towns, key=lambda town: distance_km(town.point, point))
    return [nearest] if distance_km(nearest.point, point) <= NEARBY_KM else []


def _area_of(town: TownRow) -> str:
    """The postcode area that a British town lies in: "TF"."""
    letters = _LETTERS.match(town.qualifier)
    if letters and town.qualifier[-1].isalnum() and any(sign.isdigit() for sign in town.qualifier):
        return letters[0]
    around = [code for code in book().codes.values() if abs(float(code.latitude) - town.point.latitude) < 0.2]
    nearest = min(around, key=lambda code: distance_km(code.point, town.point), default=None)
    return _LETTERS.match(nearest.code)[0] if nearest else ""  # type: ignore[index]  # a code begins with a letter


def _which(towns: list[TownRow], qualifier: str) -> tuple[list[TownRow], bool]:
    """Those of several towns of a name that a qualifier means, and whether we know the qualifier at all.

    It may be a country, nation or state, a county, a postcode, or a larger town nearby.
    """
    mark = _ALSO.get(fold(qualifier), fold(qualifier))
    marked = [town for town in towns if mark in town.marks]
    areas = areas_of(qualifier)
    if not marked and areas:
        marked = [town for town in towns if town.country == "GB" and _area_of(town) in areas]
    if marked:
        return marked, True
    code = find_postcode(qualifier)
    if code:
        return _nearest(towns, code.point), True
    larger = named(town_key(qualifier))
    if larger:
        return _nearest(towns, larger[0].point), True
    return [], bool(areas)


def _qualified(towns: list[TownRow], qualifiers: list[str]) -> Sequence[TownRow]:
    """The towns that the words after the comma leave: "Newport, Wales, UK".

    A qualifier that we do not know ("Leeds, Narnia") is passed over if there is no real doubt which is meant.
    """
    last = _ALSO.get(fold(qualifiers[-1]), fold(qualifiers[-1]))
    left = [town for town in towns if last in town.marks] or towns
    meant, known = _which(left, qualifiers[0])
    if known:
        return meant
    clear = _clear(left)
    return clear if len(clear) == 1 else []


def _spoken(words: list[str]) -> Sequence[TownRow]:
    """Towns, or a town and its qualifier without a comma between them: "Leeds UK", "newport po30"."""
    whole = named(town_key(" ".join(words)))
    if whole:
        return whole
    for cut in range(len(words) - 1, 0, -1):
        towns = named(town_key(" ".join(words[:cut])))
        if towns:
            return _which(towns, " ".join(words[cut:]))[0]
    return []


def _head(parts: list[str]) -> tuple[Sequence[TownRow], bool]:
    """The towns that the first parts name and the others qualify, and whether there is a town of that name at all."""
    for cut in range(len(parts), 0, -1):
        towns = named(town_key(" ".join(parts[:cut])))
        if towns:
            return (_qualified(towns, parts[cut:]) if parts[cut:] else towns), True
    return [], False


def _likelihood(at: int, key: str) -> tuple[int, int]:
    """How likely a town is what somebody is typing. Home counts for more than abroad, the whole name for more yet."""
    town = book().towns[at]
    exact = WHOLE_NAME if book().town_keys[at] == key else 1
    return (town.people + 1) * exact * (HOME if town.british else 1), -at


def suggest(prefix: str, limit: int = 8) -> list[Place]:
    """Up to ``limit`` places whose name or code begins so, the likeliest first."""
    if len(prefix) > LONGEST or limit <= 0:
        return []
    upper = " ".join(prefix.upper().split())
    if _CODE_LIKE.fullmatch(upper):
        return _suggested_codes(upper, limit)
    name, *qualifiers = PARTS.split(prefix)
    key = town_key(name)
    if not key:
        return []
    start, end = bisect_left(book().town_keys, key), bisect_left(book().town_keys, key + LAST_SIGN)
    # Twice as many, because an alias and its name are one place.
    best = heapq.nlargest(limit * 2, range(start, end), key=lambda at: _likelihood(at, key))
    chosen = meant_by(prefix) if any(part.strip() for part in qualifiers) else ()
    return list(dict.fromkeys([*chosen, *(place_of(book().towns[at]) for at in best)]))[:limit]


def _suggested_codes(upper: str, limit: int) -> list[Place]:
    """What the code itself means, then its sectors, then longer codes."""
    keys = book().code_keys
    start, end = bisect_left(keys, upper), bisect_left(keys, upper + LAST_SIGN)
    exact = find_postcode(upper)
    found = [*([exact] if exact else []), *(book().codes[key].place for key in keys[start : min(end, start + limit)])]
    return list(dict.fromkeys(found))[:limit]
