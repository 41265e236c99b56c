"""Repeating bookings: the report of what is free and what is not before any is booked, and the page of a series."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from listings.actions import scheduling
from listings.forms.series import Option, Report, SeriesForm
from listings.models.bookings import Booking, Series
from listings.models.spaces import Space
from listings.queries.bookings import lines, series_bookings
from listings.queries.space_pages import asked_for
from listings.queries.space_words import cancelling_in_words, price_in_words
from listings.room_access import series_visible_to, space_visible_to
from listings.views.addresses import Address
from marketplace.kernel.errors import DomainError
from marketplace.kernel.recurrence import parse_rule
from marketplace.kernel.recurrence_words import in_words
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def series_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask for a time again and again: first the report, then the dates that are free, and what was chosen instead."""
    space = space_visible_to(request.organisation, pk, timezone.localdate())
    about: dict[str, Any] = {"space": space, "organisation": request.organisation, "now": timezone.now()}  # Any: as is
    if request.method == "POST":
        form = SeriesForm(request.POST, looking="look" in request.POST, **about)
        is_valid = form.is_valid()
    else:
        filled_in = {name: request.GET.get(asked, "") for name, asked in _FILLED_IN.items()}
        form, is_valid = SeriesForm(initial=filled_in, **about), False
    report = form.report()
    is_surprised = False
    if is_valid and report and not form.looking:
        is_surprised = request.POST.get("seen") != report.seen
        made = None if is_surprised else _booked(request, form)
        if made:
            series, bookings = made
            messages.success(request, _told(bookings, report))
            return redirect("listings:series", series.pk)
    context = {
        "form": form,
        "space": space,
        "listing": space.listing,
        "report": report,
        "conflicts": _with_addresses(report, space) if report else [],
        "surprised": is_surprised,
        "cancelling": cancelling_in_words(space),
    }
    status = 422 if form.errors or is_surprised else 200
    return render(request, "listings/series_new.html", context, status=status)


_FILLED_IN = {"starts_on": "on", "starts": "starts", "ends": "ends"}


def _booked(request: ActingRequest, form: SeriesForm) -> tuple[Series, list[Booking]] | None:
    """The series of what was seen; none where it is refused, which the form then says."""
    try:
        return scheduling.book_series(
            space=form.space,
            organisation=request.organisation,
            pattern=form.pattern(),
            purpose=form.cleaned_data["purpose"],
            people=form.cleaned_data["people"],
            instead=form.instead(),
            by=request.user,
            now=form.now,
        )
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return None


def _told(bookings: list[Booking], report: Report) -> str:
    count = len(bookings)
    if report.is_confirmed_at_once:
        return ngettext("%(count)s date is booked.", "%(count)s dates are booked.", count) % {"count": count}
    words = ngettext(
        "Asked for %(count)s date. It is yours until they answer.",
        "Asked for %(count)s dates. They are yours until they answer.",
        count,
    )
    return words % {"count": count}


def _with_addresses(report: Report, space: Space) -> list[dict[str, Any]]:  # Any: what a template takes
    """The conflicts, each other part of the place with the address of its own booking form."""
    return [
        {"told": conflict, "places": [{"option": one, "href": _address(one, space)} for one in conflict.places]}
        for conflict in report.conflicts
    ]


def _address(option: Option, space: Space) -> str:
    there = option.space or space
    boxes = asked_for(there, option.starts, option.ends)
    return f"{reverse('listings:booking-new', args=[there.listing_id])}{Address.of(boxes)}"


@acting_for()
@require_safe
def series(request: ActingRequest, pk: int) -> HttpResponse:
    """A series: its rule in words and each of its bookings; every one is answered and cancelled by itself."""
    shown = series_visible_to(request.organisation, pk)
    bookings = series_bookings(shown)
    total = sum(booking.price_pence or 0 for booking in bookings if booking.is_holding)
    is_priced = all(booking.price_pence is not None for booking in bookings)
    context = {
        "series": shown,
        "space": shown.space,
        "listing": shown.space.listing,
        "rule": in_words(parse_rule(shown.rule), shown.begins_on, say=_),
        "lines": lines(bookings, request.organisation),
        "holding": sum(booking.is_holding for booking in bookings),
        "total": price_in_words(total if is_priced else None),
        "asks": shown.organisation_id == request.organisation.pk,
    }
    return render(request, "listings/series.html", context)
