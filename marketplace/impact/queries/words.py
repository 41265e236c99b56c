"""Figures as the pages of a report say them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.impact.calculation import Scenarios, Term
from marketplace.impact.uncertainty import two_figures

KG_PER_TONNE = 1000


def tonnes(kg: Decimal) -> str:
    """A mass for a table: tonnes to the kilogram, "1,234.567"."""
    return _minus(f"{kg / KG_PER_TONNE:,.3f}")


def exact_kg(kg: Decimal) -> str:
    """A mass to the gram, without trailing zeros."""
    text = f"{kg:,.3f}"
    return _minus(text.rstrip("0").rstrip("."))


def percent(share: Decimal | None) -> str:
    """A share to whole per cent, and in words where it would round to nothing or to all."""
    if share is None:
        return "–"
    if 0 < share < Decimal("0.005"):
        return _("under 1 %")
    if Decimal("0.995") < share < 1:
        return _("over 99 %")
    return _minus(f"{share:.0%}".replace("%", " %"))


def exact_rate(value: Decimal) -> str:
    """A displacement rate, exact and to two places at least: "0.50", "0.646"."""
    places = len(f"{value.normalize():f}".partition(".")[2])
    return f"{value:.{max(2, places)}f}"


def emissions(kgco2e: Decimal) -> str:
    """Two significant figures with the unit, as prose states estimates: "650 kg CO₂e", "1.2 t CO₂e"."""
    rounded = two_figures(kgco2e)
    if abs(rounded) >= KG_PER_TONNE:
        return f"{emissions_in(kgco2e, in_tonnes=True)} t CO₂e"
    return f"{emissions_in(kgco2e, in_tonnes=False)} kg CO₂e"


def emissions_in(kgco2e: Decimal, *, in_tonnes: bool) -> str:
    """Two significant figures in the one unit or the other, without it."""
    value = two_figures(kgco2e / KG_PER_TONNE if in_tonnes else kgco2e)
    return _minus(f"{value:,f}")


def table_kg(kgco2e: Decimal) -> str:
    """Emissions for a table: to a tenth of a kilogram."""
    return _minus(f"{kgco2e:,.1f}")


def audit_kg(kgco2e: Decimal) -> str:
    """Emissions to the five places that audit files state."""
    return _minus(f"{kgco2e:,.5f}")


def in_tonnes(amount: Scenarios) -> bool:
    """Whether all three are said in tonnes: when the largest is one or more."""
    return max(abs(amount.low), abs(amount.central), abs(amount.high)) >= KG_PER_TONNE


def term_label(term: Term) -> str:
    """What a term of the sum is, for people."""
    return {
        Term.A: _("New production displaced"),
        Term.B: _("One end of life fewer"),
        Term.C: _("Journeys"),
        Term.D: _("Repair"),
        Term.U: _("Older appliances drawing more"),
    }[term]


def _minus(text: str) -> str:
    """A true minus sign, and none before a zero."""
    bare = text.removeprefix("-")
    return bare if bare == text or not bare.strip("0., %") else f"−{bare}"
