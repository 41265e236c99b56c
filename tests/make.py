"""Makers: the shortest honest way to the rows that a test stands on. They go through the actions that people use.

Each room adds a section of its own below. Every argument has a sensible default; the moment is `NOW` throughout, so
that a test that moves the clock says by how much.
"""

import io
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import make_aware
from PIL import Image

from listings.actions.claiming import accept as accept_claim
from listings.actions.claiming import claim as claim_made
from listings.actions.claiming import mark_collected, mark_received
from listings.actions.listing import ListingValues
from listings.actions.listing import draft as listing_drafted
from listings.actions.publishing import publish
from listings.actions.syncing import sync_categories
from listings.actions.wanting import WantValues, post_want
from listings.models import Category, Claim, Listing, Want
from logistics.actions.driving import prove as prove_stop
from logistics.actions.driving import start as start_run
from logistics.actions.keeping import VehicleValues, add_driver, add_vehicle
from logistics.actions.planning import make_plan
from logistics.actions.publishing import publish as publish_plan
from logistics.actions.receiving import confirm
from logistics.actions.shifting import add_shift
from logistics.models import (
    Collection,
    CollectionState,
    Driver,
    Handover,
    Plan,
    Receipt,
    Route,
    RouteState,
    Shift,
    Stop,
    StopKind,
    StopState,
    Vehicle,
)
from marketplace.kernel.geo import Point
from marketplace.organisations.actions.founding import found_organisation
from marketplace.organisations.actions.membering import grant
from marketplace.organisations.actions.placing import DockHours, add_site
from marketplace.organisations.models import Membership, Organisation, OrganisationKind, Role, Site, User

#: A Tuesday in the third quarter of 2026, a little after ten in Leeds.
NOW = datetime(2026, 9, 15, 9, 5, tzinfo=UTC)
LEEDS = Point(53.7955, -1.5476)
BRADFORD = Point(53.7938, -1.7564)
YORK = Point(53.9590, -1.0815)
PASSWORD = "a yard with one open side"

_number = count(1)


# --- organisations -------------------------------------------------------------------------------------------------
def user(email: str = "", *, name: str = "", verified: bool = True) -> User:
    """A person who signs in with PASSWORD. By default the e-mail address is confirmed."""
    from allauth.account.models import EmailAddress

    email = email or f"person{next(_number)}@example.org"
    person = User.objects.create_user(email, PASSWORD, name=name or email.partition("@")[0].title())
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=verified)
    return person


def organisation(
    kind: str = OrganisationKind.BUSINESS, *, name: str = "", by: User | None = None, carries_for_others: bool = False
) -> Organisation:
    """An organisation; `by` (or somebody new) administers it."""
    name = name or f"Organisation {next(_number)}"
    return found_organisation(name=name, kind=kind, carries_for_others=carries_for_others, by=by or user(), now=NOW)


def administrator(organisation: Organisation) -> User:
    """Who administers the organisation (the first, if several)."""
    membership = Membership.objects.in_organisation(organisation).with_role(Role.ADMINISTRATOR).order_by("pk").first()
    assert membership is not None
    return membership.user


def member(organisation: Organisation, *roles: str, email: str = "", name: str = "") -> User:
    """Somebody new with these roles there."""
    person = user(email, name=name)
    for role in roles:
        grant(organisation=organisation, user=person, role=role, by=administrator(organisation), now=NOW)
    return person


def site(
    organisation: Organisation,
    *,
    name: str = "",
    at: Point = LEEDS,
    street: str = "1 Wharf Street",
    town: str = "Leeds",
    postcode: str = "LS2 7EQ",
    dock_hours: DockHours | None = None,
) -> Site:
    """A site with its pin set by hand; open from nine to five on working days."""
    return add_site(
        organisation=organisation,
        name=name or f"Site {next(_number)}",
        street=street,
        town=town,
        postcode=postcode,
        dock_hours=dock_hours,
        contact_name="Sam Dock",
        contact_phone="0113 496 0000",
        pin=at,
        by=administrator(organisation),
        now=NOW,
    )


def client(person: User, organisation: Organisation | None = None) -> Client:
    """A browser in which the person is signed in, acting for the organisation if one is given."""
    from marketplace.organisations.access import SESSION_KEY

    browser = Client()
    browser.force_login(person)
    if organisation is not None:
        session = browser.session
        session[SESSION_KEY] = organisation.pk
        session.save()
    return browser


# Makers below have arguments of these names.
_organisation, _site = organisation, site


# --- listings ------------------------------------------------------------------------------------------------------
def category(slug: str = "desks") -> Category:
    """A leaf of the tree by its slug. (A test that empties every table empties the tree: it is made anew.)"""
    if not Category.objects.exists():
        sync_categories(now=NOW)
    return Category.objects.get(slug=slug)


def draft(
    organisation: Organisation | None = None, *, site: Site | None = None, slug: str = "desks", **said: Any
) -> Listing:  # Any: values of a listing, of several types
    """A draft of 24 desks of 24 kg each in Leeds, unless said otherwise; `said` are `ListingValues`."""
    owner = organisation or _organisation()
    values = ListingValues(
        **{
            "title": f"Oak desks {next(_number)}",
            "quantity": Decimal(24),
            "condition": "good",
            "unit_mass_kg": Decimal(24),
            "mass_basis": "declared",
            **said,
        }
    )
    place = site or _site(owner)
    by = administrator(owner)
    return listing_drafted(organisation=owner, site=place, category=category(slug), values=values, by=by, now=NOW)


def listing(
    organisation: Organisation | None = None, *, site: Site | None = None, slug: str = "desks", **said: Any
) -> Listing:  # Any: as above
    """A published listing; as `draft`."""
    made = draft(organisation, site=site, slug=slug, **said)
    publish(listing=made, by=made.created_by, now=NOW)
    return made


_listing = listing


def photo_file(*, colour: str = "teal", size: tuple[int, int] = (64, 48), name: str = "desk.jpg") -> SimpleUploadedFile:
    """A small JPEG to upload."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def claim(
    listing: Listing | None = None,
    *,
    organisation: Organisation | None = None,
    site: Site | None = None,
    quantity: Decimal | int = 4,
    carrier: Organisation | None = None,
) -> Claim:
    """A claim that waits for its answer, by a charity in Bradford unless said otherwise."""
    asker = organisation or _organisation(OrganisationKind.CHARITY)
    place = site or _site(asker, at=BRADFORD, street="9 Canal Road", town="Bradford", postcode="BD1 4SD")
    return claim_made(
        listing=listing or _listing(),
        organisation=asker,
        site=place,
        quantity=Decimal(quantity),
        purpose="Desks for our homework club.",
        carrier=carrier,
        by=administrator(asker),
        now=NOW,
    )


def accepted_claim(
    listing: Listing | None = None, *, accept: Decimal | int | None = None, **asked: Any
) -> Claim:  # Any: arguments of `claim`
    """A claim of which all (or `accept`) was promised."""
    made = claim(listing, **asked)
    amount = made.quantity if accept is None else Decimal(accept)
    accept_claim(claim=made, quantity=amount, by=administrator(made.listing.organisation), now=NOW)
    return made


# --- wants ---------------------------------------------------------------------------------------------------------
def want(
    organisation: Organisation | None = None, *, site: Site | None = None, slug: str = "desks", **said: Any
) -> Want:  # Any: values of a want, of several types
    """An open want of 30 desks within 25 km of Bradford, by a charity, unless said otherwise; `slug=""` names no
    category; `said` are `WantValues`."""
    owner = organisation or _organisation(OrganisationKind.CHARITY)
    place = site or _site(owner, at=BRADFORD, street="9 Canal Road", town="Bradford", postcode="BD1 4SD")
    chosen = category(slug) if slug else None
    values = WantValues(
        **{
            "title": "Desks for our homework club",
            "kind": chosen.kind if chosen else "equipment",
            "category": chosen,
            "quantity": Decimal(30),
            **said,
        }
    )
    return post_want(organisation=owner, site=place, values=values, by=administrator(owner), now=NOW)


# --- receipts ------------------------------------------------------------------------------------------------------
def receipt(
    listing: Listing | None = None,
    *,
    claim: Claim | None = None,
    kept: Decimal | int = 4,
    rejected: Decimal | int = 0,
    fate: str = "",
    kept_kg: Decimal | str = "96",
    rejected_kg: Decimal | str = "0",
    basis: str = "weighed",
    displaced: str = "unknown",
    mode: str = "fetch",
    load_kg: int = 96,
    at: datetime = NOW,
    **asked: Any,
) -> Receipt:  # Any: arguments of `claim`
    """What a receiver confirmed of a claim, with the collection that brought it; `asked` are arguments of `claim`.

    The rows of logistics are written as its actions leave them, so that a test may choose any mass and moment.
    """
    amount = Decimal(kept) + Decimal(rejected)
    made = claim or accepted_claim(listing, quantity=amount, **asked)
    by = administrator(made.organisation)
    mark_collected(claim=made, quantity=amount, by=administrator(made.listing.organisation), now=at)
    mark_received(claim=made, by=by, now=at)
    collection = Collection.objects.create(
        claim=made,
        mode=mode,
        state=CollectionState.CLOSED,
        quantity=amount,
        collected_quantity=amount,
        load_kg=load_kg,
        load_litres=100,
        pickup_code="amber-boat-crane",
        dropoff_code="dune-ember-field",
        created_at=at,
    )
    return Receipt.objects.create(
        collection=collection,
        kept_quantity=kept,
        rejected_quantity=rejected,
        rejected_reason="Broken" if rejected else "",
        rejected_fate=fate or ("returned" if rejected else ""),
        condition="good",
        kept_mass_kg=Decimal(kept_kg),
        rejected_mass_kg=Decimal(rejected_kg),
        mass_basis=basis,
        displaced=displaced,
        by=by,
        at=at,
    )


def driven_route(*collections: Collection, metres: int = 24_000, vehicle_type: str = "van_diesel") -> Route:
    """A round that picked up and dropped all of these, in order, from the first giver's site and back to it."""
    first = collections[0].claim.listing
    carrier = first.organisation
    vehicle = Vehicle.objects.create(
        organisation=carrier, name=f"Van {next(_number)}", type=vehicle_type, capacity_kg=900, capacity_litres=8000
    )
    driver = Driver.objects.create(organisation=carrier, user=user())
    ends_at = NOW + timedelta(hours=4)
    shift = Shift.objects.create(vehicle=vehicle, driver=driver, start_site=first.site, starts_at=NOW, ends_at=ends_at)
    plan = Plan.objects.create(
        organisation=carrier,
        day=NOW.date(),
        engine="test",
        input_hash="0" * 64,
        problem={},
        result={},
        made_by=administrator(carrier),
        made_at=NOW,
    )
    route = Route.objects.create(
        plan=plan,
        shift=shift,
        state=RouteState.FINISHED,
        planned_metres=metres,
        planned_seconds=3600,
        starts_at=NOW,
        ends_at=ends_at,
    )
    places = [(one, StopKind.PICKUP, one.claim.listing.site) for one in collections]
    places += [(one, StopKind.DROPOFF, one.claim.site) for one in collections]
    for number, (collection, kind, place) in enumerate(places):
        Stop.objects.create(
            route=route,
            collection=collection,
            site=place,
            kind=kind,
            state=StopState.DONE,
            sequence=number,
            planned_arrival_at=NOW,
            planned_departure_at=NOW,
            leg_metres=0,
            leg_seconds=0,
            load_kg_after=0,
        )
    return route


# --- logistics -----------------------------------------------------------------------------------------------------
#: The day that collections are planned and driven on: that of NOW.
DAY = date(2026, 9, 15)


def carrier(*, name: str = "", vans: int = 1) -> Organisation:
    """A community group that carries for others, with a yard in Leeds and so many vans that drive from 10:30 to 17:00
    on DAY."""
    made = _organisation(OrganisationKind.COMMUNITY_GROUP, name=name, carries_for_others=True)
    yard = _site(made, name="Yard", street="5 Mill Lane")
    for _van in range(vans):
        shift(made, site=yard)
    return made


def vehicle(organisation: Organisation, **said: Any) -> Vehicle:  # Any: values of a vehicle, of several types
    """A large van with room for all that the tests move."""
    values = VehicleValues(
        **{
            "name": f"Luton {next(_number)}",
            "registration": "YK26 ABC",
            "type": "van_3_diesel",
            "capacity_kg": 1200,
            "capacity_litres": 18_000,
            "capacity_pallets": 2,
            "has_tail_lift": True,
            **said,
        }
    )
    return add_vehicle(organisation=organisation, values=values, by=administrator(organisation), now=NOW)


def driver(organisation: Organisation, *, name: str = "") -> Driver:
    """Somebody new with the driver's role."""
    person = member(organisation, Role.DRIVER, name=name or f"Driver {next(_number)}")
    return add_driver(organisation=organisation, user=person, phone="", by=administrator(organisation), now=NOW)


def shift(
    organisation: Organisation,
    *,
    site: Site | None = None,
    vehicle: Vehicle | None = None,
    driver: Driver | None = None,
    day: date = DAY,
    hours: tuple[str, str] = ("10:30", "17:00"),
    crew: int = 2,
) -> Shift:
    """A shift on DAY with two people on board, leaving from the organisation's yard."""
    begins, ends = (make_aware(datetime.combine(day, time.fromisoformat(hour))) for hour in hours)
    return add_shift(
        vehicle=vehicle or _vehicle(organisation),
        driver=driver or _driver(organisation),
        start_site=site or _site(organisation),
        starts_at=begins,
        ends_at=ends,
        crew=crew,
        by=administrator(organisation),
        now=NOW,
    )


def plan(carrier: Organisation, *, day: date = DAY, published: bool = True) -> Plan:
    """The plan of what waits for the carrier's vans, in force unless said otherwise."""
    by = administrator(carrier)
    made = make_plan(organisation=carrier, day=day, by=by, now=NOW)
    if published:
        publish_plan(plan=made, by=by, now=NOW)
    return made


def run(carrier: Organisation) -> Route:
    """The first run of the carrier's published plan, with its driver on the way."""
    route = Route.objects.filter(plan=plan(carrier)).for_runs().order_by("starts_at", "pk").first()
    assert route is not None
    start_run(route=route, by=route.shift.driver.user, now=NOW)
    return route


def proved(stop: Stop, *, quantity: Decimal | int | None = None, photo: bytes | None = None) -> Handover:
    """A stop proved with its three words (or a photo)."""
    collection = stop.collection
    collection.refresh_from_db()
    words = collection.pickup_code if stop.kind == "pickup" else collection.dropoff_code
    count = collection.collected_quantity or collection.quantity
    return prove_stop(
        stop=stop,
        client_id=uuid4(),
        signer_name="Sam Dock",
        code="" if photo else words,
        photo=photo,
        quantity=count if quantity is None else Decimal(quantity),
        note="",
        by=stop.route.shift.driver.user,
        now=NOW,
    )


def delivered(claim: Claim | None = None, *, collected: Decimal | int | None = None) -> Collection:
    """A collection whose goods a van brought; nobody has confirmed them."""
    brought = claim or accepted_claim(carrier=carrier())
    assert brought.carrier is not None
    route = run(brought.carrier)
    for stop in Stop.objects.filter(route=route, collection__claim=brought).for_mails():
        proved(stop, quantity=collected if stop.kind == "pickup" else None)
    return Collection.objects.with_parties().get(claim=brought)


def confirmed(collection: Collection | None = None, **said: Any) -> Receipt:  # Any: arguments of `confirm`
    """A delivery of which all was kept, weighed as it was listed, unless `said` otherwise."""
    brought = collection or delivered()
    values: dict[str, Any] = {  # Any: as above
        "kept_quantity": brought.collected_quantity,
        "condition": "good",
        "mass_basis": "declared",
        **said,
    }
    return confirm(collection=brought, by=administrator(brought.claim.organisation), now=NOW, **values)


_vehicle, _driver = vehicle, driver
