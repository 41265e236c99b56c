"""The tallies of cells: whatever is done to listings, they add up to a recount."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from listings.models import Category, Listing, ListingState, rollups
from listings.models.rollups import ALL, LEVELS, Tally
from marketplace.kernel.geo import earth_xyz
from tests import make

pytestmark = pytest.mark.django_db


def held() -> int:
    """How many public listings the tallies know of on the whole earth."""
    return sum(Tally.objects.filter(level=0, category=ALL).values_list("count", flat=True))


def withdraw(listing: Listing, _chosen: random.Random) -> None:
    Listing.objects.filter(pk=listing.pk).update(state=ListingState.WITHDRAWN, closed_at=make.NOW)


def publish(listing: Listing, _chosen: random.Random) -> None:
    Listing.objects.filter(pk=listing.pk).update(state=ListingState.PUBLISHED, closed_at=None)


def sell_out(listing: Listing, _chosen: random.Random) -> None:
    Listing.objects.filter(pk=listing.pk).update(available=0)


def give_back(listing: Listing, _chosen: random.Random) -> None:
    Listing.objects.filter(pk=listing.pk).update(available=Decimal(1))


def hide(listing: Listing, chosen: random.Random) -> None:
    Listing.objects.filter(pk=listing.pk).update(is_for_everyone=chosen.random() < 0.5)


def recategorise(listing: Listing, chosen: random.Random) -> None:
    leaf = chosen.choice(list(Category.objects.leaves().order_by("pk")[:5]))
    Listing.objects.filter(pk=listing.pk).update(category=leaf, kind=leaf.kind)


def move(listing: Listing, chosen: random.Random) -> None:
    point = chosen.choice([make.LEEDS, make.YORK])
    x, y, z = earth_xyz(point)
    Listing.objects.filter(pk=listing.pk).update(
        public_latitude=point.latitude, public_longitude=point.longitude, x=x, y=y, z=z
    )


def everything(_listing: Listing, chosen: random.Random) -> None:
    """One statement over many rows."""
    Listing.objects.exclude(pk=_listing.pk).update(available=chosen.choice([Decimal(0), Decimal(1)]))


def delete(listing: Listing, _chosen: random.Random) -> None:
    listing.stock_entries.all().delete()
    listing.stages.all().delete()
    Listing.objects.filter(pk=listing.pk).delete()


CHANGES: list[Callable[[Listing, random.Random], None]] = [
    withdraw, publish, sell_out, give_back, hide, recategorise, move, everything,
]  # fmt: skip


def test_tallies_equal_a_recount_after_whatever_happened() -> None:
    chosen = random.Random(3)
    listings = [make.listing() for _ in range(6)]
    assert held() == 6
    assert Tally.objects.count() == 6 * 2 * len(LEVELS)
    for step in range(60):
        chosen.choice(CHANGES)(chosen.choice(listings), chosen)
        if step % 10 == 0:
            rollups.fold()
        assert rollups.differences() == 0
        assert held() == Listing.objects.public().count()


def test_what_does_not_touch_the_map_writes_nothing() -> None:
    listing = make.listing()
    before = Tally.objects.count()
    Listing.objects.filter(pk=listing.pk).update(title="Another title", available=Decimal("0.5"))
    assert Tally.objects.count() == before


def test_a_deleted_listing_leaves_no_trace_once_folded() -> None:
    kept, gone = make.listing(), make.listing()
    delete(gone, random.Random(1))
    assert rollups.differences() == 0
    rollups.fold()
    assert set(Tally.objects.values_list("ids", flat=True)) == {kept.pk}


def test_a_planted_difference_is_found_and_mended() -> None:
    make.listing()
    Tally.objects.filter(level=LEVELS[-1], category=ALL).update(count=7)
    assert rollups.differences() > 0
    rollups.recount()
    assert rollups.differences() == 0


def test_lost_triggers_are_put_back_and_what_they_missed_is_counted() -> None:
    make.listing()
    assert not rollups.ensure()
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER listings_tally_came"
            if is_sqlite
            else "DROP TRIGGER listings_tally_changed ON listings_listing"
        )
    make.listing()
    assert rollups.differences() > 0
    assert rollups.ensure()
    assert rollups.differences() == 0
    assert held() == 2
