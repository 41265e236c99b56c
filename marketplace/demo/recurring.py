"""What comes again and again in the region: broken pallets every Tuesday, with a standing claim and one to answer."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from listings.actions.listing import ListingValues, draft
from listings.actions.recurring import post_due
from listings.actions.repeating import repeat, skip
from listings.actions.standing import add_break, agree, ask
from listings.models import Category, Recurrence, StandingClaim
from marketplace.demo.people import AIREDALE, ARMLEY, HOLBECK
from marketplace.demo.region import Region, Settled
from marketplace.kernel.recurrence import days, parse_rule
from marketplace.kernel.units import Unit

#: How long it has been going on, in weeks.
_SINCE: Final = 3


def come_again(region: Region) -> Iterator[str]:
    """Post pallets every Tuesday since three weeks ago, each week by the clock; yields what was done, for progress."""
    giver, began = region.settled[AIREDALE.name], region.now - timedelta(weeks=_SINCE)
    pallets = _pallets(giver, region)
    yield pallets.listing.title
    taker = region.settled[HOLBECK.name]
    standing = _asked(pallets, taker, "2.5", "Slats for the planters and bug hotels that our workshop builds.", region)
    agree(claim=standing, by=giver.speaker, now=began + timedelta(hours=3))
    break_on = region.now.date() + timedelta(weeks=5)
    add_break(
        claim=standing, from_on=break_on, to_on=break_on + timedelta(days=13), by=taker.speaker, now=region.now
    )  # fmt: skip
    yield taker.party.name
    for week in range(_SINCE + 1):
        yield f"{post_due(now=began + timedelta(weeks=week, hours=4))}"
    _asked(pallets, region.settled[ARMLEY.name], "0.5", "Wood for the forest school’s fire circle.", region)
    coming = days(pallets.repeats, pallets.starts_on, region.now.date() + timedelta(weeks=8), since=region.now.date())
    skip(recurrence=pallets, on=coming[3], by=giver.speaker, now=region.now)


def _pallets(giver: Settled, region: Region) -> Recurrence:
    began = region.now - timedelta(weeks=_SINCE)
    pattern = draft(
        organisation=giver.organisation,
        site=giver.sites[0],
        category=Category.objects.get(slug="pallets"),
        values=ListingValues(
            title="Broken pallets for reclaiming",
            description="Softwood, heat treated, nails in. Stacked by the dock; we load with a forklift.",
            quantity=Decimal(4),
            unit=Unit.TONNE,
            condition="for_parts",
        ),
        by=giver.speaker,
        now=began,
    )
    return repeat(
        listing=pattern,
        rule=parse_rule("FREQ=WEEKLY;BYDAY=TU"),
        starts_on=began.date() + timedelta(days=1),
        quantity=Decimal(4),
        ahead_days=5,
        gone_within_days=3,
        by=giver.speaker,
        now=began,
    )


def _asked(pallets: Recurrence, taker: Settled, tonnes: str, purpose: str, region: Region) -> StandingClaim:
    return ask(
        recurrence=pallets,
        organisation=taker.organisation,
        site=taker.sites[0],
        quantity=Decimal(tonnes),
        purpose=purpose,
        by=taker.speaker,
        now=region.now - timedelta(weeks=_SINCE) + timedelta(hours=2),
    )
