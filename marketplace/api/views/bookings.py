"""Bookings of spaces: asking for a time, reading, answering, giving up."""

from functools import partial
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter

from listings.actions import agreeing
from listings.actions.booking import book
from listings.forms.reasons import ReasonForm
from listings.models.bookings import Booking, BookingState
from listings.queries.bookings import SIDES, may_do
from listings.room_access import booking_asked_of, booking_made_by, booking_visible_to, space_visible_to
from marketplace.api.answers import Data, Deed, Listed
from marketplace.api.calls import Call
from marketplace.api.operations import acts, lists, makes, reads
from marketplace.api.paging import listed, one_of
from marketplace.api.queries.bookings import rows, told_booking
from marketplace.api.refusals import refused_form
from marketplace.api.scopes import Scope
from marketplace.api.serializers.bookings import BookingIn, BookingOut
from marketplace.api.serializers.claims import ReasonIn
from marketplace.organisations.models import Role

_SIDE: Final = OpenApiParameter("side", str, enum=list(SIDES), description="On which side you stand.")
_STATE: Final = OpenApiParameter("state", str, enum=list(BookingState.values), description="Only those in this state.")


@lists(Scope.BOOKINGS_READ, gives=BookingOut, parameters=(_SIDE, _STATE))
def list_bookings(call: Call) -> Listed:
    """List the bookings that you made and those of your spaces."""
    side, state = one_of(call, "side", SIDES), one_of(call, "state", BookingState.values)
    return listed(call, rows(call.organisation, side, state), lambda one: told_booking(one, call.organisation))


@reads(Scope.BOOKINGS_READ, gives=BookingOut)
def read_booking(call: Call, pk: int) -> Data:
    """Read a booking to which your organisation is a party."""
    return _told(call, pk)


@makes(Scope.BOOKINGS_WRITE, Role.REQUESTER, takes=BookingIn, gives=BookingOut)
def create_booking(call: Call, pk: int) -> Deed[Booking]:
    """Book a time in a space, by its listing: confirmed at once, or asked of the owner, as its rules say."""
    space = space_visible_to(call.organisation, pk, call.today)
    return Deed(
        act=partial(
            book,
            space=space,
            organisation=call.organisation,
            starts=call.body["starts_at"],
            ends=call.body["ends_at"],
            purpose=call.body["purpose"],
            people=call.body.get("people"),
            by=call.person,
            now=call.now,
        ),
        answer=lambda made: _told(call, made.pk),
        location=lambda made: reverse("api:v1:booking", args=[made.pk]),
    )


@acts(Scope.BOOKINGS_WRITE, Role.LISTER, gives=BookingOut)
def confirm_booking(call: Call, pk: int) -> Deed[None]:
    """Say yes to a booking of your space."""
    return _on(call, booking_asked_of(call.organisation, pk), agreeing.confirm)


@acts(Scope.BOOKINGS_WRITE, Role.LISTER, takes=ReasonIn, gives=BookingOut)
def decline_booking(call: Call, pk: int) -> Deed[None]:
    """Say no to a booking of your space, with a reason."""
    return _on(call, booking_asked_of(call.organisation, pk), partial(agreeing.decline, reason=_reason(call)))


@acts(Scope.BOOKINGS_WRITE, Role.REQUESTER, gives=BookingOut)
def withdraw_booking(call: Call, pk: int) -> Deed[None]:
    """Take back a booking that was not answered yet."""
    return _on(call, booking_made_by(call.organisation, pk), agreeing.withdraw)


@acts(Scope.BOOKINGS_WRITE, Role.LISTER, Role.REQUESTER, takes=ReasonIn, gives=BookingOut)
def cancel_booking(call: Call, pk: int) -> Deed[None]:
    """Give up a confirmed booking, on either side, with a reason."""
    ended = booking_visible_to(call.organisation, pk)
    if ended.state == BookingState.CONFIRMED and not may_do(ended, call.organisation, call.roles, call.now).cancel:
        raise PermissionDenied
    act = partial(agreeing.cancel, organisation=call.organisation, reason=_reason(call))
    return _on(call, ended, act)


def _reason(call: Call) -> str:
    form = ReasonForm(call.body)
    if not form.is_valid():
        raise refused_form(form)
    return str(form.cleaned_data["reason"])


def _on(call: Call, booking: Booking, act: Any) -> Deed[None]:  # Any: an action on a booking
    return Deed(
        act=partial(act, booking=booking, by=call.person, now=call.now),
        answer=lambda _nothing: _told(call, booking.pk),
        row=booking,
        current=lambda: _told(call, booking.pk),
    )


def _told(call: Call, pk: int) -> dict[str, Any]:  # Any: values of several types
    return told_booking(booking_visible_to(call.organisation, pk), call.organisation)
