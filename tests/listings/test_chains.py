"""Chains on the page of a want: who in between could help, told in a sentence, and nothing done by itself."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from listings.actions.wanting import close_want
from listings.models import Claim, Listing, Want
from listings.queries.chains import chains_for_want
from marketplace.organisations.models import Role
from tests import make

pytestmark = pytest.mark.django_db
EVENINGS = {day: [["18:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
ALWAYS = {day: [["08:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def _far_pair() -> tuple[Want, Listing]:
    """A want in Leeds that reaches 20 km, and what it looks for, in York."""
    giver = make.organisation(name="Ouse Offices")
    listing = make.listing(giver, site=make.site(giver, at=make.YORK, town="York"), title="Oak desks")
    return make.want(radius_km=20), listing


def _chains(want: Want) -> list[tuple[str, str]]:
    return [(one.card.title, one.helper) for one in chains_for_want(want, now=make.NOW)]


def test_who_carries_for_others_brings_what_lies_too_far() -> None:
    want, listing = _far_pair()
    assert _chains(want) == []
    carrier = make.carrier(name="Holbeck Vans")
    (chain,) = chains_for_want(want, now=make.NOW)
    assert (chain.card.title, chain.helper) == ("Oak desks", "Holbeck Vans")
    assert chain.sentence == (
        "It lies beyond your 20 km. Holbeck Vans carries goods for others and could bring it: a round of about 97 km."
    )
    assert chain.href == f"{reverse('listings:claim-new', args=[listing.pk])}?carrier={carrier.pk}"
    assert Claim.objects.count() == 0


def test_what_is_too_heavy_for_their_vans_is_not_proposed() -> None:
    want, listing = _far_pair()
    make.carrier(name="Holbeck Vans")
    Listing.objects.filter(pk=listing.pk).update(unit_mass_kg=Decimal(90_000))
    assert _chains(want) == []


def test_store_that_is_open_for_both_bridges_hours() -> None:
    taker, keeper = make.organisation(), make.organisation(name="Canal Storage")
    want = make.want(taker, site=make.site(taker, dock_hours=EVENINGS), radius_km=60)
    make.listing(title="Oak desks")
    assert _chains(want) == []
    make.listing(
        keeper, site=make.site(keeper, dock_hours=ALWAYS), slug="storage-space", title="Dry store", mode="lend",
        unit="day", quantity=Decimal(1), condition="unknown", unit_mass_kg=None, mass_basis="",
    )  # fmt: skip
    (chain,) = chains_for_want(want, now=make.NOW)
    assert (chain.card.title, chain.helper) == ("Oak desks", "Canal Storage")
    assert "“Dry store”" in chain.sentence


def test_page_and_part_say_the_same_and_lead_to_the_claim() -> None:
    want, listing = _far_pair()
    carrier = make.carrier(name="Holbeck Vans")
    browser = Client()
    browser.force_login(make.member(want.organisation, Role.REQUESTER))
    address = reverse("listings:want-chains", args=[want.pk])
    whole, part = browser.get(address), browser.get(address, headers={"HX-Request": "true"})
    assert part.content.decode().strip() in whole.content.decode()
    link = f"{reverse('listings:claim-new', args=[listing.pk])}?carrier={carrier.pk}"
    assert escape(link) in part.content.decode()
    assert browser.get(link).context["form"].initial["carrier"] == str(carrier.pk)


def test_closed_want_has_no_chains() -> None:
    want, _ = _far_pair()
    make.carrier()
    by = make.administrator(want.organisation)
    close_want(want=want, outcome="closed", by=by, now=make.NOW)
    browser = Client()
    browser.force_login(by)
    assert browser.get(reverse("listings:want-chains", args=[want.pk])).context["chains"] == []
