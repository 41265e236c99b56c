"""Passports: which lot is whose, and what its public page and label say."""

from dataclasses import dataclass
from datetime import datetime

import segno

from listings.queries.claims import told
from logistics.models import Collection, CustodyEvent, CustodyKind, Passport


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step of a lot's journey as anybody may read it: who and in which town, no street and no person."""

    label: str
    state: str
    at: datetime
    by: str
    note: str


def passport_of(collection: Collection) -> Passport | None:
    """The passport of the lot that the collection moved, once it left."""
    moved = Passport.objects.filter(custody_events__handover__collection=collection)
    return moved.order_by("pk").distinct().first()


def collection_of_passport(passport: Passport) -> Collection | None:
    """The collection that it was issued for."""
    found = Collection.objects.filter(handovers__custody_events__passport=passport)
    return found.with_parties().order_by("pk").distinct().first()


def journey_of(passport: Passport, collection: Collection | None) -> list[JourneyStep]:
    """Its custody so far, in order."""
    listing = passport.listing
    towns = {CustodyKind.LISTED: listing.site.public_area}
    if collection is not None:
        at_the_end = collection.claim.site.public_area
        towns |= {CustodyKind.DELIVERED: at_the_end, CustodyKind.RECEIVED: at_the_end}
    steps = []
    for event in CustodyEvent.objects.for_passport(passport):
        town = towns.get(CustodyKind(event.kind), "")
        steps.append(
            JourneyStep(
                label=event.get_kind_display(),
                state="failed" if event.kind == CustodyKind.REJECTED else "done",
                at=event.at,
                by=", ".join(part for part in (str(event.holder), town) if part),
                note=told(event.quantity, listing),
            )
        )
    return steps


def qr_of(url: str) -> str:
    """A QR code of the address, as a data URL of an SVG: the policy of the pages lets images be data."""
    code: str = segno.make(url, error="m", micro=False).svg_data_uri(border=2, scale=4)
    return code
