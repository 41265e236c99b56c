"""Booking a time in a space: what is refused, what excludes what, what comes of it."""

import pytest

from listings.models.bookings import BookedSlot, Booking, BookingState
from listings.queries import bookable
from tests.make import spaces as make_spaces

pytestmark = pytest.mark.django_db


def test_a_booking_takes_its_quarters_and_no_other_gets_them() -> None:
    hall = make_spaces.space(buffer_after_minutes=30)
    made = make_spaces.booking(hall)
    assert made.state == BookingState.CONFIRMED
    assert BookedSlot.objects.filter(booking=made).count() == 10
    with pytest.raises(bookable.Taken):
        make_spaces.booking(hall, starts="2026-09-22 20:00", ends="2026-09-22 21:00")
    make_spaces.booking(hall, starts="2026-09-22 21:00", ends="2026-09-22 22:00")
    assert Booking.objects.count() == 2
