"""Who gets what in the region: a ballot that is still open, and chairs whose claims wait for the giver's decision."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from listings.actions import claiming
from listings.actions.allotting import AllocationValues
from listings.actions.listing import ListingValues
from listings.actions.offering import offer
from listings.models import Category, Condition, Listing, Policy
from marketplace.demo.people import AIREDALE
from marketplace.demo.region import Region, Settled

_PURPOSES: Final = (
    "Our evening classes sit on folding chairs; these would stay for years.",
    "For the repair café, where people wait for an hour and more.",
    "Two new classrooms open after the holidays.",
    "For the waiting room of the advice centre.",
    "Our choir has grown to sixty, our chairs have not.",
    "To furnish the youth club's new room.",
)


class _Offered(NamedTuple):
    """What is given, how, and for how many days claims are still taken (closed that many days ago if below zero)."""

    title: str
    slug: str
    quantity: int
    policy: Policy
    lot: int
    days: int
    asks: tuple[int, ...]


_THINGS: Final = (
    _Offered(
        "Sixty stacking chairs, blue", "classroom-chairs", 60, Policy.DONOR_CHOOSES, 0, -1, (24, 40, 12, 30, 20, 8)
    ),
    _Offered("Laptops from the refit, wiped", "laptops", 12, Policy.BALLOT, 2, 3, (4, 2, 6, 4)),
)


def share_out(region: Region) -> Iterator[str]:
    """List both, and let others ask while claims are taken; yields what was done, for progress."""
    giver = region.settled[AIREDALE.name]
    others = [one for name, one in region.settled.items() if name != AIREDALE.name and one.sites]
    for thing in _THINGS:
        listing = _listed(region, giver, thing)
        yield thing.title
        for number, amount in enumerate(thing.asks):
            taker = others[number % len(others)]
            claiming.claim(
                listing=listing,
                organisation=taker.organisation,
                site=taker.sites[0],
                quantity=Decimal(amount),
                least_quantity=Decimal(amount // 2),
                keeps_clauses=True,
                purpose=_PURPOSES[number % len(_PURPOSES)],
                by=taker.speaker,
                now=region.now - timedelta(days=2, hours=number),
            )
            yield taker.party.name


def _listed(region: Region, giver: Settled, thing: _Offered) -> Listing:
    return offer(
        organisation=giver.organisation,
        site=giver.sites[0],
        category=Category.objects.get(slug=thing.slug),
        values=ListingValues(
            title=thing.title,
            quantity=Decimal(thing.quantity),
            condition=Condition.GOOD,
            must_be_gone_by=(region.now + timedelta(days=21)).date(),
        ),
        photos=(),
        allocation=AllocationValues(
            policy=thing.policy,
            closes_at=region.now + timedelta(days=thing.days),
            lot=Decimal(thing.lot),
            no_resale=True,
        ),
        at_once=True,
        by=giver.speaker,
        now=region.now - timedelta(days=6),
    )
