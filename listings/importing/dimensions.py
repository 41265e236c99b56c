"""Sizes: "1806h x 914w x 457d mm", "132h x 47.5w x 62.5d (cm)", "6ft x 2ft 6in", "W1200 D600 H750"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Side = Literal["height", "width", "depth", "length", "diameter"]

_IN_MM: Final[dict[str, Decimal]] = {
    "mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000), "in": Decimal("25.4"), "ft": Decimal("304.8"),
}  # fmt: skip
_UNIT_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("mm", "mms", "millimetre", "millimetres"), "mm"),
    **dict.fromkeys(("cm", "cms", "centimetre", "centimetres"), "cm"),
    **dict.fromkeys(("m", "mtr", "mtrs", "metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("in", "ins", "inch", "inches", '"', "''", "”", "″"), "in"),
    **dict.fromkeys(("ft", "foot", "feet", "'", "’", "′"), "ft"),
}
_SIDES: Final[tuple[tuple[Side, str], ...]] = (
    ("height", "h high height ht tall"),
    ("width", "w wide width"),
    ("depth", "d deep depth dp thick thk"),
    ("length", "l long length lg"),
    ("diameter", "dia diam diameter ø"),
)
_SIDE_WORDS: Final[dict[str, Side]] = {word: side for side, words in _SIDES for word in words.split()}
_UNIT: Final = r"mms?|cms?|mtrs?|metres?|meters?|millimetres?|centimetres?|m|inches|inch|ins?|feet|foot|ft|''|[\"”″'’′]"
_SIDE: Final = r"height|high|ht|tall|h|width|wide|w|depth|deep|dp|d|thick|thk|length|long|lg|l|diameter|diam|dia|ø"
_PART: Final = re.compile(
    rf"(?:(?P<before>{_SIDE})\.?\s*[:=]?\s*)?(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    rf"(?(before)|(?:(?P<side1>{_SIDE})(?![a-z0-9]))?)\s*(?:(?P<unit>{_UNIT})(?![a-z]))?\s*"
    rf"(?:(?P<inches>\d+(?:\.\d+)?)\s*(?:in|ins|inch|\"|”|″)\s*)?\.?\s*"
    rf"(?(before)|\(?(?:(?P<side2>{_SIDE})(?![a-z0-9]))?\)?)"
)
_JOIN: Final = re.compile(r"\s*(?:x|×|\*|by|,|&|and)?\s*")
_LEAST_MM: Final = 1
_MOST_MM: Final = 50_000


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Sides in whole millimetres; those that nobody named are in the order of the sheet: width, depth, height."""

    width_mm: int | None = None
    depth_mm: int | None = None
    height_mm: int | None = None
    warning: str = ""

    @property
    def sides(self) -> tuple[int, ...]:
        return tuple(side for side in (self.width_mm, self.depth_mm, self.height_mm) if side is not None)

    @property
    def volume_litres(self) -> Decimal | None:
        """The box around it, if all three sides are known."""
        if self.width_mm is None or self.depth_mm is None or self.height_mm is None:
            return None
        cubic_mm = Decimal(self.width_mm * self.depth_mm * self.height_mm)
        return (cubic_mm / 1_000_000).quantize(Decimal("0.1"))

    @property
    def text(self) -> str:
        """To read: "914 w × 457 d × 1806 h mm"."""
        named = ((self.width_mm, "w"), (self.depth_mm, "d"), (self.height_mm, "h"))
        return " × ".join(f"{side} {letter}" for side, letter in named if side is not None) + " mm"


def parse_dimensions(text: str, unit_hint: str = "") -> Dimensions | None:
    """The sides that a cell gives, or none if it gives no size ("A4", "large", "King size").

    :param unit_hint: the unit in the column's label, if any ("mm", "cm", ...)
    """
    plain = " ".join(text.casefold().replace("×", "x").split())
    parts = _parts(plain)
    if not parts or len(parts) > 3 or (len(parts) == 1 and not parts[0][1]):
        return None  # "1200mm" alone: a length of what?
    units = [unit for _, _, unit in parts if unit]
    unit = units[-1] if units else _unit_around(plain) or unit_hint
    warning = ""
    if not unit:
        unit = _likely_unit([number for number, _, _ in parts])
        warning = f"“{text[:40]}” names no unit; {unit} was taken."
    sides = [(number * _IN_MM[own or unit], side) for number, side, own in parts]
    if not all(_LEAST_MM <= size <= _MOST_MM for size, _ in sides):
        return None
    return _named(sides, warning)


def _parts(plain: str) -> list[tuple[Decimal, Side | None, str]]:
    """Numbers with the side and unit named beside each; empty if anything else stands between them."""
    found: list[tuple[Decimal, Side | None, str]] = []
    plain = re.sub(
        r"^(?:approx\.?|size:?|dims?:?|c\.|about)\s*|\(?\b(?:approx\.?|each|overall|all)\b\)?", "", plain
    ).strip()
    at = 0
    while at < len(plain):
        match = _PART.match(plain, at)
        if match is None:
            return found if _only_a_unit(plain[at:]) else []
        found.append(_part(match))
        joined = _JOIN.match(plain, match.end())
        at = joined.end() if joined else match.end()
    return found


def _part(match: re.Match[str]) -> tuple[Decimal, Side | None, str]:
    number = Decimal(match["number"].replace(",", ""))
    unit = _UNIT_WORDS.get(match["unit"] or "", "")
    if match["inches"] and unit == "ft":
        number += Decimal(match["inches"]) / 12
    word = match["before"] or match["side1"] or match["side2"]
    return number, _SIDE_WORDS[word] if word else None, unit


def _only_a_unit(rest: str) -> bool:
    """Whether what is left only names the unit, as in "132h x 47w (cm)", or the order of the sides."""
    words = re.findall(rf"{_UNIT}|{_SIDE}|[a-z]+|\d", rest)
    return all(word in _UNIT_WORDS or word in _SIDE_WORDS or word == "x" for word in words)


def _unit_around(plain: str) -> str:
    """A unit that stands apart from the numbers: "(cm)", "in mm"."""
    match = re.search(r"[\s(](mm|cm|m|inches|ft|in)\)?$|\b(mm|cm|inches)\b", plain)
    return _UNIT_WORDS[match[1] or match[2]] if match else ""


def _likely_unit(numbers: list[Decimal]) -> Literal["mm", "cm", "m"]:
    largest = max(numbers)
    return "mm" if largest > 300 else "cm" if largest >= 10 else "m"


def _named(sides: list[tuple[Decimal, Side | None]], warning: str) -> Dimensions | None:
    """Sides by name; unnamed ones fill width, depth, height in turn; a diameter is width and depth."""
    found: dict[str, int] = {}
    for size, side in sides:
        mm = int(size.to_integral_value())
        if side == "diameter":
            found.update(width=mm, depth=mm)
        elif side == "length":
            found["width" if "width" not in found else "depth"] = mm
        elif side == "width" and "width" in found:
            found["depth"] = mm  # "length x width": the length took the width's place
        elif side is not None:
            found[side] = mm
    free = [name for name in ("width", "depth", "height") if name not in found]
    for size, side in sides:
        if side is None and free:
            found[free.pop(0)] = int(size.to_integral_value())
    return Dimensions(found.get("width"), found.get("depth"), found.get("height"), warning) if found else None
