"""Settling: what a receiver turned away goes back to the giver's stock, or is offered to others from where it is."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from listings.actions import stocking
from listings.actions.lining import give_out
from listings.actions.listing import ListingValues, draft
from listings.models import Listing
from listings.queries.claims import told
from logistics.actions.custody.relisting import pass_down
from logistics.actions.custody.witnessing import bring_home
from logistics.actions.runs.telling import tell_settled
from logistics.models import Receipt, RejectedFate, Settlement, SettlementKind
from logistics.queries.corrections import figures_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User

_MAY_RETURN = frozenset({RejectedFate.RETURNED, RejectedFate.UNKNOWN})
_MAY_PASS_ON = frozenset({RejectedFate.PASSED_ON, RejectedFate.UNKNOWN})


class NothingToSettle(DomainError):
    code = "nothing_to_settle"
    message = gettext_noop("Of this nothing was turned away that could still go anywhere.")


class AlreadySettled(DomainError):
    code = "already_settled"
    message = gettext_noop("This is settled already: {how}.")


class MoreThanTurnedAway(DomainError):
    code = "more_than_turned_away"
    message = gettext_noop("{rejected} were turned away, so no more than that can be back. Count again.")
    field = "quantity"


def take_back(*, receipt: Receipt, quantity: Decimal, by: User, now: datetime) -> Settlement:
    """The giver has so much of what was turned away: it is on offer again, first to those in line. The receiver hears.

    :raises NothingToSettle | AlreadySettled: nothing was turned away, it went elsewhere, or this was said before
    :raises MoreThanTurnedAway | DomainError: the count
    """
    seen = _open(receipt, _MAY_RETURN)
    claim = seen.collection.claim
    amount = checked_amount(quantity, Unit(claim.listing.unit))
    if amount > seen.rejected_quantity:
        raise MoreThanTurnedAway(rejected=told(seen.rejected_quantity, claim.listing))
    with transaction.atomic():
        made = _settle(Settlement(receipt=seen, kind=SettlementKind.RETURNED, quantity=amount, by=by, at=now))
        stocking.take_back(claim=claim, quantity=amount, by=by, now=now)
        bring_home(receipt=seen, quantity=amount, by=by, now=now)
        give_out(listing=claim.listing, by=by, now=now)
        tell_settled(settlement=made, by=by, now=now)
    return made


def pass_on(*, receipt: Receipt, by: User, now: datetime) -> Settlement:
    """The receiver offers what it turned away from its own site: a draft with all that is known, for its listers to
    finish. The giver is told.

    :raises NothingToSettle | AlreadySettled: nothing was turned away, it went elsewhere, or this was said before
    """
    seen = _open(receipt, _MAY_PASS_ON)
    with transaction.atomic():
        listing = _drafted(seen, by, now)
        kind, amount = SettlementKind.PASSED_ON, seen.rejected_quantity
        made = _settle(Settlement(receipt=seen, kind=kind, quantity=amount, listing=listing, by=by, at=now))
        pass_down(receipt=seen, listing=listing, quantity=amount, by=by, now=now)
        tell_settled(settlement=made, by=by, now=now)
    return made


def _open(receipt: Receipt, fates: frozenset[RejectedFate]) -> Receipt:
    seen = Receipt.objects.for_page().get(pk=receipt.pk)
    there = Settlement.objects.filter(receipt=seen).first()
    if there is not None:
        raise AlreadySettled(how=there.get_kind_display().lower())
    stands = figures_of(seen)
    if not stands.rejected_quantity or stands.rejected_fate not in fates:
        raise NothingToSettle
    seen.rejected_quantity = stands.rejected_quantity
    return seen


def _settle(settlement: Settlement) -> Settlement:
    """The row is the guard: a receipt has one, and whoever comes second is undone whole."""
    try:
        with transaction.atomic():
            settlement.save()
    except IntegrityError:
        there = Settlement.objects.filter(receipt=settlement.receipt).first()
        if there is None:
            raise
        raise AlreadySettled(how=there.get_kind_display().lower()) from None
    return settlement


def _drafted(receipt: Receipt, by: User, now: datetime) -> Listing:
    claim = receipt.collection.claim
    origin = claim.listing
    said = f"{origin.description}\n\n{claim.organisation}: {receipt.rejected_reason}".strip()
    values = ListingValues(
        title=origin.title,
        quantity=receipt.rejected_quantity,
        unit=origin.unit,
        description=said if len(said) <= 4000 else receipt.rejected_reason,
        unit_mass_kg=origin.unit_mass_kg,
        mass_basis=origin.mass_basis,
        unit_volume_litres=origin.unit_volume_litres,
        dimensions=origin.dimensions,
        needs_two_people=origin.needs_two_people,
        needs_tail_lift=origin.needs_tail_lift,
        is_palletised=origin.is_palletised,
        is_fragile=origin.is_fragile,
        is_waste=origin.is_waste,
        waste_code=origin.waste_code,
        make=origin.make,
        model=origin.model,
    )
    return draft(
        organisation=claim.organisation, site=claim.site, category=origin.category, values=values, by=by, now=now
    )
