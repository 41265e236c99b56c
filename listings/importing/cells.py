"""Single cells to values: how many, how heavy, how much; each with what was taken for granted, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import GRAM, checked_kg, parse_mass
from marketplace.kernel.money import STERLING, parse_money
from marketplace.kernel.quantities import parse_quantity
from marketplace.kernel.units import Unit, unit_named

_BRACKETS: Final = re.compile(r"\s*[\[(][^\])]*[\])]\s*")
_EACH: Final = re.compile(
    r"\s*\(?\b(?:each|ea\b\.?|apiece|a ?piece|per (?:item|unit|piece|one)|p/?p|/ ?(?:each|ea|unit|item))"
    r"\)?\s*",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"\s*\(?\b(?:in )?(?:total|altogether|all in|(?:for )?the lot|in all|overall|combined|for all|lot)\b\)?"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_AROUND_PRICE: Final = re.compile(
    r"\s*(?:\b(?:ono|o\.n\.o\.?|or (?:nearest |near )?offers?|neg(?:otiable)?|ex\.? ?vat|exc\.? ?vat|inc\.? ?vat|"
    r"plus vat|only|approx\.?|donation|guide|suggested)\b\.?|\+\s*vat)\s*",
    re.IGNORECASE,
)
_LOTS: Final = re.compile(r"(?:a |1 |one )?(?:job lot|lot|bundle|assortment|selection)", re.IGNORECASE)
_EMPTY: Final = frozenset(
    {"", "-", "–", "—", "n/a", "na", "none", "tbc", "tba", "?", "unknown", "not known", "n.a.", "nk"}
)


class WrongCurrency(DomainError):
    """An asking price in another currency than pounds."""

    code = "wrong_currency"
    message = gettext_noop("“{text}” is not in pounds. Give prices in pounds (£).")


@dataclass(frozen=True, slots=True)
class ReadQuantity:
    """An amount; its unit if the cell names one; words that say more ("chairs", "bags"), and what we assumed."""

    amount: Decimal
    unit: Unit | None = None
    approximate: bool = False
    words: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class ReadMass:
    """Kilograms, of one or of all together where the cell says which, else as its column says (``None``)."""

    kg: Decimal
    total: bool | None
    approximate: bool


@dataclass(frozen=True, slots=True)
class ReadPrice:
    """Pence for one, or for all together."""

    pence: int
    total: bool


def is_empty(text: str) -> bool:
    """Nothing, or a word for nothing: "n/a", "-", "tbc"."""
    return text.strip().casefold() in _EMPTY


def read_quantity(text: str) -> ReadQuantity:
    """How many, as lists have it: "3 off", "2 x", "approx 12", "4 pallets (approx 480)", "job lot".

    :raises DomainError: NotAQuantity and its like, in words
    """
    if _LOTS.fullmatch(text.strip()):
        return ReadQuantity(Decimal(1), Unit.SET, words=text.strip(), warning=f"“{text.strip()}” was read as one set.")
    bare = _BRACKETS.sub(" ", text).strip()
    read = parse_quantity(bare or text)
    warning = (
        f"“{text}” was read as {read.amount:f}." if bare != text.strip() or (read.approximate and "-" in text) else ""
    )
    return ReadQuantity(read.amount.normalize() + 0, read.unit, read.approximate, read.words, warning)


def read_unit(text: str) -> Unit | None:
    """The unit that a unit column names ("each", "sq m", "per pallet"), or none that we know."""
    plain = re.sub(r"^(?:per|by the|price per)\s+|[().]", "", text.strip().casefold())
    return unit_named(plain) or unit_named(plain.replace(" ", ""))


def read_mass(text: str, unit_hint: str = "") -> ReadMass:
    """How heavy: "approx 40 kg", "40kg each", "1.2 t total"; a bare figure takes the unit of the column's label.

    :raises DomainError: NotAMass and its like, in words
    """
    each, total = _EACH.search(text), _TOTAL.search(text)
    bare = _TOTAL.sub(" ", _EACH.sub(" ", text))
    if bare.count("(") == bare.count(")") and "approx" not in bare.casefold():
        bare = _BRACKETS.sub(" ", bare)
    bare = bare.strip(" ,;:")
    if unit_hint and not re.search(r"[a-z]{1,2}\b", re.sub(r"approx\w*|about|circa|c\.", "", bare.casefold())):
        bare = f"{bare} {unit_hint}"
    mass = parse_mass(bare or text)
    return ReadMass(mass.kg, None if bool(each) == bool(total) else total is not None, mass.approximate)


def one_of(total_kg: Decimal, amount: Decimal) -> Decimal:
    """The mass of one, to the gram, from that of all.

    :raises DomainError: MassOutOfBounds where one would weigh less than a gram
    """
    return checked_kg((total_kg / amount).quantize(GRAM))


def read_price(text: str) -> ReadPrice:
    """A price in pence: "£264", "£5 each", "£100 the lot ono", "free".

    :raises DomainError: NotMoney and its like; WrongCurrency
    """
    total = _TOTAL.search(text) is not None
    bare = _AROUND_PRICE.sub(" ", _TOTAL.sub(" ", _EACH.sub(" ", text))).strip(" ,;:()").rstrip("/-")
    money = parse_money(bare or text)
    if money.currency != STERLING:
        raise WrongCurrency(text=text[:20])
    return ReadPrice(money.pence, total)
