"""The book of a lot for others to read by machine: EPCIS 2.0 as JSON-LD, after what each owner discloses."""

from django.urls import reverse

from logistics import epcis
from logistics.models import CustodyEvent, Passport
from logistics.queries.disclosures import Party, parties_of
from logistics.queries.passports import events_of


def book_of(passport: Passport, *, site: str) -> epcis.Book:
    """Everything that may be told. Notes of people stay on the page; hashes and steps go out.

    :param site: scheme and host, without a slash at the end
    """
    events = events_of(passport)
    parties = parties_of(passport, events)
    address = f"{site}{reverse('logistics:passport', args=[passport.code])}"
    listing = passport.listing
    about = {
        "title": listing.title,
        "category": listing.category.name,
        "make": listing.make,
        "model": listing.model,
        "dimensions": listing.dimensions,
    }
    return epcis.Book(
        address=address,
        unit=listing.unit,
        about=about,
        events=[_event(event, parties, address, site) for event in events],
        created_at=events[-1].at if events else passport.created_at,
    )


def _event(event: CustodyEvent, parties: dict[int, Party], address: str, site: str) -> epcis.Event:
    holder = parties[event.holder_id]
    source = parties.get(event.source_id or 0)
    return epcis.Event(
        number=event.number,
        kind=event.kind,
        at=event.at,
        quantity=event.quantity,
        mass_kg=event.mass_kg,
        holder=_uri(holder, address, site),
        source=_uri(source, address, site) if source else "",
        place=event.place if holder.tells_town else "",
        related=f"{site}{reverse('logistics:passport', args=[event.related.code])}" if event.related else "",
        corrects=event.corrects.number if event.corrects else None,
        reason=event.reason,
        hash=event.hash,
        previous_hash=event.previous_hash,
    )


def _uri(party: Party, address: str, site: str) -> str:
    """Its page; of one that keeps its name to itself only which of the parties of this lot it is."""
    if not party.slug:
        return f"{address}#party-{party.number}"
    return f"{site}{reverse('organisations:organisation', args=[party.slug])}"
