"""Answers to bookings, giving them up, and what is noted of it."""

from datetime import timedelta

import pytest

from listings.actions import agreeing
from listings.models.bookings import BookedSlot, Booking, BookingState
from listings.models.promises import PromiseOutcome
from listings.models.steps import ReasonMissing
from marketplace.organisations.models import OrganisationKind
from tests import make
from tests.make import spaces as make_spaces

pytestmark = pytest.mark.django_db


def asked() -> Booking:
    return make_spaces.booking(make_spaces.space(approval="owner"))


def outcomes(booking: Booking) -> list[tuple[str, str]]:
    rows = PromiseOutcome.objects.filter(booking_key=str(booking.pk)).order_by("pk")
    return [(row.side, row.outcome) for row in rows]


def test_an_owner_confirms_or_declines_once() -> None:
    yes, no = asked(), asked()
    by = make.administrator(yes.space.listing.organisation)
    agreeing.confirm(booking=yes, by=by, now=make.NOW)
    agreeing.decline(booking=no, reason="The floor is varnished then.", by=by, now=make.NOW)
    assert (yes.state, no.state) == (BookingState.CONFIRMED, BookingState.DECLINED)
    assert BookedSlot.objects.filter(booking=no).count() == 0
    for act in (agreeing.confirm, agreeing.withdraw):
        for one in (yes, no):
            with pytest.raises(agreeing.BookingMovedOn):
                act(booking=one, by=by, now=make.NOW)


def test_a_declined_time_can_be_booked_again() -> None:
    booking = asked()
    by = make.administrator(booking.space.listing.organisation)
    with pytest.raises(ReasonMissing):
        agreeing.decline(booking=booking, reason=" ", by=by, now=make.NOW)
    agreeing.decline(booking=booking, reason="No.", by=by, now=make.NOW)
    make_spaces.booking(booking.space)


@pytest.mark.parametrize(("hours", "outcome"), [(48, "early_cancel"), (47, "late_cancel")])
@pytest.mark.parametrize("side", ["takes", "gives"])
def test_giving_up_is_early_until_the_hours_that_were_agreed(hours: int, outcome: str, side: str) -> None:
    booking = make_spaces.booking()
    who = booking.organisation if side == "takes" else booking.space.listing.organisation
    moment = booking.starts_at - timedelta(hours=hours)
    by = make.administrator(who)
    agreeing.cancel(booking=booking, organisation=who, reason="A burst pipe.", by=by, now=moment)
    assert booking.state == BookingState.CANCELLED
    assert outcomes(booking) == [(side, outcome)]
    assert BookedSlot.objects.count() == 0


def test_a_stranger_gives_up_nothing_and_nobody_does_once_it_has_begun() -> None:
    booking = make_spaces.booking()
    other = make.organisation(OrganisationKind.CHARITY)
    by = make.administrator(other)
    with pytest.raises(agreeing.NotYourBooking):
        agreeing.cancel(booking=booking, organisation=other, reason="x", by=by, now=make.NOW)
    with pytest.raises(agreeing.BookingHasBegun):
        agreeing.cancel(booking=booking, organisation=booking.organisation, reason="x", by=by, now=booking.starts_at)
    booking.refresh_from_db()
    assert (booking.state, BookedSlot.objects.count(), outcomes(booking)) == (BookingState.CONFIRMED, 8, [])


def test_either_side_says_that_the_other_did_not_come_from_the_start_on() -> None:
    booking = make_spaces.booking()
    owner = booking.space.listing.organisation
    by = make.administrator(owner)
    with pytest.raises(agreeing.NotTimeToSay):
        agreeing.note_no_show(booking=booking, organisation=owner, reason="Nobody came.", by=by, now=make.NOW)
    for who in (owner, booking.organisation):
        agreeing.note_no_show(booking=booking, organisation=who, reason="Nobody.", by=by, now=booking.starts_at)
    assert outcomes(booking) == [("takes", "no_show"), ("gives", "no_show")]


def test_what_was_not_answered_when_it_begins_lapses_once() -> None:
    booking, later = asked(), asked()
    Booking.objects.filter(pk=later.pk).update(starts_at=later.starts_at + timedelta(hours=1))
    assert agreeing.lapse_due(now=booking.starts_at) == 1
    assert agreeing.lapse_due(now=booking.starts_at) == 0
    booking.refresh_from_db()
    assert booking.state == BookingState.LAPSED
    assert outcomes(booking) == [("gives", "unanswered")]
    assert BookedSlot.objects.filter(booking=booking).count() == 0


def test_how_to_get_in_is_shown_from_an_hour_before_to_the_end() -> None:
    booking = make_spaces.booking(make_spaces.space(access_notes="The key is in the box."))
    shown = [
        booking.shows_access_at(booking.starts_at - timedelta(hours=1, seconds=1)),
        booking.shows_access_at(booking.starts_at - timedelta(hours=1)),
        booking.shows_access_at(booking.ends_at - timedelta(seconds=1)),
        booking.shows_access_at(booking.ends_at),
    ]
    assert shown == [False, True, True, False]
    assert not asked().shows_access_at(booking.starts_at)
