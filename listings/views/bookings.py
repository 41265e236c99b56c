"""Bookings: asking for a time, the lists, the page with its timeline, and the answers."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from listings.actions import booking as bookings_made
from listings.forms.bookings import BookingForm, Quote
from listings.forms.reasons import ReasonForm
from listings.models.bookings import Booking, BookingState
from listings.models.spaces import Space
from listings.queries.bookings import SIDES, TIMES, booking_page, bookings_on_side, lines
from listings.queries.promises import promises_about_booking
from listings.queries.space_words import cancelling_in_words
from listings.room_access import booking_visible_to, space_visible_to
from listings.views.paging import page_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error

#: What a link from the table of a week fills in.
_FILLED_IN: Final = ("on", "starts", "ends", "until", "which", "which_end", "people")


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def booking_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask for a time in a space. What it comes to stands on the page before it can be booked."""
    space, now = space_visible_to(request.organisation, pk, timezone.localdate()), timezone.now()
    form = _asked(request, space, now)
    is_surprised = False
    if request.method == "POST" and not form.looking and form.is_valid() and form.quote:
        is_surprised = request.POST.get("seen") != form.quote.seen
        made = None if is_surprised else _booked(request, form, form.quote)
        if made:
            messages.success(request, _told(made))
            return redirect("listings:booking", made.pk)
    context = {"form": form, "space": space, "listing": space.listing, "surprised": is_surprised}
    context["cancelling"] = cancelling_in_words(space)
    status = 422 if form.errors or is_surprised else 200
    return render(request, "listings/booking_new.html", context, status=status)


def _asked(request: ActingRequest, space: Space, now: datetime) -> BookingForm:
    """The form as it was sent; the time of an address, with what it comes to; or an empty one."""
    about: dict[str, Any] = {"space": space, "organisation": request.organisation, "now": now}  # Any: arguments
    if request.method == "POST":
        return BookingForm(request.POST, looking="look" in request.POST, **about)
    filled_in = {name: request.GET[name] for name in _FILLED_IN if request.GET.get(name)}
    if {"on", "starts", "ends"} <= filled_in.keys():
        form = BookingForm(filled_in, looking=True, **about)
        form.is_valid()
        return form
    return BookingForm(initial=filled_in, **about)


def _booked(request: ActingRequest, form: BookingForm, seen: Quote) -> Booking | None:
    """The booking of the time and total that were seen; none where it is refused, which the form then says."""
    try:
        return bookings_made.book(
            space=form.space,
            organisation=request.organisation,
            starts=seen.wanted.begins,
            ends=seen.wanted.ends,
            purpose=form.cleaned_data["purpose"],
            people=form.cleaned_data["people"],
            by=request.user,
            now=form.now,
        )
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return None


def _told(made: Booking) -> str:
    if made.state == BookingState.CONFIRMED:
        return _("Booked. It is confirmed, and the exact address stands here.")
    return _("Asked. The time is yours until they answer.")


@acting_for()
@require_safe
def bookings(request: ActingRequest) -> HttpResponse:
    """The bookings made by us (`?side=by`) or asked of us, to come (`?time=coming`) or past."""
    side = next((one for one in SIDES if one == request.GET.get("side")), SIDES[0])
    time = next((one for one in TIMES if one == request.GET.get("time")), TIMES[0])
    page, pager = page_of(request, bookings_on_side(request.organisation, side, time, timezone.now()))
    words = {"by": _("Ours"), "of": _("Asked of us")}
    tabs = [{"label": words[one], "href": f"?side={one}", "current": one == side} for one in SIDES]
    context = {
        "lines": lines(list(page), request.organisation),
        "tabs": tabs,
        "pager": pager,
        "side": side,
        "time": time,
    }
    return render(request, "listings/bookings.html", context)


@acting_for()
@require_safe
def booking(request: ActingRequest, pk: int) -> HttpResponse:
    """A booking: where it stands, what can be done; how to get in, from an hour before until the end."""
    return page_with(request, booking_visible_to(request.organisation, pk))


def page_with(
    request: ActingRequest,
    shown: Booking,
    *,
    decline_form: ReasonForm | None = None,
    cancel_form: ReasonForm | None = None,
    absent_form: ReasonForm | None = None,
    refused: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a booking; a form that was refused stands there as it was typed, with 422."""
    was_refused = decline_form or cancel_form or absent_form or refused
    page = booking_page(shown, request.organisation, request.roles, timezone.now())
    context = {
        "booking": shown,
        "space": shown.space,
        "listing": shown.space.listing,
        "page": page,
        "refused": refused,
        "decline_form": decline_form or ReasonForm(auto_id="decline_%s"),
        "cancel_form": cancel_form or ReasonForm(auto_id="cancel_%s"),
        "absent_form": absent_form or ReasonForm(auto_id="absent_%s"),
        "promises": promises_about_booking(shown, request.organisation, now=timezone.now()),
    }
    return render(request, "listings/booking.html", context, status=422 if was_refused else status)
