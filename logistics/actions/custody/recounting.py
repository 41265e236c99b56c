"""Correcting what a handover or a receipt got wrong: a row beside it, an event in the book of the lot, and the counts
that follow. What was written stays as it was; both sides and the carrier are told."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from django.db import transaction

from listings.actions.loading import recount
from listings.models import Condition
from listings.queries.claims import told
from listings.queries.loans import is_lent
from logistics.actions.custody.righting import right_handover, right_receipt
from logistics.actions.loads.announcing import LoadNews, tell_of_load
from logistics.actions.loads.loading import lock
from logistics.actions.loads.receiving import RejectedNeedsFate, UnknownChoice, counted
from logistics.chain import hash_of
from logistics.models import (
    Collection,
    CollectionMode,
    Handover,
    HandoverCorrection,
    HandoverKind,
    Receipt,
    ReceiptCorrection,
    RejectedFate,
    Settlement,
)
from logistics.queries.chains import facts_of_handover_correction, facts_of_receipt_correction
from logistics.queries.corrections import Figures, counts_of, figures_of
from logistics.queries.load_steps import reason_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import GRAM, MassBasis, checked_kg
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, User


class NothingCorrected(DomainError):
    code = "nothing_corrected"
    message = gettext_noop("That is how it stands already. Change what was wrong.")


class MassUnknown(DomainError):
    code = "corrected_mass_missing"
    message = gettext_noop("Write the weight of what you kept, in kilograms: nothing was kept before.")
    field = "mass_kg"


class SettledAlready(DomainError):
    code = "rejected_share_is_settled"
    message = gettext_noop("{settled} of what was turned away have gone on already: no fewer can have been.")
    field = "rejected_quantity"


class OutOfStep(DomainError):
    code = "count_out_of_step"
    message = gettext_noop("It has to be from {least} to {most}: what was counted before and after has to fit.")
    field = "quantity"


class LentStays(DomainError):
    code = "lent_is_not_recounted"
    message = gettext_noop("What is lent is counted when it comes back: say it on the page of the loan.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What a receiver says now. `mass_kg`: of all that was kept; None: each weighs what it weighed before."""

    kept_quantity: Decimal
    rejected_quantity: Decimal
    mass_kg: Decimal | None
    mass_basis: str
    condition: str
    rejected_fate: str


def correct_receipt(
    *, receipt: Receipt, said: Recount, reason: str, organisation: Organisation, by: User, now: datetime
) -> ReceiptCorrection:
    """The receiver counted, weighed or described wrongly. The receipt stays; this says how it stands from now on.

    :raises LoadReasonMissing | ReasonTooLong: what was wrong
    :raises NothingCounted | MoreThanCollected | RejectedNeedsFate | UnknownChoice | MassUnknown: what is said
    :raises SettledAlready: more of what was turned away has gone on
    :raises NothingCorrected: it says so already
    :raises CannotFollow | NotThatMuchLeft: more went on with the lot than there would have been
    """
    why = reason_of(reason)
    with transaction.atomic():
        load = lock(collection=receipt.collection, by=by, now=now)
        seen = Receipt.objects.for_page().get(pk=receipt.pk)
        old = figures_of(seen)
        counts = {"kept": said.kept_quantity, "rejected": said.rejected_quantity}
        kept, rejected = counted(collection=load, by=by, now=now, **counts)
        new = _figures(old, replace(said, kept_quantity=kept, rejected_quantity=rejected))
        _check_settled(seen, new)
        before = ReceiptCorrection.objects.of(seen).last()
        made = ReceiptCorrection(
            receipt=seen,
            number=before.number + 1 if before else 1,
            reason=why,
            organisation=organisation,
            by=by,
            at=now,
            previous_hash=before.hash if before else seen.hash,
            **{f"old_{name}": getattr(old, name) for name in _FIGURES},
            **{name: getattr(new, name) for name in _FIGURES},
        )
        made.hash = hash_of(facts_of_receipt_correction(made), made.previous_hash)
        made.save()
        right_receipt(correction=made, by=by, now=now)
        tell_of_load(collection=load, news=LoadNews.CORRECTED, quantity=new.kept_quantity, reason=why, by=by, now=now)
    return made


def correct_handover(
    *,
    handover: Handover,
    quantity: Decimal,
    condition: str,
    reason: str,
    organisation: Organisation,
    by: User,
    now: datetime,
) -> HandoverCorrection:
    """A handover was counted or described wrongly. What stayed behind after all is in stock again; what had come along
    after all is taken off it.

    :raises LoadReasonMissing | ReasonTooLong: what was wrong
    :raises OutOfStep | UnknownChoice | NotEnoughLeft | DomainError: what is said
    :raises NothingCorrected | LentStays: there is nothing to correct, or not here
    :raises CannotFollow | NotThatMuchLeft: more went on with the lot than there would have been
    """
    why = reason_of(reason)
    if condition and condition not in Condition.values:
        raise UnknownChoice(field="condition")
    with transaction.atomic():
        load = lock(collection=handover.collection, by=by, now=now)
        if is_lent(load.claim):
            raise LentStays
        seen = Handover.objects.select_related("proof").get(pk=handover.pk)
        old = counts_of([seen])[seen.pk]
        amount = checked_amount(quantity, Unit(load.claim.listing.unit))
        if amount == old.quantity and condition == old.condition:
            raise NothingCorrected
        before = HandoverCorrection.objects.of([seen]).last()
        made = HandoverCorrection(
            handover=seen,
            number=before.number + 1 if before else 1,
            reason=why,
            organisation=organisation,
            by=by,
            at=now,
            previous_hash=before.hash if before else seen.hash,
            old_quantity=old.quantity,
            old_condition=old.condition,
            quantity=amount,
            condition=condition,
        )
        made.hash = hash_of(facts_of_handover_correction(made), made.previous_hash)
        made.save()
        if amount != old.quantity:
            _change_counts(load, made, by, now)
            right_handover(correction=made, by=by, now=now)
        tell_of_load(collection=load, news=LoadNews.CORRECTED, quantity=amount, reason=why, by=by, now=now)
    return made


_FIGURES: Final = (
    "kept_quantity",
    "rejected_quantity",
    "kept_mass_kg",
    "rejected_mass_kg",
    "mass_basis",
    "condition",
    "rejected_fate",
)


def _figures(old: Figures, said: Recount) -> Figures:
    kept, rejected = said.kept_quantity, said.rejected_quantity
    for field, choices in (
        ("condition", Condition.values),
        ("mass_basis", list(MassBasis)),
        ("rejected_fate", ["", *RejectedFate.values]),
    ):
        if getattr(said, field) not in choices:
            raise UnknownChoice(field=field)
    fate = said.rejected_fate if rejected else ""
    if rejected and not fate:
        raise RejectedNeedsFate
    mass = _kept_mass(old, said.mass_kg, kept)
    each = mass / kept if kept else _each(old)
    new = Figures(
        kept_quantity=kept,
        rejected_quantity=rejected,
        kept_mass_kg=mass,
        rejected_mass_kg=(each * rejected).quantize(GRAM, rounding=ROUND_HALF_EVEN),
        mass_basis=said.mass_basis,
        condition=said.condition,
        rejected_fate=fate,
    )
    if new == old:
        raise NothingCorrected
    return new


def _kept_mass(old: Figures, said: Decimal | None, kept: Decimal) -> Decimal:
    if not kept:
        return Decimal(0)
    if said is not None:
        return checked_kg(said)
    if kept == old.kept_quantity:
        return old.kept_mass_kg
    each = _each(old)
    if not each:
        raise MassUnknown
    return checked_kg((each * kept).quantize(GRAM, rounding=ROUND_HALF_EVEN))


def _each(old: Figures) -> Decimal:
    """What one weighed, as the receipt stood; zero where nothing tells."""
    if old.kept_quantity:
        return old.kept_mass_kg / old.kept_quantity
    return old.rejected_mass_kg / old.rejected_quantity if old.rejected_quantity else Decimal(0)


def _check_settled(receipt: Receipt, new: Figures) -> None:
    settled = Settlement.objects.filter(receipt=receipt).first()
    if settled is not None and new.rejected_quantity < settled.quantity:
        raise SettledAlready(settled=told(settled.quantity, receipt.collection.claim.listing))


def _change_counts(load: Collection, made: HandoverCorrection, by: User, now: datetime) -> None:
    """What the load says became of it, and what the giver has left.

    :raises OutOfStep: more than the load, or less than what became of it and than its receiver counted
    """
    change, kind = made.quantity - made.old_quantity, made.handover.kind
    picks_up, collected = kind != HandoverKind.DROPOFF, load.collected_quantity or Decimal(0)
    # In the receiver's hands at once, or brought by a hired carrier who counted nothing of its own.
    came_uncounted = load.mode == CollectionMode.CARRIER and load.delivered_quantity > 0
    arrives = not picks_up or kind == HandoverKind.FETCH or came_uncounted
    gone = load.returned_quantity + load.lost_quantity
    most = load.quantity - collected if picks_up else collected - gone - load.delivered_quantity
    least = (_received(load) if arrives else collected - load.aboard) - (
        load.delivered_quantity if arrives else collected
    )
    if not least <= change <= most:
        listing = load.claim.listing
        smallest = Decimal(1) if Unit(listing.unit).counted else GRAM
        bounds = max(made.old_quantity + least, smallest), made.old_quantity + most
        raise OutOfStep(least=told(bounds[0], listing), most=told(bounds[1], listing))
    changed = {"collected_quantity": collected + (change if picks_up else Decimal(0))}
    changed["delivered_quantity"] = load.delivered_quantity + (change if arrives else Decimal(0))
    Collection.objects.filter(pk=load.pk).update(**changed)
    if picks_up:
        recount(claim=load.claim, change=change, by=by, now=now)


def _received(load: Collection) -> Decimal:
    """How many the receiver counted, kept or not, as its receipt stands."""
    receipt = Receipt.objects.filter(collection=load).first()
    if receipt is None:
        return Decimal(0)
    figures = figures_of(receipt)
    return figures.kept_quantity + figures.rejected_quantity
