"""The search page: one address for the page and for the part of it that is exchanged; and the same as GeoJSON."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from listings.access import reader_of, searchable_listings, sites_to_search_from
from listings.actions.missing import note_miss
from listings.filters import ListingFilter
from listings.filters.forms import EDGES, own_circles
from listings.models import Condition, Mode
from listings.models.narrowing import Collection
from listings.views.addresses import Address
from listings.views.boxes import refused, site_links, ticks, typed, units_offered
from listings.views.results import as_collection, found_for, results
from marketplace.organisations.access import may
from marketplace.organisations.models import Role
from marketplace.web.distances import remember_unit, told_in

#: What the form hands on without a box for it.
_KEPT: Final = ("site", "kind", "category", "organisation", "sort", *EDGES)
#: What stands in the panel of filters.
IN_PANEL: Final = frozenset(
    {"mode", "condition", "collection", "min_quantity", "max_kg", "max_pounds", "available_on", "there_until"}
    | {"new_since", "minutes", "people", "facilities", "circle", "use_on", "use_from", "use_to"}
)


def filters_of(request: HttpRequest) -> ListingFilter:
    """The filters of a search, over what the visitor may find."""
    organisation, _roles = reader_of(request)
    return ListingFilter(request.GET, sets=searchable_listings(organisation, localdate()), organisation=organisation)


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Public listings by words, place and more, as a list and a map. What cannot be read is 422 with its sentence."""
    address = Address(request.GET)
    if not address.is_short and not _is_part(request):
        return HttpResponseRedirect(f"{request.path}{address}")
    organisation, roles = reader_of(request)
    filters = filters_of(request)
    unit = filters.form.unit
    with told_in(unit):
        context: dict[str, Any] = {  # Any: whatever the template prints
            "typed": typed(filters),
            "address": address,
            "units": units_offered(),
            "bands": filters.filters["minutes"].field.choices,
            "modes": ticks(filters, "mode", Mode.choices, None),
            "conditions": ticks(filters, "condition", Condition.choices, None),
            "collections": ticks(filters, "collection", Collection.choices, None),
            "circles": own_circles(organisation),
            "kept": [(name, value) for name in _KEPT for value in address.values(name)],
            "filters_on": sum(name in address for name in IN_PANEL),
            "filters_open": bool(IN_PANEL & set(filters.form.errors)),
            "site_links": site_links(filters, address, sites_to_search_from(organisation)),
            "search_url": reverse("listings:search"),
            "may_want": organisation is None or may(roles, Role.REQUESTER),
        }
        is_valid = filters.form.is_valid()
        context |= results(filters, address) if is_valid else refused(filters, address)
        status = 200 if is_valid else 422
        response = answer(request, "listings/search.html", "listings/parts/search.html", context, status=status)
    if is_valid and filters.form.cleaned_data["units"]:
        remember_unit(request, response, unit)
    if is_valid and not context["total"]:
        _note_miss(request, filters)
    return response


def _note_miss(request: HttpRequest, filters: ListingFilter) -> None:
    """Nothing was found: the operator's workbench tells, by area and word, what people look for in vain."""
    question, kinds = filters.question(), filters.form.cleaned_data["kind"]
    if question.words is None:
        return
    note_miss(
        words=question.words,
        point=question.origin.point if question.origin else None,
        kind=kinds[0] if len(kinds) == 1 else "",
        visitor=f"person {request.user.pk}" if request.user.pk else f"address {request.META.get('REMOTE_ADDR', '')}",
        now=timezone.now(),
    )


@login_not_required
@require_safe
def results_geojson(request: HttpRequest) -> JsonResponse:
    """The same results through the same filters, as a GeoJSON FeatureCollection; `next` is where they go on."""
    filters = filters_of(request)
    if not filters.form.is_valid():
        return JsonResponse({"errors": filters.form.errors}, status=422)
    with told_in(filters.form.unit):
        found = found_for(filters, filters.question())
    onwards = request.build_absolute_uri(Address(request.GET).going_on(found.next_after)) if found.next_after else None
    return JsonResponse(as_collection(found) | {"next": onwards}, content_type="application/geo+json")


def answer(
    request: HttpRequest,
    page: str,
    part: str,
    context: dict[str, Any],
    *,
    status: int,  # Any: as above
) -> HttpResponse:
    """The whole page, or the part that htmx exchanges (not where it restores a page of its history)."""
    wants_part = _is_part(request)
    response = render(request, part if wants_part else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    if wants_part:
        response["HX-Push-Url"] = f"{request.path}{context['address']}"
    return response


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
