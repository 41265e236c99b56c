"""The answers to a booking: yes, no, taken back, its end by either side, and that nobody came."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from listings.actions import agreeing
from listings.forms.reasons import ReasonForm
from listings.models.bookings import Booking
from listings.queries.bookings import may_do
from listings.room_access import booking_asked_of, booking_made_by, booking_visible_to
from listings.views.bookings import page_with
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error, done


@acting_for(Role.LISTER)
@require_POST
def booking_confirm(request: ActingRequest, pk: int) -> HttpResponse:
    """Say yes."""
    asked = booking_asked_of(request.organisation, pk)
    return _without_words(
        request,
        asked,
        lambda: agreeing.confirm(booking=asked, by=request.user, now=timezone.now()),
        _("Confirmed. They are told, and now see the exact address."),
    )


@acting_for(Role.REQUESTER)
@require_POST
def booking_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take it back before it was answered."""
    asked = booking_made_by(request.organisation, pk)
    return _without_words(
        request,
        asked,
        lambda: agreeing.withdraw(booking=asked, by=request.user, now=timezone.now()),
        _("Taken back. The time is free again."),
    )


@acting_for(Role.LISTER)
@require_POST
def booking_decline(request: ActingRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    asked = booking_asked_of(request.organisation, pk)
    form = ReasonForm(request.POST, auto_id="decline_%s")
    if done(form, partial(agreeing.decline, booking=asked, by=request.user, now=timezone.now())):
        messages.success(request, _("Declined. They are told why; the time is free again."))
        return redirect("listings:booking", pk)
    return page_with(request, booking_visible_to(request.organisation, pk), decline_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def booking_cancel(request: ActingRequest, pk: int) -> HttpResponse:
    """End a confirmed booking by either side, with a reason."""
    ended, now = booking_visible_to(request.organisation, pk), timezone.now()
    if not may_do(ended, request.organisation, request.roles, now).cancel:
        messages.error(request, _("This booking cannot be cancelled by you any more."))
        return page_with(request, ended, status=422)
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    act = partial(agreeing.cancel, booking=ended, organisation=request.organisation, by=request.user, now=now)
    if done(form, act):
        messages.success(request, _("Cancelled. The other side is told why; the time is free again."))
        return redirect("listings:booking", pk)
    return page_with(request, booking_visible_to(request.organisation, pk), cancel_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def booking_no_show(request: ActingRequest, pk: int) -> HttpResponse:
    """Say that the other side was not there."""
    over, now = booking_visible_to(request.organisation, pk), timezone.now()
    if not may_do(over, request.organisation, request.roles, now).note_no_show:
        messages.error(request, _("This cannot be noted by you, or not any more."))
        return page_with(request, over, status=422)
    form = ReasonForm(request.POST, auto_id="absent_%s")
    act = partial(agreeing.note_no_show, booking=over, organisation=request.organisation, by=request.user, now=now)
    if done(form, act):
        messages.success(request, _("Noted. They can read it, and ask the operator to look at it."))
        return redirect("listings:booking", pk)
    return page_with(request, booking_visible_to(request.organisation, pk), absent_form=form)


def _without_words(request: ActingRequest, booking: Booking, act: Callable[[], None], told: str) -> HttpResponse:
    """A deed that needs no reason; refused, the page says why."""
    form = Form({})
    form.is_valid()
    try:
        act()
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return page_with(request, booking_visible_to(request.organisation, booking.pk), refused=form)
    messages.success(request, told)
    return redirect("listings:booking", booking.pk)
