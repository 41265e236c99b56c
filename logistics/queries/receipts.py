"""The receipt with everything behind it, and what its form offers to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from listings.models import Claim
from listings.queries.claims import told
from logistics.loads import KnownMass, listed_mass, typical_mass
from logistics.models import Collection, Passport, Receipt, ReceiptCorrection, RejectedFate, Settlement
from logistics.queries.chains import Corrected, HandoverLine, chain_holds, handover_lines, handovers_of
from logistics.queries.corrections import Figures, as_it_stands
from logistics.queries.goods import goods_of
from logistics.queries.passports import passport_of
from marketplace.kernel.mass import MassBasis, format_kg


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt as it is printed: the whole chain from the offer on."""

    receipt: Receipt
    claim: Claim
    kept: str
    rejected: str
    collected: str
    missing: str
    kept_kg: str
    rejected_kg: str
    basis: str
    handovers: Sequence[HandoverLine]
    passport: Passport | None
    chain_holds: bool
    settlement: Settlement | None
    stands: Figures
    corrections: Sequence[Corrected] = ()

    @property
    def may_come_back(self) -> bool:
        """Whether some of what was turned away may still be noted as back with the giver."""
        return self._is_open(RejectedFate.RETURNED)

    @property
    def may_go_on(self) -> bool:
        """Whether the receiver may still offer it to others."""
        return self._is_open(RejectedFate.PASSED_ON)

    def _is_open(self, fate: RejectedFate) -> bool:
        return self.settlement is None and self.stands.rejected_fate in {fate, RejectedFate.UNKNOWN}


@dataclass(frozen=True, slots=True)
class MassChoices:
    """How the mass of one can be known for a receipt."""

    listed: KnownMass | None
    typical: KnownMass | None


def receipt_page(receipt: Receipt) -> ReceiptPage:
    """A receipt loaded `for_page`, with its chain."""
    collection, claim = receipt.collection, receipt.collection.claim
    handovers = handovers_of(collection)
    collected = collection.collected_quantity or Decimal(0)
    corrections = list(ReceiptCorrection.objects.of(receipt))
    stands = as_it_stands(receipt, corrections)
    missing = collected - stands.kept_quantity - stands.rejected_quantity
    return ReceiptPage(
        receipt=receipt,
        claim=claim,
        kept=told(stands.kept_quantity, claim.listing),
        rejected=told(stands.rejected_quantity, claim.listing) if stands.rejected_quantity else "",
        collected=told(collected, claim.listing),
        missing=told(missing, claim.listing) if missing > 0 else "",
        kept_kg=format_kg(stands.kept_mass_kg),
        rejected_kg=format_kg(stands.rejected_mass_kg),
        basis=_(MassBasis(stands.mass_basis).label),
        handovers=handover_lines(handovers, claim.listing),
        passport=passport_of(collection),
        chain_holds=chain_holds(handovers, receipt),
        settlement=Settlement.objects.select_related("listing", "by").filter(receipt=receipt).first(),
        stands=stands,
        corrections=[_corrected(row, claim) for row in corrections],
    )


def _corrected(row: ReceiptCorrection, claim: Claim) -> Corrected:
    """What it was and is, in a line."""
    before = _in_words(claim, row.old_kept_quantity, row.old_kept_mass_kg, row.old_rejected_quantity)
    after = _in_words(claim, row.kept_quantity, row.kept_mass_kg, row.rejected_quantity)
    was, is_now = row.get_old_condition_display().lower(), row.get_condition_display().lower()
    return Corrected(row, f"{before}, {was}", f"{after}, {is_now}")


def _in_words(claim: Claim, kept: Decimal, mass_kg: Decimal, rejected: Decimal) -> str:
    said = _("%(amount)s kept (%(mass)s)") % {"amount": told(kept, claim.listing), "mass": format_kg(mass_kg)}
    away = _("%(amount)s turned away") % {"amount": told(rejected, claim.listing)}
    return f"{said}, {away}" if rejected else said


def receipt_of(collection: Collection) -> Receipt | None:
    """The receipt that closed it, if it is closed."""
    return Receipt.objects.filter(collection=collection).first()


def mass_choices(claim: Claim) -> MassChoices:
    """What is known of the mass of one. Reads the listing's category."""
    goods = goods_of(claim.listing, Decimal(1))
    return MassChoices(listed_mass(goods), typical_mass(goods))


def came(collection: Collection) -> Decimal:
    """How much came, as the last handover counted it: what the form begins with."""
    last = collection.handovers.order_by("-at", "-pk").first()
    return last.quantity if last else collection.collected_quantity or collection.quantity
