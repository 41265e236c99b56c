"""What the page of one listing prints, from the rows that were loaded for it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.models import Claim, Enquiry, Kind, Listing, ListingState, Mode, allocation_of
from listings.models.space_hours import weekly_hours_of
from listings.queries.cards import Picture, catalogue_picture, distance_from, pictures_of
from listings.queries.claims import Step, told
from listings.queries.lines import line_words, running_words, waiting_of
from listings.queries.listings import Missing, details_missing, enquiry_of, open_claim_of
from listings.queries.staging import record_of, stage_steps
from listings.waste_codes import WasteCode, counterparts, find
from marketplace.kernel.geo import Point
from marketplace.kernel.mass import MassBasis, format_kg
from marketplace.kernel.money import Money, format_money
from marketplace.kernel.units import Unit
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role
from marketplace.organisations.models.sites import hours_in_words

#: What the box beside a listing offers, by who looks at it.
Box = Literal["own", "sign_in", "set_up", "closed", "deciding", "claimed", "space", "gone", "line", "role", "claim"]
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Everything that the page of a listing prints besides the listing's own words."""

    listing: Listing
    pictures: list[Picture]
    is_drawn: bool
    box: Box
    is_own: bool
    may_change: bool
    own_claim: Claim | None
    #: where the own claim waits, or how many wait in line, or until when claims are taken
    running: str
    own_enquiry: Enquiry | None
    missing: list[Missing]
    facts: list[Fact]
    dates: list[Step]
    record: list[Step]
    unit: str
    left: str
    mode: str
    price: str
    distance: str
    points: dict[str, object]
    claims_open: int


@dataclass(frozen=True, slots=True)
class WasteHint:
    """A List of Waste code in words, with the entries across the mirror where the hazard has to be assessed."""

    entry: WasteCode
    is_mirror: bool
    others: tuple[WasteCode, ...]


def listing_page(
    listing: Listing, *, organisation: Organisation | None, roles: frozenset[str], origin: Point | None, now: datetime
) -> ListingPage:
    """The page of a listing that was fetched `for_page`, for somebody acting for this organisation (or nobody)."""
    today = localtime(now).date()
    photos = pictures_of(listing)
    is_own = organisation is not None and listing.organisation_id == organisation.pk
    own_claim = open_claim_of(listing, organisation) if organisation is not None and not is_own else None
    own_enquiry = enquiry_of(listing, organisation) if organisation is not None and not is_own else None
    box = _box(listing, organisation, roles, own_claim, now)
    return ListingPage(
        listing=listing,
        pictures=photos or [catalogue_picture(listing)],
        is_drawn=not photos,
        box=box,
        is_own=is_own,
        may_change=is_own and may(roles, Role.LISTER),
        own_claim=own_claim,
        running=_running(listing, box, own_claim),
        own_enquiry=own_enquiry,
        missing=details_missing(listing, photos=len(photos)),
        facts=facts_of(listing),
        dates=[*stage_steps(listing, organisation, today), *dates_of(listing, today)],
        record=record_of(listing) if is_own else [],
        unit=Unit(listing.unit).plural,
        left=_left_words(listing),
        mode=mode_of(listing),
        price=price_of(listing),
        distance=distance_from(origin, listing),
        points=_points(listing),
        claims_open=listing.claims.in_play().count() if is_own else 0,
    )


def _box(
    listing: Listing, organisation: Organisation | None, roles: frozenset[str], claim: Claim | None, now: datetime
) -> Box:
    if organisation is not None and listing.organisation_id == organisation.pk:
        return "own"
    if claim is not None:
        return "claimed"
    past = listing.advertise_until is not None and listing.advertise_until < localtime(now).date()
    if listing.state != ListingState.PUBLISHED or past:
        return "closed"
    rules = allocation_of(listing)
    if rules.is_in_the_running and rules.closes_at is not None and rules.closes_at <= now:
        return "deciding"
    if listing.kind != Kind.SPACE and listing.available == 0:
        return "line" if may(roles, Role.REQUESTER) else "gone"
    return _offer(listing, organisation, roles)


def _running(listing: Listing, box: Box, claim: Claim | None) -> str:
    """What whoever asks for it waits for, in words: nothing where it is simply held for them."""
    if claim is not None:
        waiting = waiting_of(claim)
        return waiting.title if waiting else ""
    rules = allocation_of(listing)
    if box == "claim" and rules.is_in_the_running:
        return running_words(rules.closes_at)
    return line_words(listing) if box == "line" else ""


def _offer(listing: Listing, organisation: Organisation | None, roles: frozenset[str]) -> Box:
    """What is offered of an open listing to somebody else."""
    if organisation is None:
        return "sign_in"
    if not may(roles, Role.REQUESTER):
        return "role"
    return "space" if listing.kind == Kind.SPACE else "claim"


def _left_words(listing: Listing) -> str:
    """What the box beside the listing is about, in a few words: the way to it on a phone."""
    if listing.kind == Kind.SPACE:
        return price_of(listing)
    return _("%(amount)s left, %(price)s") % {
        "amount": told(listing.available, listing),
        "price": price_of(listing).lower() if listing.mode in {Mode.GIVE, Mode.LEND} else price_of(listing),
    }


def mode_of(listing: Listing) -> str:
    """What happens to it, as the visitor sees it: the giver's "give" is their "free to take"."""
    words = {Mode.GIVE: _("To give away"), Mode.SELL: _("For sale"), Mode.LEND: _("On loan"), Mode.HIRE: _("For hire")}
    if listing.kind == Kind.SPACE and listing.mode == Mode.LEND:
        return _("Free to use")
    return words[Mode(listing.mode)]


def price_of(listing: Listing) -> str:
    """What one costs, to read; "Free" where it is given or lent, and nothing where no price is said yet."""
    if listing.mode not in {Mode.SELL, Mode.HIRE}:
        return _("Free")
    if listing.price_pence is None:
        return _("Price on request")
    each = _("%(price)s for one %(unit)s")
    return each % {"price": format_money(Money(listing.price_pence)), "unit": Unit(listing.unit).label}


def mass_of(listing: Listing) -> str:
    """The weight of one and how it is known, to read; empty if nobody knows."""
    if listing.unit_mass_kg is None:
        return ""
    basis = MassBasis(listing.mass_basis)
    about = basis not in {MassBasis.WEIGHED, MassBasis.SPECIFIED}
    words = {"mass": format_kg(listing.unit_mass_kg, approximate=about), "basis": basis_words(listing)}
    each = _("%(mass)s (%(basis)s)") if listing.quantity == 1 else _("%(mass)s each (%(basis)s)")
    return each % words


def basis_words(listing: Listing) -> str:
    """How the mass is known, with the source where it is the category's typical one."""
    basis = MassBasis(listing.mass_basis)
    source = listing.category.default_mass_source
    label = _(basis.label).lower()
    return f"{label}: {source}" if basis == MassBasis.ITEM_DEFAULT and source else label


def total_mass_of(listing: Listing) -> str:
    """What is left weighs this much, to read; empty if nobody knows or nothing is left."""
    if listing.unit_mass_kg is None or listing.kind == Kind.SPACE or not listing.available:
        return ""
    about = listing.mass_basis not in {MassBasis.WEIGHED, MassBasis.SPECIFIED}
    return format_kg(Decimal(listing.available * listing.unit_mass_kg), approximate=about)


def facts_of(listing: Listing) -> list[Fact]:
    """Terms and their values, those that are known."""
    facts = _space_facts(listing) if listing.kind == Kind.SPACE else _goods_facts(listing)
    return [(term, value) for term, value in facts if value]


def _goods_facts(listing: Listing) -> list[Fact]:
    return [
        (_("Condition"), listing.get_condition_display() if listing.condition != "unknown" else ""),
        (_("Weight"), mass_of(listing)),
        (_("All that is left"), total_mass_of(listing)),
        (_("Dimensions"), listing.dimensions),
        (_("Volume of one"), f"{listing.unit_volume_litres:,} litres" if listing.unit_volume_litres else ""),
        (_("Handling"), handling_of(listing)),
        (_("Make and model"), f"{listing.make} {listing.model}".strip()),
        (_("Working order"), listing.get_working_display()),
        (_("Waste"), _waste_words(listing)),
    ]


def _space_facts(listing: Listing) -> list[Fact]:
    return [
        (_("Holds"), _("%(count)s people") % {"count": listing.capacity_people} if listing.capacity_people else ""),
        (_("Area"), f"{listing.area_m2:,} m²" if listing.area_m2 else ""),
        (_("What is there"), listing.facilities),
        (_("When it can be used"), "; ".join(hours_in_words(weekly_hours_of(listing.hours.all())))),
        (_("About the times"), listing.opening_times),
    ]


def handling_of(listing: Listing) -> str:
    """What handling needs, in a list of words."""
    needs = (
        (listing.needs_two_people, _("two people")),
        (listing.needs_tail_lift, _("a tail lift")),
        (listing.is_palletised, _("on pallets")),
        (listing.is_fragile, _("fragile")),
        (listing.needs_cooling, _("kept cold")),
        (listing.needs_disconnecting, _("somebody trained to disconnect it")),
        (listing.needs_dismantling, _("taken apart first")),
        (listing.needs_fork_lift, _("a fork-lift")),
    )
    return ", ".join(words for applies, words in needs if applies)


def _waste_words(listing: Listing) -> str:
    if not listing.is_waste:
        return ""
    if not listing.waste_code:
        return _("Waste; its code is not given yet")
    entry = find(listing.waste_code)
    return f"{entry.display} {entry.description}"


def waste_hint(code: str) -> WasteHint | None:
    """The words for a code that a category suggests; None where it suggests none."""
    if not code:
        return None
    entry = find(code)
    return WasteHint(entry, entry.is_mirror, counterparts(code))


def dates_of(listing: Listing, today: date) -> list[Step]:
    """From when to when it can be had: the rest of the small timeline."""
    steps: list[Step] = []
    days = (
        (listing.available_from, _("Can be collected from %(day)s")),
        (listing.advertise_until, _("Advertised until %(day)s")),
        (listing.must_be_gone_by, _("Must be gone by %(day)s")),
    )
    for day, words in days:
        if day is not None:
            steps.append(Step(words % {"day": date_format(day, "j F Y")}, "done" if day < today else "next"))
    return steps


def _points(listing: Listing) -> dict[str, object]:
    """The listing's public point as GeoJSON, for the map."""
    point = {"type": "Point", "coordinates": [listing.public_longitude, listing.public_latitude]}
    words = {"id": listing.pk, "title": listing.site.public_area, "kind": listing.kind}
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": point, "properties": words}]}
