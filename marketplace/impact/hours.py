"""Hours: what was lent and spaces that were used are told in hours, never in tonnes."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

THOUSANDTH: Final = Decimal("0.001")
SECONDS_PER_HOUR: Final = 3600


def hours_between(starts_at: datetime, ends_at: datetime) -> Decimal:
    """Hours of real time between two moments, to a thousandth; none where the second is not later."""
    seconds = Decimal(max(0, round((ends_at - starts_at).total_seconds())))
    return (seconds / SECONDS_PER_HOUR).quantize(THOUSANDTH, rounding=ROUND_HALF_EVEN)


def times(hours: Decimal, amount: Decimal) -> Decimal:
    """Item hours or square-metre hours, to a thousandth."""
    return (hours * amount).quantize(THOUSANDTH, rounding=ROUND_HALF_EVEN)
