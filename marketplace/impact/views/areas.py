"""The area view: what a postcode area kept in use, for public bodies."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.impact.forms import AreaForm
from marketplace.impact.queries.areas import HEADERS, AreaScope, area_of, area_page, features, sheet_rows, table_for
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import OrganisationKind
from marketplace.web.spreadsheets import csv_lines

P = ParamSpec("P")


def for_public_bodies(
    view: Callable[Concatenate[ActingRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For views: whoever acts for a public body, whatever the role; for everybody else they are not there."""

    @acting_for()
    @wraps(view)
    def guarded(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.organisation.kind != OrganisationKind.PUBLIC_BODY:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_public_bodies
@require_safe
def area(request: ActingRequest) -> HttpResponse:
    """Tonnes by district and month, with what would tell about one organisation withheld."""
    form = _form(request)
    context: dict[str, Any] = {"form": form}  # Any: what a template takes
    if not form.is_valid():
        return render(request, "impact/area.html", context, status=422)
    scope = form.scope
    if scope is not None:
        context |= {"page": area_page(scope), "address": f"area={scope.area}&year={scope.year}"}
    return render(request, "impact/area.html", context)


@for_public_bodies
@require_safe
def area_csv(request: ActingRequest) -> HttpResponse:
    """The same as a sheet."""
    scope = _scope(request)
    rows = sheet_rows(table_for(scope))
    response = HttpResponse("".join(csv_lines(HEADERS, rows)), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="goodsyard-area-{scope.area.lower()}-{scope.year}.csv"'
    return response


@for_public_bodies
@require_safe
def area_geojson(request: ActingRequest) -> HttpResponse:
    """The same for maps."""
    return JsonResponse(features(_scope(request)), content_type="application/geo+json")


def _form(request: ActingRequest) -> AreaForm:
    return AreaForm(request.GET, own_area=area_of(request.organisation), today=timezone.localdate())


def _scope(request: ActingRequest) -> AreaScope:
    form = _form(request)
    if not form.is_valid() or form.scope is None:
        raise Http404(_("There is no such area."))
    return form.scope
