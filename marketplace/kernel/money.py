"""Money: whole pence (or cents) of a currency. No float and no fraction of a penny comes in or goes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.figures import FIGURE, NotAFigure, figure, tidied

STERLING: Final = "GBP"
MOST_PENCE: Final = 1_000_000_000  # ten million pounds
SYMBOLS: Final[dict[str, str]] = {"GBP": "£", "EUR": "€", "USD": "$"}

_NAMES: Final[dict[str, str]] = {
    **{symbol: code for code, symbol in SYMBOLS.items()},
    **{code.lower(): code for code in SYMBOLS},
}
_NAME: Final = r"£|€|\$|gbp|eur|usd"
_MONEY: Final = re.compile(rf"(?P<before>{_NAME})?\s*(?P<amount>{FIGURE})\s*(?P<after>{_NAME}|p|pence)?")
_FREE: Final = frozenset({"free", "nothing", "no charge", "gratis", "nil", "foc", "free of charge"})


class NotMoney(DomainError):
    """The text is not an amount of money."""

    code = "not_money"
    message = gettext_noop("“{text}” is not an amount of money. Write it like £264, 1,299.50 or free.")


class FractionOfAPenny(DomainError):
    """More than two decimals."""

    code = "fraction_of_a_penny"
    message = gettext_noop("Give an amount with no more than two decimals.")


class MoneyOutOfBounds(DomainError):
    """Less than nothing, or over ten million."""

    code = "money_out_of_bounds"
    message = gettext_noop("An amount must be between 0 and 10,000,000.")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest coin of an ISO 4217 currency; negative is a debt or a refund."""

    pence: int
    currency: str = STERLING

    def __str__(self) -> str:
        return format_money(self)


def parse_money(text: str, currency: str = STERLING) -> Money:
    """What people write for a price: "£264", "1,299.50", "50p", "free"; ``currency`` where they name none.

    :raises NotMoney: not an amount, or in a currency we do not know
    :raises FractionOfAPenny: "£1.999"
    :raises MoneyOutOfBounds: over ten million
    """
    refusal = NotMoney(text=text[:20])
    try:
        plain = tidied(text)
        if plain in _FREE:
            return Money(0, currency)
        match = _MONEY.fullmatch(plain)
        if match is None or (match["before"] and match["after"]):
            raise refusal
        amount = figure(match["amount"])
    except NotAFigure as error:
        raise refusal from error
    name = match["before"] or match["after"]
    pence = amount if name in ("p", "pence") else amount * 100
    if pence > MOST_PENCE:
        raise MoneyOutOfBounds
    if pence != pence.to_integral_value():
        raise FractionOfAPenny
    return Money(int(pence), _NAMES.get(name or "", currency))


def format_money(money: Money) -> str:
    """An amount to read: "£264", "£1,299.50", "-€3.05", "12 CHF"; pence only where there are some."""
    sign = "-" if money.pence < 0 else ""
    whole, rest = divmod(abs(money.pence), 100)
    figures = f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
    symbol = SYMBOLS.get(money.currency)
    return f"{sign}{symbol}{figures}" if symbol else f"{sign}{figures} {money.currency}"
