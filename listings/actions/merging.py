"""A row of a list becomes what a listing says; one that is there already changes only where the row speaks."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.actions.listing import ListingValues, UnitIsFixed
from listings.actions.stocking import NothingBelowWhatIsTaken
from listings.importing.answers import LIST_SITE, Answers, terms_of
from listings.importing.parsed import ItemValues
from listings.models import Category, Kind, Listing, ListingState, Mode
from listings.queries.imports import Ground
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.money import Money, format_money
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Site

_PLAIN: Final = (
    "title", "description", "dimensions", "available_from", "must_be_gone_by", "replacement_value_pence", "make",
    "model",
)  # fmt: skip
_HANDLING: Final = ("needs_two_people", "needs_tail_lift", "is_palletised", "is_fragile")
_PAID: Final = (Mode.SELL, Mode.HIRE)
_SHOWN: Final = 80  # characters of a text in "before → after"
_MOST_LITRES: Final = 1_000_000


class SiteGone(DomainError):
    code = "site_gone"
    message = gettext_noop("The site chosen for this list is not in use any more. Choose another.")
    field = "site"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a listing will say differently."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a row comes to: where, what, and all that is said of it; with what a person should know."""

    site: Site
    category: Category
    values: ListingValues
    warnings: tuple[str, ...] = ()

    @classmethod
    def new(cls, item: ItemValues, answers: Answers, ground: Ground) -> Offer:
        """A new listing: what the row says, then the list's answers, then what is typical for the category.

        :raises DomainError: it cannot be offered so
        """
        category = ground.categories[item.category or ""]
        mode, price = terms_of(terms=answers.terms, kind=category.kind, title=item.title, price_pence=item.price_pence)
        said = {**_plain(item), "mode": mode, "price_pence": price, "reference": item.reference}
        if category.kind == Kind.SPACE:
            values = ListingValues(**said, quantity=Decimal(1), unit=Unit.HOUR)
        else:
            goods = {"quantity": item.quantity, "unit": item.unit, **_mass(item), **_volume(item)}
            values = ListingValues(**said, **goods, condition=item.condition or "unknown")
            values = _typical(values, category) if answers.typical else values
        return cls(_site(item, answers, ground), category, values)

    @classmethod
    def update(cls, listing: Listing, item: ItemValues, said: list[str], answers: Answers, ground: Ground) -> Offer:
        """A listing that is there, with what the row says outright; what it leaves out stays as it is.

        :raises UnitIsFixed | NothingBelowWhatIsTaken: somebody has claimed too much of it for that
        :raises DomainError: it cannot be offered so
        """
        category = ground.categories[item.category or ""] if "category" in said else listing.category
        site = listing.site if item.site in {None, LIST_SITE} else _site(item, answers, ground)
        values = ListingValues(**{field.name: getattr(listing, field.name) for field in fields(ListingValues)})
        told, warnings = _plain(item), []
        if category.kind != Kind.SPACE:
            told |= {name: getattr(item, name) for name in ("quantity", "unit", "condition") if name in said}
            told |= _volume(item)
            mass = _mass(item)
            if mass and listing.mass_basis == MassBasis.WEIGHED and mass["unit_mass_kg"] != listing.unit_mass_kg:
                warnings.append(_("The weight on the listing was weighed, so it was kept."))
            elif mass.get("unit_mass_kg") != listing.unit_mass_kg:
                told |= mass
        told |= _price(listing, item, answers, category)
        values = _advertised(replace(values, **told))
        _check_claims(listing, values, ground)
        if listing.state in {ListingState.WITHDRAWN, ListingState.EXPIRED}:
            state = listing.get_state_display().lower()
            warnings.append(_("The listing is %(state)s and stays so.") % {"state": state})
        return cls(site, category, values, tuple(warnings))

    def changes_to(self, listing: Listing) -> list[Change]:
        """What would be different; nothing where the row says what the listing says already."""
        found = []
        for name, before, after in (
            ("site", listing.site, self.site),
            ("category", listing.category, self.category),
            *((f.name, getattr(listing, f.name), getattr(self.values, f.name)) for f in fields(ListingValues)),
        ):
            if before != after:
                label = str(Listing._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a plain field
                label = label.removesuffix(" (pence)")
                found.append(Change(label[:1].upper() + label[1:], _words(name, before), _words(name, after)))
        return found


def _site(item: ItemValues, answers: Answers, ground: Ground) -> Site:
    key = answers.site if item.site in {None, LIST_SITE} else int(item.site or 0)
    site = ground.sites.get(key)
    if site is None:
        raise SiteGone
    return site


def _plain(item: ItemValues) -> dict[str, Any]:  # Any: values of several types
    """What is the same word for a row and a listing, where the row says it."""
    said = {name: getattr(item, name) for name in _PLAIN} | {"serial_number": item.serial}
    return {name: value for name, value in said.items() if value not in {"", None}}


def _mass(item: ItemValues) -> dict[str, Any]:  # Any: as above
    if item.unit_mass_kg is None:
        return {}
    return {"unit_mass_kg": item.unit_mass_kg, "mass_basis": item.mass_basis or MassBasis.DECLARED.value}


def _volume(item: ItemValues) -> dict[str, Any]:  # Any: as above
    """Whole litres of one, rounded up; none where it is beyond anything."""
    litres = int((item.volume_litres or Decimal(0)).to_integral_value(ROUND_CEILING))
    return {"unit_volume_litres": litres} if 0 < litres <= _MOST_LITRES else {}


def _price(listing: Listing, item: ItemValues, answers: Answers, category: Category) -> dict[str, Any]:  # Any: as above
    """A price in the row is asked from now on; a row without one leaves the terms alone."""
    mode, price = terms_of(terms=answers.terms, kind=category.kind, title=item.title, price_pence=item.price_pence)
    if price is None:
        return {}
    return {"price_pence": price, "mode": listing.mode if listing.mode in _PAID else mode}


def _typical(values: ListingValues, category: Category) -> ListingValues:
    """With the weight, volume and handling that are usual, where the row gives none and counts in the same unit."""
    usual: dict[str, Any] = {name: getattr(category, name) for name in _HANDLING}  # Any: as above
    if values.unit == category.default_unit:
        if values.unit_mass_kg is None and category.default_mass_kg is not None:
            usual |= {"unit_mass_kg": category.default_mass_kg, "mass_basis": MassBasis.ITEM_DEFAULT.value}
        if values.unit_volume_litres is None:
            usual["unit_volume_litres"] = category.default_volume_litres
    return replace(values, **usual)


def _advertised(values: ListingValues) -> ListingValues:
    """Advertised no longer than it is there."""
    end, until = values.must_be_gone_by, values.advertise_until
    return replace(values, advertise_until=end) if end and until and until > end else values


def _check_claims(listing: Listing, values: ListingValues, ground: Ground) -> None:
    """What the actions would refuse at the end is told in the dry run already."""
    if values.unit != listing.unit and listing.pk in ground.claimed:
        raise UnitIsFixed(unit=Unit(listing.unit).plural)
    taken = listing.quantity - listing.available
    if listing.state != ListingState.DRAFT and values.quantity < taken:
        unit = Unit(listing.unit).for_amount(taken)
        raise NothingBelowWhatIsTaken(taken=f"{format_amount(taken)} {unit}")


def _words(name: str, value: object) -> str:
    """A value as the dry run prints it."""
    if value is None or value == "":
        return _("nothing")
    if name.endswith("_pence") and isinstance(value, int):
        return format_money(Money(value))
    if isinstance(value, Decimal):
        return format_amount(value)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    choices = dict(getattr(Listing._meta.get_field(name), "flatchoices", ()))  # a relation has none
    text = str(choices.get(value, value))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
