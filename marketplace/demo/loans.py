"""What is lent in the region: one loan that is late and asked for longer, one that is due soon, one that came back."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from listings.actions import claiming, lending, returning
from listings.actions.listing import ListingValues
from listings.actions.offering import offer
from listings.models import Category, Condition, Mode
from marketplace.demo.people import AIREDALE, ARMLEY, HOLBECK
from marketplace.demo.region import Region


class _Lent(NamedTuple):
    """What is lent to whom: when it left and when it is due, in days from today, and whether it is back."""

    title: str
    amount: int
    taker: str
    left: int
    due: int
    is_back: bool = False


_LENT: Final = (
    _Lent("Exhibition boards, lent by the month", 6, HOLBECK.name, -16, -2),
    _Lent("Trestle tables for events", 8, ARMLEY.name, -5, 2),
    _Lent("Stage decks for a summer fête", 4, HOLBECK.name, -40, -33, is_back=True),
)


def lend(region: Region) -> Iterator[str]:
    """Lend things of the insurer, through claims like any other."""
    giver = region.settled[AIREDALE.name]
    for lent in _LENT:
        taker, left = region.settled[lent.taker], region.now + timedelta(days=lent.left)
        listing = offer(
            organisation=giver.organisation,
            site=giver.sites[0],
            category=Category.objects.get(slug="folding-tables"),
            values=ListingValues(
                title=lent.title, quantity=Decimal(lent.amount + 4), mode=Mode.LEND, condition=Condition.GOOD
            ),
            photos=(),
            at_once=True,
            by=giver.speaker,
            now=left - timedelta(days=9),
        )
        claim = claiming.claim(
            listing=listing,
            organisation=taker.organisation,
            site=taker.sites[0],
            quantity=Decimal(lent.amount),
            purpose="For our open days.",
            by=taker.speaker,
            now=left - timedelta(days=4),
        )
        day = left.date()
        due_on = (region.now + timedelta(days=lent.due)).date()
        lending.agree(claim=claim, from_on=day, due_on=due_on, by=taker.speaker, now=left - timedelta(days=4))
        claiming.accept(claim=claim, quantity=claim.quantity, by=giver.speaker, now=left - timedelta(days=3))
        claiming.mark_collected(claim=claim, quantity=claim.quantity, by=giver.speaker, now=left)
        claiming.mark_received(claim=claim, by=taker.speaker, now=left)
        claim.refresh_from_db()
        if lent.is_back:
            returning.bring_back(
                loan=claim.loan,
                quantity=claim.quantity,
                condition=Condition.GOOD,
                notes="",
                by=giver.speaker,
                now=left + timedelta(days=6),
            )
        elif lent.due < 0:
            until = (region.now + timedelta(days=5)).date()
            lending.ask_longer(loan=claim.loan, until=until, by=taker.speaker, now=region.now - timedelta(hours=30))
        yield lent.title
