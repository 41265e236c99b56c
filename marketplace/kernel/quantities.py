"""Quantities as people write them: "3 off", "2 x", "approx. 12", "1,200", "a dozen", "12 sq m"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.figures import FIGURE, NotAFigure, figure, tidied, without_approximately
from marketplace.kernel.units import Unit, unit_named

MOST: Final = Decimal(1_000_000)
FINEST: Final = Decimal("0.001")


class NotAQuantity(DomainError):
    """The text does not say how many."""

    code = "not_a_quantity"
    message = gettext_noop("“{text}” does not say how many. Write a number first, like 12 or 1,200 or 2.5 m.")
    field = "quantity"


class QuantityOutOfBounds(DomainError):
    """Nothing, or more than a million."""

    code = "quantity_out_of_bounds"
    message = gettext_noop("A quantity must be more than zero and at most 1,000,000.")
    field = "quantity"


class QuantityTooFine(DomainError):
    """More than three decimals."""

    code = "quantity_too_fine"
    message = gettext_noop("Give a quantity with no more than three decimals.")
    field = "quantity"


class NotWhole(DomainError):
    """A part of something that is counted."""

    code = "quantity_not_whole"
    message = gettext_noop("Give a whole number of {unit}.")
    field = "quantity"


class Quantity(NamedTuple):
    """An amount; whether it was said to be about right; its unit if one was named; any other words ("chairs")."""

    amount: Decimal
    approximate: bool
    unit: Unit | None
    words: str


_NUMBERS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
)  # fmt: skip
_IN_WORDS: Final[dict[str, str]] = {
    **{word: str(number) for number, word in enumerate(_NUMBERS)},
    "a dozen": "12",
    "dozen": "12",
    "half a dozen": "6",
    "half dozen": "6",
    "a couple of": "2",
    "a couple": "2",
    "a": "1",
    "an": "1",
}
_WORDS: Final = re.compile("(?:" + "|".join(sorted(_IN_WORDS, key=len, reverse=True)) + r")(?![a-z0-9])")
_DOZENS: Final = re.compile(rf"({FIGURE})\s*(?:dozen|doz\.?)(?![a-z])")
_QUANTITY: Final = re.compile(
    rf"(?:(?:x|qty:?|no\.)\s*)?(?P<low>{FIGURE})(?:\s*(?:-|to|or)\s*(?P<high>{FIGURE}))?(?P<more>\s*\+)?"
    r"(?:\s*x(?![a-z]))?\s*(?:off(?![a-z]))?\s*(?P<rest>[^0-9\s].*)?"
)


def checked_amount(amount: Decimal, unit: Unit | None = None, *, field: str = "quantity") -> Decimal:
    """The amount, if it can be one of that unit.

    :param field: the box in which it was typed
    :raises QuantityOutOfBounds: not a number, infinite, zero or less, over a million
    :raises QuantityTooFine: more than three decimals
    :raises NotWhole: half an item
    """
    if not amount.is_finite() or not 0 < amount <= MOST:
        raise QuantityOutOfBounds(field=field)
    if amount != amount.quantize(FINEST):
        raise QuantityTooFine(field=field)
    if unit is not None and unit.counted and amount != amount.to_integral_value():
        raise NotWhole(field=field, unit=unit.plural)
    return amount


def _in_figures(plain: str) -> str:
    """Number words and dozens as figures."""
    plain = _WORDS.sub(lambda match: _IN_WORDS[match[0]], plain, count=1) if _WORDS.match(plain) else plain
    dozens = _DOZENS.match(plain)
    if dozens and dozens[1]:
        plain = f"{figure(dozens[1]) * 12:f}{plain[dozens.end() :]}"
    return plain


def parse_quantity(text: str) -> Quantity:
    """What people write for how many.

    A range ("50-60") and a floor ("10+") give the lower figure, which can be promised, and count as approximate.
    A word that is one of our units is taken for it; other words ("34 chairs") are handed back.

    :raises NotAQuantity: no number to be read, or more than one ("3 bags of 25")
    :raises QuantityOutOfBounds | QuantityTooFine | NotWhole: see :func:`checked_amount`
    """
    refusal = NotAQuantity(text=text[:20])
    try:
        plain, approximate = without_approximately(tidied(text))
        match = _QUANTITY.fullmatch(_in_figures(plain))
        if match is None or not match["low"]:
            raise refusal
        amount = figure(match["low"])
        high = amount if match["high"] is None else figure(match["high"])
    except NotAFigure as error:
        raise refusal from error
    rest = (match["rest"] or "").removeprefix("of ").strip(" ,")
    unit = unit_named(rest)
    if high < amount or (unit is None and (any("0" <= sign <= "9" for sign in rest) or not _wordy(rest))):
        raise refusal
    loose = approximate or high != amount or match["more"] is not None
    return Quantity(checked_amount(amount, unit), loose, unit, "" if unit else rest)


def _wordy(rest: str) -> bool:
    """Whether what follows the number is words, not more of a number that we failed to read ("1,5", "1e9")."""
    return rest == "" or (rest[0].isalpha() and len(rest.partition(" ")[0]) > 1)


def format_amount(amount: Decimal) -> str:
    """An amount to read: thousands parted, no trailing zeros: "1,200", "2.5"."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_quantity(amount: Decimal, unit: Unit, *, approximate: bool = False) -> str:
    """An amount with its unit: "1 item", "about 1,200 items", "2.5 m²"."""
    return f"{'about ' if approximate else ''}{format_amount(amount)} {unit.for_amount(amount)}"
