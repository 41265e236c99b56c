"""Listings, claims and wants."""

import io
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from listings.actions.claiming import accept as accept_claim
from listings.actions.claiming import claim as claim_made
from listings.actions.evidencing import attach
from listings.actions.kitting import start_kit
from listings.actions.listing import ListingValues
from listings.actions.listing import draft as listing_drafted
from listings.actions.publishing import publish
from listings.actions.syncing import sync_categories
from listings.actions.wanting import WantValues, post_want
from listings.gates import Gate
from listings.models import Category, Claim, KitList, Listing, Want
from listings.models.evidence import Evidence
from listings.photo_processing import ProcessedPhoto, process
from listings.queries.gates import missing_for
from listings.queries.tree import fresh_category_tree
from logistics.actions.paperwork.attesting import attest
from logistics.papers.statements import KEYS
from marketplace.organisations.models import Organisation, OrganisationKind, Site
from tests.make.organisations import BRADFORD, NOW, administrator, serial
from tests.make.organisations import organisation as _organisation
from tests.make.organisations import site as _site


def category(slug: str = "desks") -> Category:
    """A leaf of the tree by its slug. (A test that empties every table empties the tree: it is made anew.)"""
    if not Category.objects.exists():
        Category.objects.bulk_create(_tree())
        fresh_category_tree()
    return Category.objects.get(slug=slug)


@cache
def _tree() -> list[Category]:
    """The rows of the tree as they are when it is made from nothing, parents first: to write them down again takes a
    hundredth of the time."""
    with transaction.atomic():
        sync_categories(now=NOW)
        rows = list(Category.objects.order_by("pk"))
        transaction.set_rollback(True)
    return rows


def draft(
    organisation: Organisation | None = None, *, site: Site | None = None, slug: str = "desks", **said: Any
) -> Listing:  # Any: values of a listing, of several types
    """A draft of 24 desks of 24 kg each in Leeds, unless said otherwise; `said` are `ListingValues`."""
    owner = organisation or _organisation()
    values = ListingValues(
        **{
            "title": f"Oak desks {next(serial)}",
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
    """A claim of which all (or `accept`) was promised, and the giver has shown what the kind of thing asks for."""
    made = claim(listing, **asked)
    amount = made.quantity if accept is None else Decimal(accept)
    accept_claim(claim=made, quantity=amount, by=administrator(made.listing.organisation), now=NOW)
    show_all(made.listing)
    attested(made)
    return made


def attested(claim: Claim, *holders: str) -> None:
    """Both sides (or those named) state that the goods are no waste."""
    for holder in holders or ("giver", "receiver"):
        side = claim.listing.organisation if holder == "giver" else claim.organisation
        person = administrator(side)
        attest(claim=claim, holder=holder, held=KEYS, detail="", signer_name=str(person), by=person, now=NOW)


def evidence(listing: Listing, gate: str = "pat", **said: Any) -> Evidence:  # Any: arguments of `attach`
    """Something shown for a gate of the listing, in words unless said otherwise."""
    values = {"words": "Tested by Sam, no. 17", **said}
    return attach(listing=listing, gate=gate, by=administrator(listing.organisation), now=NOW, **values)


def show_all(listing: Listing) -> None:
    """Open every gate that is closed."""
    for gate in missing_for(listing, NOW.date()):
        evidence(listing, gate.key, picture=_picture_for(gate), valid_until=_next_year() if gate.needs_until else None)


def _next_year() -> date:
    return NOW.date() + timedelta(days=365)


def _picture_for(gate: Gate) -> ProcessedPhoto | None:
    return process(photo_file().read(), "label.jpg") if gate.needs_picture else None


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


def kit(organisation: Organisation | None = None, *, site: Site | None = None, **lines: int) -> KitList:
    """An open kit list of a charity, 30 classroom chairs and 15 tables unless said otherwise: how many of which leaf
    (its slug with underscores)."""
    owner = organisation or _organisation(OrganisationKind.CHARITY)
    place = site or _site(owner, at=BRADFORD, street="9 Canal Road", town="Bradford", postcode="BD1 4SD")
    wanted = lines or {"classroom_chairs": 30, "classroom_tables": 15}
    leaves = {category(name.replace("_", "-")): amount for name, amount in wanted.items()}
    values = [
        WantValues(title=leaf.name, kind=leaf.kind, category=leaf, quantity=Decimal(amount), radius_km=40)
        for leaf, amount in leaves.items()
    ]
    return start_kit(
        organisation=owner, site=place, title="Room 4", note="", lines=values, by=administrator(owner), now=NOW
    )
