"""The hours of volunteers, on a page and as a file."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from logistics.forms.offers import DaysForm
from logistics.models import Driver
from logistics.queries.offers import driver_of
from logistics.queries.volunteering import HEADERS, Hours, by_volunteer, hours_given, sheet_of
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.spreadsheets import csv_lines


@acting_for(Role.DRIVER, Role.COORDINATOR, Role.REPORTER)
@require_safe
def hours(request: ActingRequest) -> HttpResponse:
    """What volunteers gave in some days (`?first=&last=`): all for coordinators and reporters, else one's own."""
    form, first, last = _days(request)
    query = urlencode({"first": first.isoformat(), "last": last.isoformat()})
    context = {
        "form": form,
        "first": first,
        "last": last,
        "people": by_volunteer(_hours(request, first, last)),
        "posts": _sees_all(request),
        "csv_url": f"{reverse('logistics:hours-csv')}?{query}",
    }
    return render(request, "logistics/hours.html", context, status=422 if form.errors else 200)


@acting_for(Role.DRIVER, Role.COORDINATOR, Role.REPORTER)
@require_safe
def hours_csv(request: ActingRequest) -> HttpResponse:
    """The same, every journey as a row."""
    _form, first, last = _days(request)
    name = f"goodsyard-{request.organisation.slug}-hours-{first:%Y-%m-%d}-to-{last:%Y-%m-%d}.csv"
    lines = csv_lines(HEADERS, sheet_of(_hours(request, first, last)))
    response = HttpResponse("".join(lines), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _days(request: ActingRequest) -> tuple[DaysForm, date, date]:
    """The days asked for; unsound or none: the last 90."""
    today = timezone.localdate()
    given = {"first": (today - timedelta(days=90)).isoformat(), "last": today.isoformat()}
    asked = {name: request.GET[name] for name in given if name in request.GET}
    form = DaysForm({**given, **asked})
    if form.is_valid():
        return form, form.cleaned_data["first"], form.cleaned_data["last"]
    return form, today - timedelta(days=90), today


def _sees_all(request: ActingRequest) -> bool:
    return may(request.roles, Role.COORDINATOR, Role.REPORTER)


def _hours(request: ActingRequest, first: date, last: date) -> list[Hours]:
    driver: Driver | None = None
    if not _sees_all(request):
        driver = driver_of(request.organisation, request.user)
        if driver is None:
            return []
    return list(hours_given(request.organisation, driver, first=first, last=last))
