"""The hall of the demonstration: its halves exclude each other and the whole, and two dates of the series are lost."""

import pytest
from django.utils import timezone

from listings.models.bookings import Booking, BookingState
from listings.models.spaces import Space
from marketplace.demo.region import Region, settle
from marketplace.demo.spaces import open_the_hall

pytestmark = pytest.mark.django_db


def test_a_divisible_hall_is_booked_by_its_neighbours() -> None:
    region = Region(now=timezone.localtime())
    for step in (settle, open_the_hall):
        for _ in step(region):
            pass
    whole = Space.objects.get(parent=None)
    assert list(whole.parts.order_by("pk").values_list("listing__title", flat=True)) == [
        "School hall, stage end",
        "School hall, kitchen end",
    ]
    assert Booking.objects.filter(series__isnull=False).count() == 6
    asked = Booking.objects.filter(series=None, state=BookingState.ASKED)
    assert [booking.space_id for booking in asked] == [whole.pk]
