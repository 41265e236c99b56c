"""Agreeing on bookings: the owner's answer, giving up, and what became of it. Each begins with the tree's guard."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from listings.actions.announcing import tell
from listings.actions.booking import guard
from listings.actions.promising import note
from listings.models.bookings import BookedSlot, Booking, BookingState
from listings.models.promises import Outcome
from listings.models.steps import reason_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, Role, User

#: How long after the end somebody can still say that the other did not come.
NO_SHOW_WITHIN: Final = timedelta(days=14)
#: How many bookings one run of the clock lets lapse.
AT_ONCE: Final = 200


class BookingMovedOn(DomainError):
    code = "booking_moved_on"
    message = gettext_noop("This booking is {state} by now, so that can no longer be done.")


class BookingHasBegun(DomainError):
    code = "booking_has_begun"
    message = gettext_noop("This time has begun already, so that can no longer be done.")


class NotYourBooking(DomainError):
    code = "not_your_booking"
    message = gettext_noop("Only those who booked and the owner of the space can do that.")


class NotTimeToSay(DomainError):
    code = "not_time_to_say"
    message = gettext_noop("That somebody did not come can be said from the start until 14 days after the end.")


def confirm(*, booking: Booking, by: User, now: datetime) -> None:
    """Say yes to a booking that was asked.

    :raises BookingMovedOn | BookingHasBegun: it was answered or given up already, or it is too late
    """
    with transaction.atomic():
        seen = _seen(booking, BookingState.ASKED, by, now)
        _step(seen, BookingState.CONFIRMED, answered_by=by, answered_at=now)
        _tell_booker(seen, "listings/mail/booking_confirmed", now)
    booking.refresh_from_db()


def decline(*, booking: Booking, reason: str, by: User, now: datetime) -> None:
    """Say no to a booking that was asked, with a reason; its time is free again.

    :raises ReasonMissing | WordsTooLong: no reason, or too much of one
    :raises BookingMovedOn | BookingHasBegun: as `confirm`
    """
    said = reason_of(reason)
    with transaction.atomic():
        seen = _seen(booking, BookingState.ASKED, by, now)
        _step(seen, BookingState.DECLINED, answered_by=by, answered_at=now, reason=said)
        _set_free(seen)
        _tell_booker(seen, "listings/mail/booking_declined", now)
    booking.refresh_from_db()


def withdraw(*, booking: Booking, by: User, now: datetime) -> None:
    """Take back a booking that was not answered yet; nobody is held to anything.

    :raises BookingMovedOn | BookingHasBegun: as `confirm`
    """
    with transaction.atomic():
        seen = _seen(booking, BookingState.ASKED, by, now)
        _step(seen, BookingState.WITHDRAWN, ended_by=by, ended_at=now)
        _set_free(seen)
        _tell_other(seen, seen.organisation, "listings/mail/booking_cancelled", now)
    booking.refresh_from_db()


def cancel(*, booking: Booking, organisation: Organisation, reason: str, by: User, now: datetime) -> None:
    """Give up a confirmed booking, for either side, with a reason; its time is free again.

    Until `free_until` that is early, after it late: noted as such for the side that gave up.

    :param organisation: the side that gives up
    :raises NotYourBooking | ReasonMissing | WordsTooLong: not so
    :raises BookingMovedOn | BookingHasBegun: as `confirm`
    """
    _check_party(booking, organisation)
    said = reason_of(reason)
    with transaction.atomic():
        seen = _seen(booking, BookingState.CONFIRMED, by, now)
        _step(seen, BookingState.CANCELLED, ended_by=by, ended_at=now, reason=said)
        _set_free(seen)
        outcome = Outcome.LATE_CANCEL if now > seen.free_until else Outcome.EARLY_CANCEL
        note(organisation=organisation, outcome=outcome, booking_key=str(seen.pk), reason=said, by=by, now=now)
        _tell_other(seen, organisation, "listings/mail/booking_cancelled", now)
    booking.refresh_from_db()


def note_no_show(*, booking: Booking, organisation: Organisation, reason: str, by: User, now: datetime) -> None:
    """Say, for one side of a booking, that the other did not come: that nobody came, or that nobody let them in.

    :param organisation: the side that says so
    :raises NotYourBooking | NotTimeToSay | BookingMovedOn | ReasonMissing | WordsTooLong: not so
    """
    _check_party(booking, organisation)
    said = reason_of(reason)
    if not booking.starts_at <= now < booking.ends_at + NO_SHOW_WITHIN:
        raise NotTimeToSay
    owner = booking.space.listing.organisation
    other = booking.organisation if organisation.pk == owner.pk else owner
    with transaction.atomic():
        seen = _guarded(booking, by, now)
        if seen.state != BookingState.CONFIRMED:
            raise BookingMovedOn(state=seen.get_state_display().lower())
        note(organisation=other, outcome=Outcome.NO_SHOW, booking_key=str(seen.pk), reason=said, by=by, now=now)


def lapse_due(*, now: datetime) -> int:
    """Let go of bookings that began without an answer, at most `AT_ONCE`; that the owner never answered is noted.
    Returns how many there were."""
    due = Booking.objects.unanswered(now).for_page().order_by("starts_at", "pk")[:AT_ONCE]
    return sum(_lapse(booking, now) for booking in due)


def _lapse(booking: Booking, now: datetime) -> bool:
    with transaction.atomic():
        seen = _guarded(booking, None, now)
        if seen.state != BookingState.ASKED:
            return False
        _step(seen, BookingState.LAPSED, ended_at=now)
        _set_free(seen)
        owner = seen.space.listing.organisation
        note(organisation=owner, outcome=Outcome.UNANSWERED, booking_key=str(seen.pk), reason="", by=None, now=now)
        _tell_booker(seen, "listings/mail/booking_lapsed", now)
    return True


def _guarded(booking: Booking, by: User | None, now: datetime) -> Booking:
    """The guard of its tree, then the booking as it is now."""
    guard(space=booking.space, by=by, now=now)
    return Booking.objects.for_page().get(pk=booking.pk)


def _seen(booking: Booking, state: BookingState, by: User, now: datetime) -> Booking:
    """The booking behind the guard, if it is in that state and has not begun."""
    seen = _guarded(booking, by, now)
    if seen.state != state:
        raise BookingMovedOn(state=seen.get_state_display().lower())
    if seen.starts_at <= now:
        raise BookingHasBegun
    return seen


def _step(seen: Booking, to: BookingState, **fields: object) -> None:
    """Compare and swap; behind the guard it never fails, and were there no guard it would not do harm."""
    if not Booking.objects.filter(pk=seen.pk).step(seen=seen.state, to=to, **fields):
        raise BookingMovedOn(state=seen.get_state_display().lower())
    seen.refresh_from_db()


def _set_free(booking: Booking) -> None:
    BookedSlot.objects.filter(booking=booking).delete()


def _check_party(booking: Booking, organisation: Organisation) -> None:
    if organisation.pk not in {booking.organisation_id, booking.space.listing.organisation_id}:
        raise NotYourBooking


def _tell_booker(booking: Booking, template: str, now: datetime) -> None:
    tell(bookings=[booking], organisation=booking.organisation, role=Role.REQUESTER, template=template, now=now)


def _tell_other(booking: Booking, organisation: Organisation, template: str, now: datetime) -> None:
    """Tell the side that did not do it; nobody, where an organisation booked its own space."""
    owner = booking.space.listing.organisation
    if owner.pk == booking.organisation_id:
        return
    other, role = (booking.organisation, Role.REQUESTER) if organisation.pk == owner.pk else (owner, Role.LISTER)
    tell(bookings=[booking], organisation=other, role=role, template=template, now=now)
