"""Relisting: a second or later owner offers a lot again, out of its passport."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from listings.actions.listing import ListingValues, draft
from listings.models import Condition, Listing
from listings.queries.claims import told
from logistics.actions.custody.parting import NotAtHome, new_lot
from logistics.actions.custody.witnessing import NotThatMuchLeft, Said, witness
from logistics.models import Passport, Receipt
from logistics.models.lots import Descent, Relisting
from logistics.models.passports import CustodyKind
from logistics.queries.corrections import figures_of
from logistics.queries.passports import passport_of
from marketplace.kernel.mass import GRAM, MassBasis
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Site, User


def relist(*, passport: Passport, quantity: Decimal, site: Site, by: User, now: datetime) -> Listing:
    """A draft with all that is known of the lot, for the owner's listers to finish and publish. What is claimed of it
    later goes on in the same book.

    :raises NotAtHome: it is not the owner's to offer: under way, at its end, or somebody else's
    :raises NotThatMuchLeft | DomainError: the quantity
    :raises NotYourSite: the site
    """
    owner = passport.owner
    if owner is None or passport.state != "live" or passport.owner_id != passport.holder_id:
        raise NotAtHome
    amount = checked_amount(quantity, Unit(passport.listing.unit))
    if amount > passport.remaining:
        raise NotThatMuchLeft(left=told(passport.remaining, passport.listing))
    origin = passport.listing
    values = _values(passport, amount)
    with transaction.atomic():
        listing = draft(organisation=owner, site=site, category=origin.category, values=values, by=by, now=now)
        Relisting.objects.create(passport=passport, listing=listing, quantity=amount, by=by, at=now)
        said = Said(kind=CustodyKind.RELISTED, holder=owner, quantity=amount, place=site.public_area)
        witness(passport=passport, said=said, by=by, now=now)
    return listing


def pass_down(*, receipt: Receipt, listing: Listing, quantity: Decimal, by: User, now: datetime) -> Passport | None:
    """A lot of its own for what a receiver turned away and offers to others by this listing, in the caller's
    transaction. None where the goods have no book.

    Where the whole lot was turned away its book ends with this one; beside a kept share it has no more to do with what
    was turned away, and the new book only says where it came from.
    """
    origin, taker = passport_of(receipt.collection), receipt.collection.claim.organisation
    if origin is None:
        return None
    lot = new_lot(listing=origin.listing, quantity=quantity, by=by, now=now)
    place = listing.site.public_area
    comes = Said(kind=CustodyKind.CAME_OUT, holder=taker, quantity=quantity, place=place, related=origin)
    if origin.owner_id != taker.pk and origin.remaining == quantity:
        mass = origin.mass_kg
        gives = replace(comes, kind=CustodyKind.PARTED, mass_kg=mass, related=lot)
        witness(passport=origin, said=gives, by=by, now=now)
        Descent.objects.create(ancestor=origin, descendant=lot, quantity=quantity, mass_kg=mass, at=now)
    else:
        mass = figures_of(receipt).rejected_mass_kg or None
    witness(passport=lot, said=replace(comes, mass_kg=mass), by=by, now=now)
    Relisting.objects.create(passport=lot, listing=listing, quantity=quantity, by=by, at=now)
    relisted = Said(kind=CustodyKind.RELISTED, holder=taker, quantity=quantity, place=place)
    witness(passport=lot, said=relisted, by=by, now=now)
    return lot


def _values(passport: Passport, amount: Decimal) -> ListingValues:
    """What the first listing said, the condition at the last receipt, and the weight that was measured since."""
    origin = passport.listing
    receipt = Receipt.objects.filter(custody_events__passport=passport).order_by("-at", "-pk").first()
    each, basis = origin.unit_mass_kg, origin.mass_basis
    weighed = receipt is not None and receipt.mass_basis == MassBasis.WEIGHED
    if passport.mass_kg and passport.remaining and (weighed or each is None) and Unit(origin.unit).fixed_kg is None:
        each = (passport.mass_kg / passport.remaining).quantize(GRAM) or None
        basis = MassBasis.DECLARED if each else ""
    return ListingValues(
        title=origin.title,
        quantity=amount,
        unit=origin.unit,
        description=origin.description,
        condition=receipt.condition if receipt else Condition.UNKNOWN,
        unit_mass_kg=each,
        mass_basis=basis if each else "",
        unit_volume_litres=origin.unit_volume_litres,
        dimensions=origin.dimensions,
        needs_two_people=origin.needs_two_people,
        needs_tail_lift=origin.needs_tail_lift,
        is_palletised=origin.is_palletised,
        is_fragile=origin.is_fragile,
        make=origin.make,
        model=origin.model,
        serial_number=origin.serial_number,
    )
