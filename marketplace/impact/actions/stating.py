"""Stating: what is said later about what a receipt brought: its mass by a better rung, a repair, goods that came back.

Each is a row beside the receipt that stands in place of the one before; nothing is overwritten. The ledger follows at
once where the receipt was counted already.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from logistics.actions.people.licensing import PaperFile
from logistics.models import Receipt
from logistics.queries.corrections import figures_of
from marketplace.impact.actions.reversing import Why
from marketplace.impact.actions.settling import settle
from marketplace.impact.models import Cause, Diversion, MassStatement, Repair, Return
from marketplace.impact.parameters import UNIT_WEIGHT_BAND
from marketplace.impact.queries.references import reference_mass_kg
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import MassBasis, checked_kg, format_kg
from marketplace.kernel.quantities import checked_amount, format_amount
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, User

LONGEST: Final = 300
MOST_KWH: Final = Decimal(1_000_000)
NEEDS_EVIDENCE: Final = frozenset({MassBasis.WEIGHED, MassBasis.SPECIFIED, MassBasis.VOLUME_DENSITY})


class WordsMissing(DomainError):
    code = "statement_words_missing"
    message = gettext_noop("Say why, in at most 300 characters.")
    field = "reason"


class EvidenceMissing(DomainError):
    code = "mass_evidence_missing"
    message = gettext_noop(
        "Show it: the number or a photo of the ticket, the maker and model, or the volume and the density."
    )
    field = "evidence"


class NothingKept(DomainError):
    code = "nothing_kept"
    message = gettext_noop("Nothing of this receipt was kept, so there is nothing to state.")


class MassIsUnusual(DomainError):
    """Outside of 0.3 to 3 times what such a thing usually weighs: right or not, somebody has to say so."""

    code = "mass_is_unusual"
    message = gettext_noop(
        "{each} each, where such a thing usually weighs {usual}. Check it, then tick that it is right."
    )
    field = "confirmed"


class BasisUnknown(DomainError):
    code = "mass_basis_unknown"
    message = gettext_noop("Choose how the mass is known.")
    field = "basis"


class RepairTooLarge(DomainError):
    code = "repair_out_of_bounds"
    message = gettext_noop("Electricity and parts are numbers from 0 to a million.")
    field = "electricity_kwh"


class MoreThanKept(DomainError):
    code = "more_back_than_kept"
    message = gettext_noop("{left} of it are with the receiver, so no more than that can have come back.")
    field = "quantity"


@dataclass(frozen=True, slots=True)
class Weight:
    """What the kept goods weigh, how that is known and what shows it. ``kg`` is of all that was kept."""

    kg: Decimal
    basis: str
    evidence: str = ""
    file: PaperFile | None = None


def state_mass(
    *,
    receipt: Receipt,
    organisation: Organisation,
    weight: Weight,
    reason: str,
    confirmed: bool,
    by: User,
    now: datetime,
) -> MassStatement:
    """State the mass of what was kept anew, by any rung of the ladder.

    :param confirmed: somebody says that an unusual mass is right
    :raises MassIsUnusual: outside of 0.3 to 3 times the reference, and nobody said that it is right
    :raises EvidenceMissing: weighed, by the maker or by volume, and nothing shows it
    :raises NothingKept | WordsMissing | BasisUnknown | MassOutOfBounds: the rest
    """
    why = _words(reason, "reason")
    evidence = _words(weight.evidence, "evidence", may_be_empty=True)
    if weight.basis not in set(MassBasis):
        raise BasisUnknown
    kg = _checked(weight.kg)
    kept = _kept_of(receipt)
    if weight.basis in NEEDS_EVIDENCE and not evidence and weight.file is None:
        raise EvidenceMissing
    if not confirmed:
        _check_usual(receipt, kg / kept)
    with _stored(weight.file) as (name, digest), transaction.atomic():
        made = MassStatement.objects.create(
            receipt=receipt,
            number=_next(receipt, MassStatement),
            quantity=kept,
            mass_kg=kg,
            basis=weight.basis,
            evidence=evidence,
            file=name,
            filename=f"evidence.{weight.file.suffix}" if weight.file else "",
            file_sha256=digest,
            reason=why,
            organisation=organisation,
            by=by,
            at=now,
        )
        _follow(receipt, Why(Cause.MASS, why, by), now)
    return made


def _check_usual(receipt: Receipt, each_kg: Decimal) -> None:
    """:raises MassIsUnusual: one weighs less than 0.3 or more than 3 times what such a thing usually weighs"""
    usual = reference_mass_kg(receipt.collection.claim.listing)
    low, high = UNIT_WEIGHT_BAND
    if usual and not low * usual <= each_kg <= high * usual:
        raise MassIsUnusual(each=format_kg(each_kg), usual=format_kg(usual))


def state_repair(
    *,
    receipt: Receipt,
    organisation: Organisation,
    electricity_kwh: Decimal,
    parts_kgco2e: Decimal,
    source: str,
    by: User,
    now: datetime,
) -> Repair:
    """State what putting right what was kept took until now; it stands in place of what was stated before.

    :raises NothingKept | WordsMissing | RepairTooLarge: what is said
    """
    said = _words(source, "source")
    for field, value in (("electricity_kwh", electricity_kwh), ("parts_kgco2e", parts_kgco2e)):
        if not value.is_finite() or not 0 <= value <= MOST_KWH:
            raise RepairTooLarge(field=field)
    _kept_of(receipt)
    with transaction.atomic():
        made = Repair.objects.create(
            receipt=receipt,
            number=_next(receipt, Repair),
            electricity_kwh=electricity_kwh,
            parts_kgco2e=parts_kgco2e,
            source=said,
            organisation=organisation,
            by=by,
            at=now,
        )
        _follow(receipt, Why(Cause.REPAIR, said, by), now)
    return made


def take_return(
    *, receipt: Receipt, organisation: Organisation, quantity: Decimal, reason: str, by: User, now: datetime
) -> Return:
    """So many of what was kept are back with the giver: mass and avoided emissions are undone, the journeys stay.

    :raises MoreThanKept: more than is still with the receiver
    :raises NothingKept | WordsMissing | DomainError: what is said
    """
    why = _words(reason, "reason")
    unit = Unit(receipt.collection.claim.listing.unit)
    amount = checked_amount(quantity, unit)
    with transaction.atomic():
        Receipt.objects.select_for_update().get(pk=receipt.pk)  # of two at once the second sees what came back first
        back = sum((one.quantity for one in Return.objects.filter(receipt=receipt).order_by("pk")), Decimal(0))
        left = _kept_of(receipt) - back
        if amount > left:
            raise MoreThanKept(left=f"{format_amount(left)} {unit.for_amount(left)}")
        made = Return.objects.create(
            receipt=receipt, quantity=amount, reason=why, organisation=organisation, by=by, at=now
        )
        _follow(receipt, Why(Cause.RETURN, why, by), now)
    return made


def _kept_of(receipt: Receipt) -> Decimal:
    kept = figures_of(receipt).kept_quantity
    if not kept:
        raise NothingKept
    return kept


def _checked(kg: Decimal) -> Decimal:
    try:
        return checked_kg(kg)
    except DomainError as refusal:
        refusal.field = "mass_kg"
        raise


def _words(text: str, field: str, *, may_be_empty: bool = False) -> str:
    said = text.strip()
    refuse_unsafe(said, field=field)
    if len(said) > LONGEST or not (said or may_be_empty):
        raise WordsMissing(field=field)
    return said


def _next(receipt: Receipt, model: type[MassStatement] | type[Repair]) -> int:
    Receipt.objects.select_for_update().get(pk=receipt.pk)
    return model._default_manager.filter(receipt=receipt).count() + 1


def _follow(receipt: Receipt, why: Why, now: datetime) -> None:
    """A receipt that waits to be counted is counted with what stands then."""
    if Diversion.objects.filter(receipt=receipt).exists():
        settle(receipt=Receipt.objects.for_page().get(pk=receipt.pk), why=why, now=now)


@contextmanager
def _stored(file: PaperFile | None) -> Iterator[tuple[str, str]]:
    """The file in the private storage under a random name, and its digest; refused: it goes again."""
    if file is None:
        yield "", ""
        return
    private = storages["private"]
    name = private.save(f"masses/{secrets.token_hex(16)}.{file.suffix}", ContentFile(file.content))
    try:
        yield name, hashlib.sha256(file.content).hexdigest()
    except BaseException:
        private.delete(name)
        raise
