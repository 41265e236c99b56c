"""Mass: in kilograms, as ``Decimal``, with how well it is known."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.figures import FIGURE, NotAFigure, figure, tidied, without_approximately
from marketplace.kernel.units import Unit

__all__ = ["Mass", "MassBasis", "MassOutOfBounds", "NotAMass", "Unit", "checked_kg", "format_kg", "parse_mass"]

GRAM: Final = Decimal("0.001")  # kg: the finest mass we keep
MOST_KG: Final = Decimal(10_000_000)  # 10,000 tonnes: beyond any one listing
POUND_KG: Final = Decimal("0.45359237")  # exact: international avoirdupois pound


class NotAMass(DomainError):
    """The text does not say how heavy something is."""

    code = "not_a_mass"
    message = gettext_noop("“{text}” is not a weight we can read. Write it like 40 kg, 1.2 t, 400 g or 20 lb.")


class MassOutOfBounds(DomainError):
    """Lighter than a gram or heavier than 10,000 tonnes."""

    code = "mass_out_of_bounds"
    message = gettext_noop("A weight must be at least 1 g and at most 10,000 tonnes.")


class MassBasis(StrEnum):
    """How a mass is known, best first: the ladder of the impact method (W1 to W5)."""

    WEIGHED = "weighed"
    SPECIFIED = "specified"
    DECLARED = "declared"
    ITEM_DEFAULT = "item_default"
    VOLUME_DENSITY = "volume_density"

    @property
    def label(self) -> str:
        return _BASES[self][0]

    @property
    def sigma(self) -> Decimal:
        """One standard deviation as a share of the mass (an assumption of the impact method, 8.1)."""
        return _BASES[self][1]

    @property
    def rung(self) -> int:
        """1 for the best known (weighed) to 5 for the least."""
        return list(MassBasis).index(self) + 1

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label, best first, for a form or a model field."""
        return [(basis.value, basis.label) for basis in cls]


_BASES: Final[dict[MassBasis, tuple[str, Decimal]]] = {
    MassBasis.WEIGHED: (gettext_noop("Weighed"), Decimal("0.02")),
    MassBasis.SPECIFIED: (gettext_noop("Maker's specification"), Decimal("0.05")),
    MassBasis.DECLARED: (gettext_noop("Declared by the giver"), Decimal("0.15")),
    MassBasis.ITEM_DEFAULT: (gettext_noop("Typical for the item"), Decimal("0.30")),
    MassBasis.VOLUME_DENSITY: (gettext_noop("Worked out from volume"), Decimal("0.50")),
}


class Mass(NamedTuple):
    """A mass in kilograms to the gram, and whether the person said it was about right."""

    kg: Decimal
    approximate: bool


# Kilograms in one of each, and whether the word itself is loose ("ton" may be long, short or metric).
_IN_KG: Final[dict[str, tuple[Decimal, bool]]] = {
    name: (kg, loose)
    for names, kg, loose in (
        ("g gm gms gr gram grams gramme grammes", GRAM, False),
        ("kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes", Decimal(1), False),
        ("t te tonne tonnes mt", Decimal(1000), False),
        ("ton tons", Decimal(1000), True),
        ("lb lbs pound pounds", POUND_KG, False),
    )
    for name in names.split()
}
_MASS: Final = re.compile(
    rf"(?P<low>{FIGURE})\s*(?P<low_unit>[a-z]*)\.?(?:\s*(?:-|to)\s*(?P<high>{FIGURE}))?\s*(?P<unit>[a-z]*)\.?"
)


def checked_kg(kg: Decimal) -> Decimal:
    """The mass to the gram.

    :raises MassOutOfBounds: not a number, infinite, under 1 g or over 10,000 tonnes
    """
    if not kg.is_finite() or kg > MOST_KG:
        raise MassOutOfBounds
    grams = kg.quantize(GRAM, rounding=ROUND_HALF_EVEN)
    if grams < GRAM:
        raise MassOutOfBounds
    return grams


def parse_mass(text: str) -> Mass:
    """What people write for a weight: "approx 40 kg", "1.2t", "400g", "20 lbs", "40-50 kg", "40" (kilograms).

    A range gives its middle and counts as approximate, as does "ton" (taken as 1,000 kg).

    :raises NotAMass: not a weight
    :raises MassOutOfBounds: too light, too heavy
    """
    plain, approximate = without_approximately(tidied(text))
    match = _MASS.fullmatch(plain)
    if match is None or not match["low"]:
        raise NotAMass(text=text[:20])
    unit = match["unit"] or match["low_unit"] or "kg"
    if unit not in _IN_KG or match["low_unit"] not in ("", unit):
        raise NotAMass(text=text[:20])
    in_kg, loose = _IN_KG[unit]
    try:
        low = figure(match["low"])
        high = low if match["high"] is None else figure(match["high"])
    except NotAFigure as error:
        raise NotAMass(text=text[:20]) from error
    if high < low:
        raise NotAMass(text=text[:20])
    middle = low if high == low else (low + high) / 2
    return Mass(checked_kg(middle * in_kg), approximate or loose or high != low)


def _to_places(number: Decimal, places: int) -> str:
    rounded = round(number, places)
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_kg(kg: Decimal, *, approximate: bool = False) -> str:
    """A mass to read, with about three figures: "400 g", "12.5 kg", "1.23 t", "12.3 t"; "about" in front if so said."""
    if kg == 0:
        return "0 kg"
    sign, size = ("-", -kg) if kg < 0 else ("", kg)
    if size < GRAM:
        said = "under 1 g"
    elif round(size, 3) < 1:
        said = f"{_to_places(size * 1000, 0)} g"
    elif round(size) < 1000:
        said = f"{_to_places(size, 2 if size < 10 else 1 if size < 100 else 0)} kg"
    else:
        tonnes = size / 1000
        said = f"{_to_places(tonnes, 2 if tonnes < 10 else 1 if tonnes < 1000 else 0)} t"
    return f"{'about ' if approximate else ''}{sign}{said}"
