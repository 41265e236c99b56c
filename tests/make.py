"""Makers: the shortest honest way to the rows that a test stands on. They go through the actions that people use.

Each room adds a section of its own below. Every argument has a sensible default; the moment is `NOW` throughout, so
that a test that moves the clock says by how much.
"""

import io
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from listings.actions.claiming import accept as accept_claim
from listings.actions.claiming import claim as claim_made
from listings.actions.listing import ListingValues
from listings.actions.listing import draft as listing_drafted
from listings.actions.publishing import publish
from listings.actions.syncing import sync_categories
from listings.actions.wanting import WantValues, post_want
from listings.models import Category, Claim, Listing, Want
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
