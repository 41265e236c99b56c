"""A season ticket of the demo: one note for the loads of a whole winter, and the loads that went on it so far."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.utils.timezone import localtime

from logistics.actions.paperwork import ticketing
from logistics.actions.paperwork.ticketing import LoadValues
from logistics.models import SeasonTicket
from marketplace.demo.papers import claimed_waste, declared, fetched, taken
from marketplace.demo.people import AIREDALE, ARMLEY
from marketplace.demo.region import Region

_WHAT: Final = "Broken desks and cabinets, for the workshop"
#: How many days ago each further load was put on, and how much it weighed; the last waits to be fetched.
_LOADS: Final = ((9, Decimal("84.5")), (4, Decimal(112)), (1, Decimal(60)))


def go_by_season(region: Region) -> Iterator[str]:
    """The note is signed by both, made a season ticket, and three loads go on it; yields each load."""
    giver, taker = region.settled[AIREDALE.name], region.settled[ARMLEY.name]
    morning = region.now.replace(hour=8, minute=40)
    began = morning - timedelta(days=20)
    first = claimed_waste(_WHAT, giver, taker, began)
    taken(declared(first, _WHAT, giver, began + timedelta(hours=3)), taker, began + timedelta(hours=5))
    first_day = localtime(began).date()
    ticket = ticketing.propose(
        claim=first,
        starts_on=first_day,
        ends_on=first_day + timedelta(days=180),
        signer_name=str(giver.speaker),
        by=giver.speaker,
        now=began + timedelta(hours=6),
    )
    ticketing.sign(ticket=ticket, signer_name=str(taker.speaker), by=taker.speaker, now=began + timedelta(hours=7))
    fetched(first, giver, taker, began + timedelta(days=1))
    yield first.listing.title
    whole = SeasonTicket.objects.for_page().get(pk=ticket.pk)
    for days, mass_kg in _LOADS:
        when = morning - timedelta(days=days)
        claim = claimed_waste(_WHAT, giver, taker, when)
        values = LoadValues(mass_kg=mass_kg, container_count=1)
        ticketing.put_on(ticket=whole, claim=claim, values=values, by=giver.speaker, now=when + timedelta(hours=2))
        if days > 1:
            fetched(claim, giver, taker, when + timedelta(hours=6))
        yield claim.listing.title
