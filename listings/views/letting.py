"""How a space is booked, for its owner: rules, prices, parts, days with other hours."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from listings.actions.excepting import except_day, forget_day
from listings.actions.letting import settle
from listings.forms.letting import AHEAD, BUFFERS, LENGTHS, DayForm, LettingForm
from listings.models import Listing
from listings.queries.letting import circles_of, days_ahead, kept_prices, parts_of, space_of, wholes_for
from listings.room_access import own_bookable_space, own_day, own_space_listing
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def letting(request: ActingRequest, pk: int) -> HttpResponse:
    """By which rules it is booked; sent for the first time, that makes it bookable."""
    listing = own_space_listing(request.organisation, pk)
    form = _form(request, listing)
    if form.is_valid():
        try:
            settle(
                listing=listing,
                rules=form.told_rules(),
                prices=form.told_prices(),
                parent=form.cleaned_data.get("parent"),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Kept. It is booked by these rules from now on."))
            return redirect("listings:space-settings", pk=pk)
    return _page(request, listing, form, DayForm(), was_refused=bool(form.errors))


@acting_for(Role.LISTER)
@require_POST
def letting_day(request: ActingRequest, pk: int) -> HttpResponse:
    """Close it on a day, or open it at other hours."""
    space, day = own_bookable_space(request.organisation, pk), DayForm(request.POST)
    if day.is_valid():
        try:
            except_day(space=space, by=request.user, now=timezone.now(), **day.told_day())
        except DomainError as refusal:
            add_domain_error(day, refusal)
        else:
            messages.success(request, _("Kept. Nobody can book it outside these hours on that day."))
            return redirect("listings:space-settings", pk=pk)
    return _page(request, space.listing, _form(request, space.listing, sent=False), day, was_refused=True)


@acting_for(Role.LISTER)
@require_POST
def letting_day_remove(request: ActingRequest, pk: int) -> HttpResponse:
    """Let the weekly hours count again on a day."""
    exception, plain = own_day(request.organisation, pk), Form(request.POST)
    plain.full_clean()
    listing = exception.space.listing
    try:
        forget_day(exception=exception, by=request.user, now=timezone.now())
    except DomainError as refusal:
        day = DayForm({})
        day.full_clean()
        day.errors.clear()
        add_domain_error(day, DomainError(refusal.template, field=None, **refusal.details))
        return _page(request, listing, _form(request, listing, sent=False), day, was_refused=True)
    messages.success(request, _("The weekly hours count on that day again."))
    return redirect("listings:space-settings", pk=listing.pk)


def _form(request: ActingRequest, listing: Listing, *, sent: bool = True) -> LettingForm:
    space = space_of(listing)
    return LettingForm(
        request.POST if sent and request.method == "POST" else None,
        listing=listing,
        space=space,
        wholes=wholes_for(request.organisation, space),
        circles=circles_of(request.organisation, timezone.localdate()),
        prices=kept_prices(space),
    )


def _page(
    request: ActingRequest, listing: Listing, form: LettingForm, day: DayForm, *, was_refused: bool
) -> HttpResponse:
    space = space_of(listing)
    context = {
        "listing": listing,
        "space": space,
        "form": form,
        "day": day,
        "lengths": [form[name] for name in LENGTHS],
        "buffers": [form[name] for name in BUFFERS],
        "ahead": [form[name] for name in AHEAD],
        "days": days_ahead(space, timezone.localdate()),
        "parts": parts_of(space),
        "has_hours": listing.hours.exists(),
    }
    return render(request, "listings/letting.html", context, status=422 if was_refused else 200)
