"""Papers of the demo: goods that both sides state to be goods, and waste with its transfer note, signed and issued."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import uuid4

from listings.actions import claiming
from listings.actions.listing import ListingValues
from listings.actions.offering import offer
from listings.models import Category, Claim, Condition
from logistics.actions.loads import fetching
from logistics.actions.loads.arranging import open_collection
from logistics.actions.paperwork import declaring, papering
from logistics.actions.paperwork.attesting import attest
from logistics.models import Holder, WasteDeclaration
from logistics.papers.statements import KEYS
from logistics.papers.waste import WasteValues
from marketplace.demo.evidence import show_what_is_asked
from marketplace.demo.people import AIREDALE, ARMLEY
from marketplace.demo.region import Region, Settled

_AMOUNT: Final = Decimal(6)
_TITLES: Final = ("Desks with cracked tops, for their frames", "Filing cabinets without keys, for scrap or repair")


def attest_both(claim: Claim, *, giver: Settled, taker: Settled, when: datetime) -> None:
    """Both sides sign the seven statements."""
    for holder, side in ((Holder.GIVER, giver), (Holder.RECEIVER, taker)):
        attest(
            claim=claim,
            holder=holder,
            held=KEYS,
            detail="",
            signer_name=str(side.speaker),
            by=side.speaker,
            now=when,
        )


def hand_on_waste(region: Region) -> Iterator[str]:
    """Two lots that are waste: one went with its note a week ago, one waits for the receiver's signature."""
    giver, taker = region.settled[AIREDALE.name], region.settled[ARMLEY.name]
    for title in _TITLES:
        when = region.now - timedelta(days=8)
        claim = claimed_waste(title, giver, taker, when)
        said = declared(claim, title, giver, when + timedelta(hours=3))
        if title == _TITLES[0]:
            taken(said, taker, when + timedelta(hours=5))
            fetched(claim, giver, taker, when + timedelta(days=1))
        yield title


def claimed_waste(title: str, giver: Settled, taker: Settled, when: datetime) -> Claim:
    """A claim on waste that its giver has accepted."""
    values = ListingValues(
        title=title, quantity=_AMOUNT, condition=Condition.FOR_PARTS, is_waste=True, waste_code="200307"
    )
    listing = offer(
        organisation=giver.organisation,
        site=giver.sites[0],
        category=Category.objects.get(slug="desks"),
        values=values,
        photos=(),
        at_once=True,
        by=giver.speaker,
        now=when,
    )
    show_what_is_asked(listing=listing, by=giver.speaker, now=when)
    claim = claiming.claim(
        listing=listing,
        organisation=taker.organisation,
        site=taker.sites[0],
        quantity=_AMOUNT,
        purpose="Our workshop takes them apart and mends what can be mended.",
        by=taker.speaker,
        now=when + timedelta(hours=1),
    )
    claiming.accept(claim=claim, quantity=_AMOUNT, by=giver.speaker, now=when + timedelta(hours=2))
    return claim


def declared(claim: Claim, title: str, giver: Settled, when: datetime) -> WasteDeclaration:
    """What the giver says of it for the note."""
    values = WasteValues(
        codes=["20 03 07"],
        description=title,
        origin="Clearance of an office floor",
        sic_code="65120",
        physical_form="Solid",
        container_type="LOO",
        container_count=1,
        mass_kg=Decimal(150),
        is_estimate=True,
        hierarchy_applied=True,
    )
    return declaring.declare(claim=claim, values=values, signer_name=str(giver.speaker), by=giver.speaker, now=when)


def taken(said: WasteDeclaration, taker: Settled, when: datetime) -> None:
    """The receiver signs."""
    declaring.take(
        declaration=said,
        authorisation="T12 exemption WEX246810",
        treatment="",
        carrier_registration="CBDL246810",
        carrier_exemption="",
        signer_name=str(taker.speaker),
        by=taker.speaker,
        now=when,
    )


def fetched(claim: Claim, giver: Settled, taker: Settled, when: datetime) -> None:
    """The receiver comes for it, and the notes are issued."""
    collection = open_collection(claim=claim, now=when)
    fetching.hand_over(
        claim=claim,
        client_id=uuid4(),
        signer_name=str(taker.speaker),
        code=collection.dropoff_code,
        photo=None,
        quantity=_AMOUNT,
        note="",
        by=giver.speaker,
        now=when,
    )
    papering.issue(collection=collection, by=giver.speaker, now=when + timedelta(minutes=5))
