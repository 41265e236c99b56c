"""Whether two listings of one organisation are likely the same thing, and in which ways.

Parts with weights, as for a fit: what it is called counts most, since people who list a thing twice mostly copy its
title. The weights and the threshold are our own judgement, held by a table of pairs in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from listings.matching.words import all_words
from listings.search.words import STOP_WORDS
from marketplace.kernel.errors import gettext_noop
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.text import fold

#: From this on two listings are shown to their owner as alike, out of a hundred.
ALIKE: Final = 70
#: Titles that share less of their words name different things, whatever else agrees.
LEAST_TITLE: Final = 0.6

_TIMES: Final = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)", re.IGNORECASE)


class Way(StrEnum):
    """In which way two listings are alike."""

    TITLE = "title"
    CATEGORY = "category"
    QUANTITY = "quantity"
    SITE = "site"
    SIZE = "size"


WEIGHTS: Final[dict[Way, int]] = {
    Way.TITLE: 55,
    Way.CATEGORY: 15,
    Way.QUANTITY: 10,
    Way.SITE: 10,
    Way.SIZE: 10,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What a listing says of the thing. Empty texts and `None` are not said."""

    title: str
    category: str
    site: int
    quantity: Decimal
    unit: str
    dimensions: str
    make: str
    model: str
    serial_number: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two things are, from 0 to 100, and the sentences that say why, each with what fills its gaps."""

    score: int
    reasons: tuple[tuple[str, dict[str, object]], ...]


def likeness(one: Thing, other: Thing) -> Likeness | None:
    """How alike they are; nothing where they are not likely the same."""
    if _same(one.serial_number, other.serial_number):
        return Likeness(
            100, ((gettext_noop("The serial number is the same: {serial}."), {"serial": one.serial_number}),)
        )
    if any(_differ(*both) for both in zip(_marks(one), _marks(other), strict=True)):
        return None
    title = _title(one.title, other.title)
    if title < LEAST_TITLE:
        return None
    shares = {
        Way.TITLE: title,
        Way.CATEGORY: float(one.category == other.category),
        Way.QUANTITY: _quantity(one, other),
        Way.SITE: float(one.site == other.site),
        Way.SIZE: _size(one, other),
    }
    score = round(sum(shares[way] * weight for way, weight in WEIGHTS.items()))
    return Likeness(score, tuple(_reasons(one, other, shares))) if score >= ALIKE else None


def _marks(thing: Thing) -> tuple[str, str, str]:
    return thing.serial_number, thing.make, thing.model


def _same(one: str, other: str) -> bool:
    return bool(one) and fold(one) == fold(other)


def _differ(one: str, other: str) -> bool:
    """Both are said, and are not the same."""
    return bool(one and other) and fold(one) != fold(other)


def _title(one: str, other: str) -> float:
    """The share of words in common (Dice's coefficient). Numbers must agree: a desk of 1600 is not one of 1200."""
    ours, theirs = _title_words(one), _title_words(other)
    if not ours or not theirs:
        return float(fold(one) == fold(other))
    if _numbers(ours) and _numbers(theirs) and _numbers(ours) != _numbers(theirs):
        return 0.0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _title_words(title: str) -> frozenset[str]:
    """The words of a title; "1600x800" and "1600 x 800 mm" are two numbers."""
    return all_words(_TIMES.sub(" ", title)) - STOP_WORDS


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdigit())


def _quantity(one: Thing, other: Thing) -> float:
    if one.unit != other.unit:
        return 0.0
    return float(min(one.quantity, other.quantity) / max(one.quantity, other.quantity))


def _size(one: Thing, other: Thing) -> float:
    """Half the points where one of them does not say; none where they differ."""
    if one.dimensions and other.dimensions:
        return float(_same(one.dimensions, other.dimensions))
    return 0.5


def _reasons(one: Thing, other: Thing, shares: dict[Way, float]) -> list[tuple[str, dict[str, object]]]:
    told: list[tuple[str, dict[str, object]]] = []
    if shares[Way.TITLE] == 1:
        told.append((gettext_noop("The title says the same."), {}))
    else:
        told.append(
            (gettext_noop("The titles share {share} % of their words."), {"share": round(shares[Way.TITLE] * 100)})
        )
    if shares[Way.CATEGORY]:
        told.append((gettext_noop("They are in the same category."), {}))
    if shares[Way.SITE]:
        told.append((gettext_noop("They are at the same site."), {}))
    amounts: dict[str, object] = {"one": format_amount(one.quantity), "other": format_amount(other.quantity)}
    if shares[Way.QUANTITY] == 1:
        told.append((gettext_noop("There are as many: {one}."), amounts))
    elif shares[Way.QUANTITY] > 0:
        told.append((gettext_noop("This one counts {one}, that one {other}."), amounts))
    if shares[Way.SIZE] == 1:
        told.append((gettext_noop("They have the same size."), {}))
    if _same(one.model, other.model):
        told.append((gettext_noop("They are the same model: {model}."), {"model": one.model}))
    return told
