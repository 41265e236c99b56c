"""Whether a question makes sense, and whether an answer holds: exact decimals, nothing of what made the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from listings.allocation.terms import Ask, CannotSplit, DoesNotHold, Key, Line, Remainder


def check_question(lines: Sequence[Line], asks: Sequence[Ask]) -> None:
    """Whether it can be answered at all.

    :raises CannotSplit: two of one key, an ask of no line, a quantity that is nothing, a lot or step below nothing
    """
    for what, keys in (("line", [line.key for line in lines]), ("ask", [ask.key for ask in asks])):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        if twice:
            raise CannotSplit(f"more than one {what} is called {twice[0]!r}")
    for line in lines:
        _check_line(line)
    there = {line.key for line in lines}
    shares: dict[Key, tuple[Decimal, Decimal]] = {}
    for ask in asks:
        if ask.line not in there:
            raise CannotSplit(f"{ask.key!r} asks of a line that is not there")
        _check_ask(ask)
        if shares.setdefault(ask.taker, (ask.received_lately_share, ask.weight)) != (
            ask.received_lately_share,
            ask.weight,
        ):
            raise CannotSplit(f"taker {ask.taker!r} has two shares or weights")


def _check_line(line: Line) -> None:
    if line.quantity <= 0 or line.lot < 0 or line.least_step <= 0:
        raise CannotSplit(f"line {line.key!r} has a quantity, lot or step that cannot be")


def _check_ask(ask: Ask) -> None:
    if ask.quantity <= 0 or ask.weight <= 0 or (ask.least is not None and ask.least < 0):
        raise CannotSplit(f"ask {ask.key!r} has a quantity, weight or least quantity that cannot be")
    if ask.distance_km < 0 or ask.received_lately_share < 0:
        raise CannotSplit(f"ask {ask.key!r} has a distance or share below nothing")


def check(lines: Sequence[Line], asks: Sequence[Ask], grants: Mapping[Key, Decimal]) -> None:
    """Whether a split keeps all rules: what is there, what was asked, least quantities, lots, refusals.

    :raises DoesNotHold: it breaks one, which is a mistake in the program
    """
    for line in lines:
        mine = [ask for ask in asks if ask.line == line.key]
        if sum((grants[ask.key] for ask in mine), Decimal(0)) > line.quantity:
            raise DoesNotHold(f"line {line.key!r} gives more than it has")
        lot = Fraction(line.lot) or Fraction(line.least_step)
        left = Fraction(line.quantity) % lot
        odd = [ask.key for ask in mine if Fraction(grants[ask.key]) % lot]
        if odd and (line.remainder != Remainder.GOES_ALONG or len(odd) > 1 or Fraction(grants[odd[0]]) % lot != left):
            raise DoesNotHold(f"line {line.key!r} gives parts of a lot")
    for ask in asks:
        _check_grant(ask, grants[ask.key])


def _check_grant(ask: Ask, grant: Decimal) -> None:
    if grant and ask.refused_because:
        raise DoesNotHold(f"ask {ask.key!r} was refused and gets something")
    if grant and not (ask.least or 0) <= grant <= ask.quantity:
        raise DoesNotHold(f"ask {ask.key!r} gets less than is of use to it, or more than it asked for")
    if grant < 0:
        raise DoesNotHold(f"ask {ask.key!r} gives something away")
