"""Drafting, changing, publishing, withdrawing and expiring."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from listings.actions import listing as listing_actions
from listings.actions import publishing
from listings.actions.listing import ListingValues
from listings.actions.stocking import NothingBelowWhatIsTaken
from listings.actions.syncing import sync_categories
from listings.models import Category, Listing, ListingState, StockEntry
from listings.queries.listings import details_missing
from listings.taxonomy import rows_of_the_tree
from marketplace.kernel.cells import morton, spot
from marketplace.kernel.errors import DomainError
from marketplace.kernel.geo import distance_km
from tests import make

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
FIRST, SECOND = date(2026, 9, 1), date(2026, 9, 2)
PLAIN = ListingValues(title="Desks", quantity=Decimal(10))


def _draft(**said: Any) -> Listing:
    return make.draft(**said)


def _change(listing: Listing, **said: Any) -> None:
    values = ListingValues(**{"title": listing.title, "quantity": listing.quantity, "unit": listing.unit, **said})
    listing_actions.change(
        listing=listing,
        site=listing.site,
        category=listing.category,
        values=values,
        by=listing.created_by,
        now=make.NOW,
    )


def test_sync_makes_the_tree_and_changes_nothing_the_second_time() -> None:
    count = sync_categories(now=make.NOW)
    before = list(Category.objects.order_by("pk").values())
    assert sync_categories(now=make.NOW) == count
    assert list(Category.objects.order_by("pk").values()) == before
    assert len(before) == len(list(rows_of_the_tree()))
    assert Category.objects.leaves().count() >= 120
    desks = make.category("desks")
    assert desks.parent is not None
    assert desks.path == f"{desks.parent.path}/desks"
    assert sum(Decimal(part["share"]) for part in desks.material_split) == 1


def test_draft_keeps_what_was_said_at_the_public_point() -> None:
    listing = _draft(title="  Oak   desks ", description="Café tables")
    site = listing.site
    assert listing.title == "Oak desks"
    assert (listing.state, listing.available, listing.kind) == (ListingState.DRAFT, Decimal(0), "equipment")
    assert listing.public_point == site.public_point != site.point
    assert 0.01 < distance_km(site.point, listing.public_point) < 1
    assert listing.spot >> 27 == morton(site.public_point)
    assert "cafe tables" in listing.search_text
    assert not StockEntry.objects.exists()


def test_draft_tries_another_spot_when_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _draft()
    bits = iter([first.spot & (2**27 - 1), 5, 6])
    monkeypatch.setattr("secrets.randbits", lambda _: next(bits))
    second = make.draft(first.organisation, site=first.site)
    assert second.spot == spot(first.public_point, 5)


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"title": "   "}, "title_missing", "title"),
        ({"title": "x" * 121}, "too_long", "title"),
        ({"title": "a\x00b"}, "unsafe_text", "title"),
        ({"description": "lone \ud800"}, "unsafe_text", "description"),
        ({"quantity": Decimal(0)}, "quantity_out_of_bounds", "quantity"),
        ({"quantity": Decimal(-3)}, "quantity_out_of_bounds", "quantity"),
        ({"quantity": Decimal(10) ** 30}, "quantity_out_of_bounds", "quantity"),
        ({"quantity": Decimal("NaN")}, "quantity_out_of_bounds", "quantity"),
        ({"quantity": Decimal("2.5")}, "quantity_not_whole", "quantity"),
        ({"unit_mass_kg": Decimal(0), "mass_basis": "declared"}, "mass_out_of_bounds", None),
        ({"unit_mass_kg": Decimal(4), "mass_basis": ""}, "mass_without_basis", "mass_basis"),
        ({"available_from": SECOND, "must_be_gone_by": FIRST}, "ends_before_it_begins", "must_be_gone_by"),
        ({"advertise_until": SECOND, "must_be_gone_by": FIRST}, "advertised_too_long", "advertise_until"),
        ({"price_pence": 500}, "price_of_a_gift", "price"),
        ({"mode": "sell", "price_pence": -1}, "money_out_of_bounds", "price"),
        ({"is_waste": True, "waste_code": "99 99 99"}, "unknown_waste_code", "waste_code"),
        ({"unit_volume_litres": 0}, "count_out_of_bounds", "unit_volume_litres"),
    ],
)  # fmt: skip
def test_draft_refuses(said: dict[str, Any], code: str, field: str | None) -> None:
    owner = make.organisation()
    site = make.site(owner)
    with pytest.raises(DomainError) as refused:
        make.draft(owner, site=site, **said)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.message.endswith(".")
    assert not Listing.objects.exists()


def test_draft_refuses_another_organisations_site_and_a_branch_of_the_tree() -> None:
    owner = make.organisation()
    leaf = make.category()
    assert leaf.parent is not None
    for site, category, code in (
        (make.site(make.organisation()), leaf, "not_your_site"),
        (make.site(owner), leaf.parent, "category_is_not_a_leaf"),
    ):
        with pytest.raises(DomainError) as refused:
            listing_actions.draft(
                organisation=owner, site=site, category=category, values=PLAIN, by=make.user(), now=make.NOW
            )
        assert refused.value.code == code


def test_reference_is_used_once_in_an_organisation() -> None:
    first = _draft(reference="A-1")
    with pytest.raises(listing_actions.ReferenceUsed):
        make.draft(first.organisation, site=first.site, reference="A-1")
    assert _draft(reference="A-1").organisation != first.organisation


def test_a_quantity_in_kilograms_says_its_mass() -> None:
    listing = make.draft(slug="timber", unit="kg", quantity=Decimal("12.5"), unit_mass_kg=None, mass_basis="")
    assert (listing.unit_mass_kg, listing.mass_basis) == (Decimal(1), "declared")


def test_publish_enters_the_stock_once() -> None:
    listing = _draft()
    publishing.publish(listing=listing, by=listing.created_by, now=make.NOW)
    assert (listing.state, listing.available, listing.published_at) == (ListingState.PUBLISHED, Decimal(24), make.NOW)
    entry = StockEntry.objects.get(listing=listing)
    assert (entry.kind, entry.quantity, entry.change) == ("listed", Decimal(24), Decimal(24))
    with pytest.raises(publishing.CannotPublish):
        publishing.publish(listing=listing, by=listing.created_by, now=make.NOW)
    publishing.withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    assert (listing.state, listing.closed_at) == (ListingState.WITHDRAWN, make.NOW)
    publishing.publish(listing=listing, by=listing.created_by, now=make.NOW)
    assert (listing.state, listing.available, listing.closed_at) == (ListingState.PUBLISHED, Decimal(24), None)
    assert StockEntry.objects.filter(listing=listing).count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"is_waste": True}, "waste_code_missing"),
        ({"advertise_until": TODAY - timedelta(days=1)}, "last_day_is_past"),
        ({"must_be_gone_by": TODAY - timedelta(days=1)}, "gone_by_is_past"),
    ],
)
def test_publish_refuses(said: dict[str, Any], code: str) -> None:
    listing = _draft(**said)
    with pytest.raises(DomainError) as refused:
        publishing.publish(listing=listing, by=listing.created_by, now=make.NOW)
    assert refused.value.code == code
    listing.refresh_from_db()
    assert (listing.state, listing.available) == (ListingState.DRAFT, Decimal(0))


def test_withdraw_is_refused_while_claims_are_open() -> None:
    listing = make.listing()
    make.claim(listing)
    with pytest.raises(publishing.ClaimsAreOpen):
        publishing.withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    listing.refresh_from_db()
    assert listing.state == ListingState.PUBLISHED


def test_withdraw_of_a_draft_is_refused() -> None:
    listing = _draft()
    with pytest.raises(publishing.CannotWithdraw):
        publishing.withdraw(listing=listing, by=listing.created_by, now=make.NOW)


def test_expire_closes_what_is_past_its_last_day_and_nothing_else() -> None:
    due = make.listing(advertise_until=TODAY)
    later = make.listing(advertise_until=TODAY + timedelta(days=1))
    open_ended = make.listing()
    assert publishing.expire_due(now=make.NOW) == 0
    assert publishing.expire_due(now=make.NOW + timedelta(days=1)) == 1
    states = {row.pk: row.state for row in Listing.objects.all()}
    assert states == {due.pk: "expired", later.pk: "published", open_ended.pk: "published"}


def test_changing_a_draft_changes_its_quantity_without_an_entry() -> None:
    listing = _draft()
    _change(listing, quantity=Decimal(7))
    assert (listing.quantity, listing.available) == (Decimal(7), Decimal(0))
    assert not StockEntry.objects.exists()


def test_changing_a_published_quantity_is_an_adjustment() -> None:
    listing = make.listing()
    make.claim(listing, quantity=4)
    _change(listing, quantity=Decimal(30))
    assert (listing.quantity, listing.available) == (Decimal(30), Decimal(26))
    _change(listing, quantity=Decimal(4))
    assert (listing.quantity, listing.available) == (Decimal(4), Decimal(0))
    changes = [entry.change for entry in StockEntry.objects.filter(kind="adjusted").order_by("pk")]
    assert changes == [6, -26]
    with pytest.raises(NothingBelowWhatIsTaken) as refused:
        _change(listing, quantity=Decimal(3), title="Changed")
    assert "4 items" in refused.value.message
    listing.refresh_from_db()
    assert (listing.quantity, listing.title != "Changed") == (Decimal(4), True)


def test_the_unit_stays_once_somebody_claimed() -> None:
    listing = make.listing()
    make.claim(listing)
    with pytest.raises(listing_actions.UnitIsFixed):
        _change(listing, unit="pallet")


def test_details_missing_says_what_a_taker_would_ask() -> None:
    listing = _draft(unit_mass_kg=None, mass_basis="", condition="unknown", mode="sell")
    fields = [missing.field for missing in details_missing(listing, photos=0)]
    assert fields == ["photos", "mass", "condition", "price", "available_from", "advertise_until", "description"]
    full = replace(
        PLAIN,
        description="Good desks",
        condition="good",
        unit_mass_kg=Decimal(24),
        mass_basis="weighed",
        available_from=TODAY,
        must_be_gone_by=TODAY,
    )
    told = listing_actions.draft(
        organisation=listing.organisation,
        site=listing.site,
        category=listing.category,
        values=full,
        by=listing.created_by,
        now=make.NOW,
    )
    assert details_missing(told, photos=1) == []
