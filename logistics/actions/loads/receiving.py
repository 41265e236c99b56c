"""Receiving: the receiver counts what came, what is kept and what not. Every figure in a report comes from here."""

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from django.db import transaction

from listings.models import Condition
from listings.queries.claims import told
from logistics.actions.custody.witnessing import receive
from logistics.actions.loads.loading import close_if_settled, lock
from logistics.actions.runs.proving import LONGEST_NOTE, WordsTooLong
from logistics.actions.runs.telling import tell_received
from logistics.chain import hash_of
from logistics.loads import Goods, known_mass, listed_mass, typical_mass
from logistics.models import (
    Collection,
    CollectionState,
    Displaced,
    Receipt,
    RejectedFate,
)
from logistics.queries.chains import facts_of_receipt, last_hash
from logistics.queries.goods import goods_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import GRAM, MassBasis, checked_kg
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User

LONGEST_REASON: Final = 300


class NothingCounted(DomainError):
    code = "nothing_counted"
    message = gettext_noop("Count something: what you kept, what you turned away, or both.")
    field = "kept_quantity"


class MoreThanCollected(DomainError):
    code = "more_than_collected"
    message = gettext_noop("{collected} were collected, so no more than that can have come. Count again.")
    field = "kept_quantity"


class RejectedNeedsReason(DomainError):
    code = "rejected_needs_reason"
    message = gettext_noop("Say why it was turned away.")
    field = "rejected_reason"


class RejectedNeedsFate(DomainError):
    code = "rejected_needs_fate"
    message = gettext_noop("Say what becomes of what was turned away.")
    field = "rejected_fate"


class NothingRejected(DomainError):
    code = "nothing_rejected"
    message = gettext_noop("You gave a reason, but nothing was turned away. Say how many, or delete the reason.")
    field = "rejected_quantity"


class UnknownChoice(DomainError):
    code = "unknown_choice"
    message = gettext_noop("Choose one of the answers.")


class MassMissing(DomainError):
    code = "mass_missing"
    message = gettext_noop("Write the weight of what you kept, in kilograms.")
    field = "mass_kg"


class MassNotKnown(DomainError):
    code = "mass_not_known"
    message = gettext_noop("Nothing is known of its weight that way. Weigh it, or choose another answer.")
    field = "mass_basis"


class NotDeliveredYet(DomainError):
    code = "not_delivered_yet"
    message = gettext_noop("This is “{state}”: it can be confirmed once its delivery was recorded.")


class AlreadyReceived(DomainError):
    code = "already_received"
    message = gettext_noop("This was confirmed already: a receipt counts once.")


def confirm(
    *,
    collection: Collection,
    kept_quantity: Decimal,
    condition: str,
    mass_basis: str,
    mass_kg: Decimal | None = None,
    rejected_quantity: Decimal = Decimal(0),
    rejected_reason: str = "",
    rejected_fate: str = "",
    displaced: str = Displaced.UNKNOWN,
    note: str = "",
    by: User,
    now: datetime,
) -> Receipt:
    """Confirm what came. It counts once, closes the collection, with the last of them the claim, and thanks the giver.

    :param mass_kg: of all that was kept. None: worked out from the listing (or its category) by `mass_basis`; weighed
        goods and a maker's specification need the figure.
    :raises NotDeliveredYet | AlreadyReceived | ClaimMovedOn: not now, or not again
    :raises MoreThanCollected: kept and turned away are more than left the giver's site
    :raises NothingCounted | RejectedNeedsReason | RejectedNeedsFate | NothingRejected: the counts
    :raises MassMissing | MassNotKnown | MassOutOfBounds | UnknownChoice: the rest
    """
    current = Collection.objects.with_parties().get(pk=collection.pk)
    _check_state(current)
    kept, rejected = counted(collection=current, kept=kept_quantity, rejected=rejected_quantity, by=by, now=now)
    receipt = Receipt(
        collection=current,
        kept_quantity=kept,
        rejected_quantity=rejected,
        rejected_reason=_words(rejected_reason, "rejected_reason", LONGEST_REASON),
        rejected_fate=rejected_fate,
        condition=condition,
        mass_basis=mass_basis,
        displaced=displaced,
        note=_words(note, "note", LONGEST_NOTE),
        by=by,
        at=now,
    )
    _check_choices(receipt)
    _weigh(receipt, mass_kg)
    with transaction.atomic():
        lock(collection=current, by=by, now=now)
        row = Collection.objects.filter(pk=current.pk)
        if not row.step(seen=CollectionState.DELIVERED, to=CollectionState.CLOSED):
            raise AlreadyReceived
        receipt.hash = hash_of(facts_of_receipt(receipt), last_hash(current))
        receipt.save()
        receive(receipt=receipt, by=by, now=now)
        close_if_settled(claim=current.claim, by=by, now=now)
        tell_received(receipt=receipt, by=by, now=now)
    collection.refresh_from_db()
    return receipt


def _check_state(collection: Collection) -> None:
    if collection.state == CollectionState.CLOSED:
        raise AlreadyReceived
    if collection.state != CollectionState.DELIVERED:
        raise NotDeliveredYet(state=collection.get_state_display())


def counted(
    *, collection: Collection, kept: Decimal, rejected: Decimal, by: User, now: datetime
) -> tuple[Decimal, Decimal]:
    """What was kept and what was turned away, checked against what was collected.

    :raises NothingCounted | MoreThanCollected | DomainError: the counts
    """
    unit = Unit(collection.claim.listing.unit)
    for amount, field in ((kept, "kept_quantity"), (rejected, "rejected_quantity")):
        if amount != 0:
            try:
                checked_amount(amount, unit)
            except DomainError as refusal:
                refusal.field = field
                raise
    if kept == 0 and rejected == 0:
        raise NothingCounted
    collected = collection.collected_quantity or Decimal(0)
    if kept + rejected > collected:
        raise MoreThanCollected(collected=told(collected, collection.claim.listing))
    return kept, rejected


def _check_choices(receipt: Receipt) -> None:
    for field, choices in (
        ("condition", Condition.values),
        ("mass_basis", list(MassBasis)),
        ("displaced", Displaced.values),
        ("rejected_fate", ["", *RejectedFate.values]),
    ):
        if getattr(receipt, field) not in choices:
            raise UnknownChoice(field=field)
    if receipt.rejected_quantity:
        if not receipt.rejected_reason:
            raise RejectedNeedsReason
        if not receipt.rejected_fate:
            raise RejectedNeedsFate
    elif receipt.rejected_reason:
        raise NothingRejected
    else:
        receipt.rejected_fate = ""


def _weigh(receipt: Receipt, said: Decimal | None) -> None:
    """The mass kept, as said or worked out; what was turned away weighs the same apiece as far as that is known."""
    kept, rejected = receipt.kept_quantity, receipt.rejected_quantity
    goods = goods_of(receipt.collection.claim.listing, kept or rejected)
    basis = MassBasis(receipt.mass_basis)
    if said is not None:
        receipt.kept_mass_kg = checked_kg(said) if kept else Decimal(0)
    elif kept == 0:
        receipt.kept_mass_kg = Decimal(0)
    else:
        receipt.kept_mass_kg = checked_kg(_each(goods, basis) * kept)
    each = receipt.kept_mass_kg / kept if kept else None
    if each is None:
        known = known_mass(goods)
        each = known.kg if known else Decimal(0)
    receipt.rejected_mass_kg = (each * rejected).quantize(GRAM, rounding=ROUND_HALF_EVEN)


def _each(goods: Goods, basis: MassBasis) -> Decimal:
    """The mass of one by that basis. What the giver weighed is not what the receiver weighed: that needs a reading."""
    known = typical_mass(goods) if basis == MassBasis.ITEM_DEFAULT else listed_mass(goods)
    if basis == MassBasis.WEIGHED:
        raise MassMissing
    if known is None or known.basis != basis:
        raise MassMissing if basis == MassBasis.SPECIFIED else MassNotKnown
    return known.kg


def _words(text: str, field: str, most: int) -> str:
    said = text.strip()
    refuse_unsafe(said, field=field)
    if len(said) > most:
        raise WordsTooLong(field=field, most=most)
    return said
