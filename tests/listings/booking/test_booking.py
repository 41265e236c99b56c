"""Booking a time in a space: what is refused, what comes of it, who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.actions.publishing import withdraw
from listings.booking import slots
from listings.models.bookings import BookedSlot, Booking, BookingState
from listings.models.spaces import Space
from listings.models.steps import WordsTooLong
from listings.queries import bookable
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import OrganisationKind
from marketplace.web.models import Mail
from tests import make
from tests.listings.booking import brute
from tests.make import spaces as make_spaces
from tests.make.circles import TODAY, circle, staged

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
    assert (brute.overlaps(), brute.strays()) == ([], [])


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"starts": "2026-09-22 19:00", "ends": "2026-09-22 18:00"}, slots.EndsBeforeItStarts),
        ({"starts": "2026-09-22 18:00", "ends": "2026-09-22 18:30"}, slots.LengthNotASlot),
        ({"starts": "2026-09-22 18:01", "ends": "2026-09-22 19:01"}, slots.NotAWholeSlot),
        ({"starts": "2026-09-22 18:00", "ends": "2026-09-22 19:01"}, slots.LengthNotASlot),
        ({"starts": "2026-09-22 09:00", "ends": "2026-09-22 18:00"}, slots.TooLong),
        ({"starts": "2026-09-22 18:00", "ends": "2027-09-22 18:00"}, slots.TooLong),
        ({"starts": "2026-09-22 07:00", "ends": "2026-09-22 09:00"}, slots.ClosedThen),
        ({"starts": "2026-09-22 21:00", "ends": "2026-09-23 09:00"}, slots.TooLong),
        ({"starts": "2026-09-15 10:00", "ends": "2026-09-15 11:00"}, bookable.InThePast),
        ({"starts": "2026-09-16 10:00", "ends": "2026-09-16 11:00"}, bookable.TooSoon),
        ({"starts": "2026-12-25 10:00", "ends": "2026-12-25 11:00"}, bookable.TooFarAhead),
        ({"starts": "9000-01-01 10:00", "ends": "9000-01-01 11:00"}, bookable.TooFarAhead),
        ({"people": 0}, bookable.NobodyComes),
        ({"people": 121}, bookable.TooManyPeople),
        ({"purpose": " "}, bookable.PurposeMissing),
        ({"purpose": "x" * 501}, WordsTooLong),
    ],
)
def test_what_cannot_be_booked_is_refused_and_changes_nothing(said: dict[str, Any], refusal: type[DomainError]) -> None:
    hall = make_spaces.space(lead_hours=48, horizon_days=100)
    with pytest.raises(refusal):
        make_spaces.booking(hall, **said)
    assert (Booking.objects.count(), BookedSlot.objects.count(), Mail.objects.count()) == (0, 0, 0)


def test_a_space_is_booked_by_those_whom_it_is_shown_while_it_is_offered() -> None:
    hall = make_spaces.space(make.organisation())
    friend, stranger = make.organisation(), make.organisation()
    friends = circle(hall.listing.organisation, friend)
    withdraw(listing=hall.listing, by=hall.listing.created_by, now=make.NOW)
    with pytest.raises(bookable.SpaceNotOffered):
        make_spaces.booking(hall, organisation=friend)
    private = make_spaces.space(hall.listing.organisation)
    type(private.listing).objects.filter(pk=private.listing_id).update(is_for_everyone=False)
    private.listing.refresh_from_db()
    staged(private.listing, circles={friends: TODAY})
    with pytest.raises(bookable.SpaceNotOffered):
        make_spaces.booking(private, organisation=stranger)
    make_spaces.booking(private, organisation=friend)
    assert [one.organisation for one in Booking.objects.all()] == [friend]


def test_both_sides_are_told_of_what_needs_no_answer_and_nobody_of_ones_own() -> None:
    hall, asked = make_spaces.space(), make_spaces.space(approval="owner")
    us, them = hall.listing.organisation, make.organisation(OrganisationKind.CHARITY)
    Mail.objects.all().delete()
    make_spaces.booking(hall, organisation=us)
    assert Mail.objects.count() == 0
    make_spaces.booking(hall, organisation=them, starts="2026-09-23 18:00", ends="2026-09-23 20:00")
    make_spaces.booking(asked, organisation=them)
    told = Mail.objects.order_by("pk").values_list("to", "subject")
    owner, other = make.administrator(us).email, make.administrator(asked.listing.organisation).email
    booker = make.administrator(them).email
    assert [to for to, _subject in told] == [owner, booker, other]
    assert f"Confirmed: {hall.listing.title}" in [subject for _to, subject in told]
    first = Mail.objects.order_by("pk").first()
    assert first is not None
    assert "Wednesday 23 September 2026, 18:00–20:00" in first.text


def test_what_is_over_is_in_nobodys_way_and_later_rules_do_not_reach_back() -> None:
    hall = make_spaces.space(cancel_hours=24)
    made = make_spaces.booking(hall)
    Space.objects.filter(pk=hall.pk).update(cancel_hours=96)
    made.refresh_from_db()
    assert made.free_until == made.starts_at - timedelta(hours=24)
    assert list(Booking.objects.to_come(made.ends_at - timedelta(seconds=1))) == [made]
    assert list(Booking.objects.to_come(made.ends_at)) == []


def test_booking_asks_as_much_in_a_hall_of_one_part_as_of_three() -> None:
    hall = make_spaces.space(make.organisation())
    who = make.organisation()
    counts = []
    for number, day in ((1, 22), (2, 23)):
        for _part in range(number):
            make_spaces.space(parent=hall)
        with CaptureQueriesContext(connection) as asked:
            make_spaces.booking(hall, organisation=who, starts=f"2026-09-{day} 18:00", ends=f"2026-09-{day} 20:00")
        counts.append(len(asked))
    assert counts[0] == counts[1]
