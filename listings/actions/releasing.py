"""Releasing: what has to hold at the moment when promised goods leave their site."""

from datetime import datetime
from decimal import Decimal

from listings.actions.evidencing import check_released
from listings.actions.lending import check_agreed, hand_out
from listings.models import Claim
from marketplace.organisations.models import User


def check_may_leave(*, claim: Claim, by: User, now: datetime) -> None:
    """Whether an accepted claim's goods could be collected as things stand.

    :raises NotReleased: something that their kind asks for is not shown
    :raises LoanNotAgreed | LoanDaysPassed: they are lent, and nobody said until when
    """
    check_released(listing=claim.listing, by=by, now=now)
    check_agreed(claim=claim, by=by, now=now)


def let_go(*, claim: Claim, quantity: Decimal, by: User, now: datetime) -> None:
    """Let so much of an accepted claim leave, in the transaction in which it is collected.

    :raises NotReleased | LoanNotAgreed | LoanDaysPassed: not as things stand
    """
    check_released(listing=claim.listing, by=by, now=now)
    hand_out(claim=claim, quantity=quantity, by=by, now=now)
