"""Drafting and changing listings: what an organisation says of its thing, checked before it is kept."""

import secrets
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Field

from listings.actions import stocking
from listings.actions.lining import promote
from listings.actions.pacing import follow_last_day
from listings.models import Category, Condition, Listing, ListingState, Mode
from listings.models.indexing import words_of
from listings.waste_codes import find
from marketplace.kernel.cells import LOW_BITS, spot
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import earth_xyz
from marketplace.kernel.mass import MassBasis, checked_kg
from marketplace.kernel.money import MOST_PENCE, MoneyOutOfBounds
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site, User

_MOST_COUNT: Final = 1_000_000  # people, m², litres: beyond any one thing
_TRIES: Final = 5
_PLACE: Final = ("public_latitude", "public_longitude", "x", "y", "z", "spot")


class TitleMissing(DomainError):
    code = "title_missing"
    message = gettext_noop("Say what it is in a few words.")
    field = "title"


class TooLong(DomainError):
    code = "too_long"
    message = gettext_noop("Write at most {most} characters here; this has {length}.")


class NotALeaf(DomainError):
    code = "category_is_not_a_leaf"
    message = gettext_noop("Choose one of the categories at the end of the tree.")
    field = "category"


class NotYourSite(DomainError):
    code = "not_your_site"
    message = gettext_noop("Choose one of your own sites that is in use.")
    field = "site"


class EndsBeforeItBegins(DomainError):
    code = "ends_before_it_begins"
    message = gettext_noop("It must be gone by {end}, which is before it is available ({start}).")
    field = "must_be_gone_by"


class AdvertisedTooLong(DomainError):
    code = "advertised_too_long"
    message = gettext_noop("You advertise it until {until}, but it must be gone by {end}.")
    field = "advertise_until"


class PriceOfAGift(DomainError):
    code = "price_of_a_gift"
    message = gettext_noop("What is given or lent has no price: clear it, or choose sell or hire.")
    field = "price"


class MassWithoutBasis(DomainError):
    code = "mass_without_basis"
    message = gettext_noop("Say how the weight is known.")
    field = "mass_basis"


class ReferenceUsed(DomainError):
    code = "reference_used"
    message = gettext_noop("You already have a listing with the reference “{reference}”.")
    field = "reference"


class CountOutOfBounds(DomainError):
    code = "count_out_of_bounds"
    message = gettext_noop("Give a whole number from 1 to 1,000,000.")


class UnitIsFixed(DomainError):
    code = "unit_is_fixed"
    message = gettext_noop("Somebody has claimed some of this, so its unit stays {unit}.")
    field = "unit"


class ChangedMeanwhile(DomainError):
    code = "changed_meanwhile"
    message = gettext_noop("Somebody changed this listing at the same moment. Look at it again and repeat your change.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingValues:
    """What can be said of a listing besides whose it is, where it is and its category. Masses in kg, money in pence;
    the kind follows from the category."""

    title: str
    quantity: Decimal
    unit: str = Unit.ITEM
    description: str = ""
    mode: str = Mode.GIVE
    condition: str = Condition.UNKNOWN
    reference: str = ""
    unit_mass_kg: Decimal | None = None
    mass_basis: str = ""
    unit_volume_litres: int | None = None
    dimensions: str = ""
    available_from: date | None = None
    advertise_until: date | None = None
    must_be_gone_by: date | None = None
    price_pence: int | None = None
    replacement_value_pence: int | None = None
    needs_two_people: bool = False
    needs_tail_lift: bool = False
    is_palletised: bool = False
    is_fragile: bool = False
    needs_cooling: bool = False
    needs_disconnecting: bool = False
    needs_dismantling: bool = False
    needs_fork_lift: bool = False
    is_waste: bool = False
    waste_code: str = ""
    make: str = ""
    model: str = ""
    serial_number: str = ""
    working: str = ""
    capacity_people: int | None = None
    area_m2: int | None = None
    facilities: str = ""
    opening_times: str = ""


def check(
    *, organisation: Organisation, site: Site, category: Category, values: ListingValues, by: User, now: datetime
) -> ListingValues:
    """What `draft` or `change` would keep of this. Nothing is kept.

    :raises DomainError: a value cannot be; its `field` names the one
    """
    _check_place(organisation, site, category)
    return _checked(values)


def draft(
    *, organisation: Organisation, site: Site, category: Category, values: ListingValues, by: User, now: datetime
) -> Listing:
    """Keep a new listing that only its organisation sees.

    :raises DomainError: a value cannot be; its `field` names the one
    """
    checked = _checked(values)
    _check_place(organisation, site, category)
    listing = Listing(organisation=organisation, created_by=by, created_at=now)
    _fill(listing, site, category, checked)
    _insert(listing)
    return listing


def change(*, listing: Listing, site: Site, category: Category, values: ListingValues, by: User, now: datetime) -> None:
    """Say something else of a listing. A different quantity of a published one is an adjustment of its stock.

    :raises NothingBelowWhatIsTaken: fewer than claims already hold
    :raises UnitIsFixed: the unit changes although there are claims
    :raises DomainError: a value cannot be; its `field` names the one
    """
    checked = _checked(values)
    _check_place(listing.organisation, site, category)
    seen = Listing.objects.get(pk=listing.pk)
    if checked.unit != seen.unit and seen.claims.exists():
        raise UnitIsFixed(unit=Unit(seen.unit).plural)
    with transaction.atomic():
        if seen.state == ListingState.DRAFT:
            seen.quantity = checked.quantity
        elif checked.quantity != seen.quantity:
            stocking.adjust(listing=seen, quantity=checked.quantity, by=by, now=now)
        _fill(seen, site, category, replace(checked, quantity=seen.quantity))
        _update(seen)
        follow_last_day(listing=seen, now=now)
        if seen.state == ListingState.PUBLISHED:
            promote(listing=seen, by=by, now=now)
    listing.refresh_from_db()


def _checked(values: ListingValues) -> ListingValues:
    """The values in the form in which they are kept.

    :raises DomainError: the first that cannot be
    """
    title = " ".join(values.title.split())
    if not title:
        raise TitleMissing
    refuse_unsafe(values.waste_code, field="waste_code")
    code = find(values.waste_code).code if values.is_waste and values.waste_code else ""
    _check_texts(replace(values, title=title, waste_code=code))
    _check_dates(values)
    unit = Unit(values.unit)
    mass, basis = _mass(values, unit)
    return replace(
        values,
        title=title,
        quantity=checked_amount(values.quantity, unit),
        unit_mass_kg=mass,
        mass_basis=basis,
        waste_code=code,
        price_pence=_price(values),
        unit_volume_litres=_count(values.unit_volume_litres, "unit_volume_litres"),
        capacity_people=_count(values.capacity_people, "capacity_people"),
        area_m2=_count(values.area_m2, "area_m2"),
        replacement_value_pence=_pence(values.replacement_value_pence, "replacement_value"),
    )


def _check_texts(values: ListingValues) -> None:
    for field in fields(values):
        told = getattr(values, field.name)
        if isinstance(told, str):
            refuse_unsafe(told, field=field.name)
            column = Listing._meta.get_field(field.name)
            most = column.max_length if isinstance(column, Field) else None
            if most is not None and len(told) > most:
                raise TooLong(field=field.name, most=most, length=len(told))


def _check_dates(values: ListingValues) -> None:
    start, end, until = values.available_from, values.must_be_gone_by, values.advertise_until
    if start and end and end < start:
        raise EndsBeforeItBegins(end=end.isoformat(), start=start.isoformat())
    if until and end and until > end:
        raise AdvertisedTooLong(until=until.isoformat(), end=end.isoformat())


def _mass(values: ListingValues, unit: Unit) -> tuple[Decimal | None, str]:
    """The mass of one unit and its basis; a quantity in kilograms or tonnes says it by itself."""
    if unit.fixed_kg is not None:
        basis = values.mass_basis if values.unit_mass_kg == unit.fixed_kg else ""
        return unit.fixed_kg, basis or MassBasis.DECLARED
    if values.unit_mass_kg is None:
        return None, ""
    if values.mass_basis not in set(MassBasis):
        raise MassWithoutBasis
    return checked_kg(values.unit_mass_kg), values.mass_basis


def _price(values: ListingValues) -> int | None:
    if values.price_pence is not None and values.mode not in {Mode.SELL, Mode.HIRE}:
        raise PriceOfAGift
    return _pence(values.price_pence, "price")


def _pence(pence: int | None, field: str) -> int | None:
    if pence is not None and not 0 <= pence <= MOST_PENCE:
        raise MoneyOutOfBounds(field=field)
    return pence


def _count(number: int | None, field: str) -> int | None:
    if number is not None and not 0 < number <= _MOST_COUNT:
        raise CountOutOfBounds(field=field)
    return number


def _check_place(organisation: Organisation, site: Site, category: Category) -> None:
    if site.organisation_id != organisation.pk or site.closed_at is not None:
        raise NotYourSite
    if category.depth != 3:
        raise NotALeaf


def _fill(listing: Listing, site: Site, category: Category, values: ListingValues) -> None:
    for field in fields(values):
        setattr(listing, field.name, getattr(values, field.name))
    listing.category = category
    listing.kind = category.kind
    listing.search_text = words_of(
        title=values.title,
        description=values.description,
        make=values.make,
        model=values.model,
        facilities=values.facilities,
        category_name=category.name,
        category_path=category.path,
        category_slug=category.slug,
    )
    if listing.site_id != site.pk or (listing.public_latitude, listing.public_longitude) != (
        site.public_latitude,
        site.public_longitude,
    ):
        listing.site = site
        _place(listing, site)


def _place(listing: Listing, site: Site) -> None:
    """Where search finds it: the site's public point, and a spot of its own in that point's cell."""
    point = site.public_point
    listing.public_latitude, listing.public_longitude = point.latitude, point.longitude
    listing.x, listing.y, listing.z = earth_xyz(point)
    listing.spot = spot(point, secrets.randbits(LOW_BITS))


def _insert(listing: Listing) -> None:
    """Save a new row; where its random spot is taken, try another."""
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                listing.save(force_insert=True)
        except IntegrityError:
            _explain(listing)
            listing.spot = spot(listing.public_point, secrets.randbits(LOW_BITS))
        else:
            return
    raise ChangedMeanwhile


def _update(listing: Listing) -> None:
    """Save what people say of it; the state and the counters are not this function's."""
    told = [field.name for field in fields(ListingValues) if field.name != "quantity"]
    if listing.state == ListingState.DRAFT:
        told.append("quantity")
    try:
        with transaction.atomic():
            listing.save(update_fields=[*told, "site", "category", "kind", "search_text", *_PLACE])
    except IntegrityError:
        _explain(listing)
        raise ChangedMeanwhile from None


def _explain(listing: Listing) -> None:
    """Which rule of the database a save broke, if it is one that the person can mend."""
    others = Listing.objects.owned_by(listing.organisation).exclude(pk=listing.pk)
    if listing.reference and others.filter(reference=listing.reference).exists():
        raise ReferenceUsed(reference=listing.reference)
