"""The keys of wants: a listing finds every want that it could meet, as brute force does, and nobody is noted twice."""

import random
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from listings import taxonomy
from listings.actions.alerting import ring_due
from listings.actions.claiming import decline
from listings.actions.fitting import LOOKED_BACK, fit_again, fit_listing
from listings.actions.listing import ListingValues
from listings.actions.offering import revise
from listings.actions.wanting import WantValues, change_want, close_want, expire_wants
from listings.matching.anchors import MOST_CELLS, cells_of, keys_held, keys_of
from listings.matching.criteria import meets
from listings.models import Anchor, Category, Listing, Match, Ringing, Want
from listings.models.anchors import anchor_drift, ask_of, rebuild_anchors
from listings.queries.fits import listings_that_fit, scores_of_wants, wants_that_fit
from listings.queries.meeting import listings_met, wants_met
from listings.queries.sides import offer_of
from marketplace.kernel.cells import spot
from marketplace.kernel.geo import earth_xyz
from tests import make
from tests.listings import pairing
from tests.listings.racing import PROCESSES, race

TODAY = pairing.TODAY


def test_what_meets_shares_a_key() -> None:
    """The cheap version of `python -m tests.bench.matching --pairs 10000`."""
    met = missed = 0
    for ask, offer in pairing.pairs(1_500, seed=3):
        if meets(ask, offer, today=TODAY):
            met += 1
            missed += keys_of(ask).isdisjoint(keys_held(offer))
    assert met > 50
    assert missed == 0


@pytest.mark.parametrize("radius_km", [1, 7, 25, 60, 500])
def test_circles_take_few_cells(radius_km: int) -> None:
    assert 1 <= len(cells_of(make.LEEDS, radius_km)) <= MOST_CELLS


def _wants(count: int, chosen: random.Random) -> list[Want]:
    """Wants as `pairing` has them, with their keys, by one charity."""
    model = make.want()
    nodes = {node.path: node for node in Category.objects.order_by("pk")}
    rows = []
    for number in range(count):
        said = asdict(pairing.asked(chosen, chosen.choice(taxonomy.load())))
        path, _point, also = said.pop("category_path"), said.pop("point"), said.pop("also_paths")
        point = pairing.asked(chosen, taxonomy.load()[0]).point
        x, y, z = earth_xyz(point)
        rows.append(
            Want(
                organisation=model.organisation, site=model.site, created_by=model.created_by, created_at=make.NOW,
                category=nodes.get(path), public_latitude=point.latitude, public_longitude=point.longitude,
                x=x, y=y, z=z, spot=spot(point, number),
                substitutes=[{"words": "", "category": one.rpartition("/")[2]} for one in also], **said,
            )
        )  # fmt: skip
    made = Want.objects.bulk_create(rows)
    rebuild_anchors()
    return [model, *made]


@pytest.mark.django_db
def test_listing_finds_every_want_that_brute_force_finds() -> None:
    chosen = random.Random(11)
    wants = _wants(250, chosen)
    owner = make.organisation()
    found = 0
    for slug in ("desks", "office-chairs", "laptops", "timber", "bricks"):
        listing = Listing.objects.for_page().get(pk=make.listing(owner, slug=slug, title=f"Good {slug} or kiln").pk)
        offer = offer_of(listing)
        truth = [want.pk for want in wants if meets(ask_of(want), offer, today=TODAY) and want.needed_by is None]
        kept = set(Want.objects.filter(needed_by=None).values_list("pk", flat=True))
        assert [pk for pk in wants_met(listing, offer, today=TODAY) if pk in kept] == truth
        found += len(truth)
    assert found > 5


@pytest.mark.django_db
def test_want_finds_what_finds_it() -> None:
    """Both ways the same pairs, whichever appears first."""
    want = make.want(title="Desks or a kiln")
    owner = make.organisation()
    for title, slug in (("Oak desks", "desks"), ("Kiln", "art-craft"), ("Desk, white", "meeting-tables")):
        make.listing(owner, title=title, slug=slug)
    make.listing(owner, title="Desk fans", slug="heaters-fans")
    today = make.NOW.date()
    there = list(Listing.objects.order_by("pk").values_list("pk", flat=True))
    from_listings = [
        pk for pk in there if wants_met(one := Listing.objects.for_page().get(pk=pk), offer_of(one), today=today)
    ]
    assert sorted(listings_met(Want.objects.for_cards().get(pk=want.pk), today=today)) == from_listings
    assert len(from_listings) == 2


@pytest.mark.django_db
def test_keys_are_kept_by_whatever_changes_a_want() -> None:
    want = make.want()
    before = set(Anchor.objects.filter(want=want).values_list("key", flat=True))
    assert before == keys_of(ask_of(want))
    values = WantValues(title="Laptops", kind="equipment", category=make.category("laptops"), radius_km=100)
    change_want(want=want, site=want.site, values=values, by=want.created_by, now=make.NOW)
    after = set(Anchor.objects.filter(want=want).values_list("key", flat=True))
    assert after == keys_of(ask_of(Want.objects.select_related("category").get(pk=want.pk)))
    assert after.isdisjoint(before)
    assert anchor_drift() == (0, 0)
    close_want(want=want, outcome="met", by=want.created_by, now=make.NOW)
    assert not Anchor.objects.exists()
    short = make.want(needed_by=make.NOW.date())
    Want.objects.filter(pk=short.pk).update(needed_by="2020-01-01")
    expire_wants(now=make.NOW)
    assert not Anchor.objects.exists()


@pytest.mark.django_db
def test_planted_drift_is_found_and_mended() -> None:
    want = make.want()
    count = Anchor.objects.count()
    lost = Anchor.objects.order_by("pk").first()
    assert lost is not None
    lost.delete()
    Anchor.objects.create(key=7, want=want)
    assert anchor_drift() == (1, 1)
    rebuild_anchors()
    assert anchor_drift() == (0, 0)
    assert Anchor.objects.count() == count


@pytest.mark.django_db
def test_no_want_is_cut_off_by_how_many_there_are() -> None:
    chosen = random.Random(5)
    model = make.want()
    x, y, z = earth_xyz(make.BRADFORD)
    Want.objects.bulk_create(
        Want(
            organisation=model.organisation, site=model.site, created_by=model.created_by, created_at=make.NOW,
            category=model.category, kind=model.kind, title="Desks", quantity=Decimal(10),
            public_latitude=make.BRADFORD.latitude, public_longitude=make.BRADFORD.longitude, x=x, y=y, z=z,
            spot=spot(make.BRADFORD, chosen.randrange(1 << 27)),
        )
        for _number in range(250)
    )  # fmt: skip
    rebuild_anchors()
    listing = Listing.objects.for_page().get(pk=make.listing().pk)
    assert len(wants_that_fit(listing, today=make.NOW.date(), count=None)) == 251
    assert Match.objects.filter(listing=listing).count() == 251
    assert len(listings_that_fit(model, today=make.NOW.date())) == 1


@pytest.mark.django_db(transaction=True)
def test_sixteen_processes_fit_one_listing_and_note_each_pair_once() -> None:
    wants = [make.want(title=f"Desks {number}").pk for number in range(3)]
    listing = make.listing()
    Match.objects.all().delete()
    patience = {"timeout": 120} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=120000"}
    database: dict[str, Any] = {  # Any: Django's own shape for a database
        **connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"], **patience}
    }  # fmt: skip
    told = race("fit", [{"listing": listing.pk, "by": listing.created_by_id}] * PROCESSES, database)
    assert sorted(told) == ["0"] * (PROCESSES - 1) + ["3"]
    assert sorted(Match.objects.filter(listing=listing).values_list("want", flat=True)) == wants


@pytest.mark.django_db
def test_fitting_again_notes_nothing_new() -> None:
    make.want()
    listing = make.listing()
    assert Match.objects.count() == 1
    assert fit_listing(listing=listing, by=listing.created_by, now=make.NOW) == 0
    assert Match.objects.count() == 1


@pytest.mark.django_db
def test_pairs_of_one_instant_are_found_a_little_later_and_told_once() -> None:
    """Want and listing committed without either seeing the other: as if nobody had fitted them."""
    old = make.listing(title="Oak desks, older")
    Listing.objects.filter(pk=old.pk).update(published_at=make.NOW - LOOKED_BACK - timedelta(minutes=1))
    want, listing = make.want(), make.listing()
    Match.objects.all().delete()
    Ringing.objects.all().delete()
    assert fit_again(now=make.NOW + LOOKED_BACK + timedelta(minutes=1)) == 0
    assert fit_again(now=make.NOW + timedelta(minutes=1)) == 1
    assert [(match.want, match.listing, match.seen_at) for match in Match.objects.all()] == [(want, listing, None)]
    assert ring_due(now=make.NOW + timedelta(minutes=1)) == 1
    assert fit_again(now=make.NOW + timedelta(minutes=2)) == 0
    assert ring_due(now=make.NOW + timedelta(days=2)) == 0
    assert Match.objects.count() == 1


@pytest.mark.django_db
def test_scores_that_are_noted_are_those_of_the_pages() -> None:
    """Worked out without their reasons, over all wants: the same pairs, scores and order as with them."""
    _wants(250, random.Random(12))
    owner, noted = make.organisation(), 0
    for slug in ("desks", "office-chairs", "laptops", "timber", "bricks"):
        listing = Listing.objects.for_page().get(pk=make.listing(owner, slug=slug, title=f"Good {slug} or kiln").pk)
        shown = [(want.pk, how.score) for want, how in wants_that_fit(listing, today=TODAY, count=None)]
        assert scores_of_wants(listing, today=TODAY) == shown
        noted += len(shown)
    assert noted > 5


@pytest.mark.django_db
def test_published_listing_is_fitted_again_when_it_changes_and_when_stock_comes_back() -> None:
    want, chairs = make.want(), make.want(title="Office chairs", slug="office-chairs")
    listing = make.listing(slug="laptops", title="Laptops", quantity=Decimal(20))
    by = listing.created_by
    values = ListingValues(title="Oak desks", quantity=Decimal(20))
    revise(
        listing=listing, site=listing.site, category=make.category("desks"), values=values, photos=[], at_once=False,
        by=by, now=make.NOW,
    )  # fmt: skip
    assert list(Match.objects.values_list("want", flat=True)) == [want.pk]
    claim = make.claim(listing, quantity=20)
    later = make.want(title="Desks for the chess club")
    assert not Match.objects.filter(want=later).exists()
    decline(claim=claim, reason="They are promised.", by=by, now=make.NOW)
    assert sorted(Match.objects.values_list("want", flat=True)) == [want.pk, later.pk]
    assert not Match.objects.filter(want=chairs).exists()
