"""What was said of a receipt, in the order in which it was said."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from logistics.models import Receipt, Use
from marketplace.impact.models import Diversion
from marketplace.impact.queries.references import reference_mass_kg
from marketplace.impact.queries.words import exact_kg
from marketplace.kernel.mass import MassBasis


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that was said, by whom, and what shows it (the key of a statement of mass with a file)."""

    at: datetime
    who: str
    what: str
    why: str
    file: int | None = None


@dataclass(frozen=True, slots=True)
class FactsPage:
    """Everything that the page prints."""

    sayings: list[Saying]
    usual: str
    lines: list[Diversion]


def facts_page(receipt: Receipt) -> FactsPage:
    """All that was said of it, the oldest first, and the lines that follow."""
    usual = reference_mass_kg(receipt.collection.claim.listing)
    lines = Diversion.objects.filter(receipt=receipt).order_by("pk")
    return FactsPage(
        sayings=sorted(_sayings(receipt), key=lambda one: one.at),
        usual=f"{exact_kg(usual)} kg" if usual else "",
        lines=list(lines),
    )


def _sayings(receipt: Receipt) -> list[Saying]:
    found = [Saying(receipt.at, str(receipt.by), _kg(receipt.kept_mass_kg, receipt.mass_basis), receipt.note)]
    for correction in receipt.corrections.select_related("organisation").order_by("number", "pk"):
        words = _("Receipt corrected: %(mass)s") % {"mass": _kg(correction.kept_mass_kg, correction.mass_basis)}
        found.append(Saying(correction.at, str(correction.organisation), words, correction.reason))
    for statement in receipt.mass_statements.select_related("organisation").order_by("number", "pk"):
        why = " · ".join(part for part in (statement.evidence, statement.reason) if part)
        words = _("Mass stated anew: %(mass)s") % {"mass": _kg(statement.mass_kg, statement.basis)}
        file = statement.pk if statement.file else None
        found.append(Saying(statement.at, str(statement.organisation), words, why, file))
    for repair in receipt.repairs.select_related("organisation").order_by("number", "pk"):
        words = _("Repair: %(kwh)s kWh, parts %(parts)s kg CO₂e") % {
            "kwh": exact_kg(repair.electricity_kwh),
            "parts": exact_kg(repair.parts_kgco2e),
        }
        found.append(Saying(repair.at, str(repair.organisation), words, repair.source))
    for back in receipt.goods_returns.select_related("organisation").order_by("at", "pk"):
        words = _("Came back: %(quantity)s") % {"quantity": exact_kg(back.quantity)}
        found.append(Saying(back.at, str(back.organisation), words, back.reason))
    for asked in receipt.follow_ups.prefetch_related("answers").order_by("months", "pk"):
        found += [
            Saying(answer.at, _("Follow-up"), str(Use(answer.use).label), answer.note) for answer in asked.answers.all()
        ]
    return found


def _kg(mass: Decimal, basis: str) -> str:
    return f"{exact_kg(mass)} kg, {_(MassBasis(basis).label)}"
