"""Dates first: pick a day and a time, then see what is free in all places."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from listings.access import reader_of, searchable_listings, sites_to_search_from
from listings.filters.forms import USUAL_RADIUS
from listings.forms.finding import FindSpaceForm
from listings.queries.drawing import circle, drawn_point
from listings.queries.finding_spaces import SpaceFound, SpacesFound, Wish, find_spaces, totals
from listings.queries.space_pages import asked_for
from listings.queries.space_words import time_in_words
from listings.views.addresses import Address
from listings.views.boxes import Box, units_offered
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role
from marketplace.web.distances import told_distance, told_in

AT_ONCE: Final = 20
_ASKED: Final = ("on", "starts", "ends")
_ORIGINS: Final = ("place", "lat", "lon", "site")


@login_not_required
@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """Spaces that are free at a time; what cannot be read is 422 with its sentence."""
    organisation, roles = reader_of(request)
    address = Address(request.GET)
    is_asked = any(name in address for name in (*_ASKED, "which"))
    form = FindSpaceForm(request.GET if is_asked else None, initial=request.GET.dict())
    form.organisation = organisation
    context: dict[str, Any] = {  # Any: what a template takes
        "form": form,
        "boxes": _boxes(form, request),
        "units": units_offered(),
        "site_links": _site_links(address, organisation),
        "may_book": organisation is None or may(roles, Role.REQUESTER),
    }
    is_valid = is_asked and form.is_valid()
    if is_asked:
        context["boxes"] = _boxes(form, request)
    with told_in(form.unit):
        if is_valid:
            context |= _found(request, form.wish(), organisation, address)
        elif is_asked:
            context["suggestions"] = [
                {"label": label, "href": address.elsewhere("place", label, instead_of=_ORIGINS)}
                for label in form.suggestions
            ]
        return render(request, "listings/spaces.html", context, status=422 if is_asked and not is_valid else 200)


def _found(
    request: HttpRequest, wish: Wish, organisation: Organisation | None, address: Address
) -> dict[str, Any]:  # Any: as above
    """The page of spaces that are free, with what each comes to, and the nearest few that are not."""
    now, today = timezone.now(), timezone.localdate()
    found = find_spaces(searchable_listings(organisation, today), wish, now, today)
    page = Paginator(found.free, AT_ONCE).get_page(request.GET.get("page"))
    shown = list(page)
    prices = totals(shown, organisation, today)
    rows = [_row(one) | {"total": prices[one.space.pk]} for one in shown]
    return {
        "found": found,
        "heading": _heading(found, wish),
        "rows": rows,
        "others": [_row(one) | {"why": one.refusal.said_with(gettext)} for one in found.others if one.refusal],
        "points": _points(shown, wish),
        "pager": {
            "previous_href": address.having("page", "1") if page.has_previous() else "",
            "next_href": address.having("page", str(page.next_page_number())) if page.has_next() else "",
        },
    }


def _row(one: SpaceFound) -> dict[str, Any]:  # Any: as above
    listing = one.space.listing
    week = f"{reverse('listings:space', args=[listing.pk])}"
    row = {
        "listing": listing,
        "distance": "" if one.km is None else told_distance(one.km),
        "place": listing.site.public_area,
        "week_href": week,
    }
    if one.wanted is not None:
        boxes = asked_for(one.space, one.wanted.begins, one.wanted.ends)
        row["when"] = time_in_words(one.wanted.begins, one.wanted.ends, one.space)
        row["book_href"] = f"{reverse('listings:booking-new', args=[listing.pk])}{Address.of(boxes)}"
        row["week_href"] = f"{week}?week={boxes['on']}&day={boxes['on']}#times"
    return row


def _heading(found: SpacesFound, wish: Wish) -> str:
    count = len(found.free)
    free = ngettext("%(count)s space is free", "%(count)s spaces are free", count) % {"count": count}
    if wish.origin is None:
        return free
    return _("%(free)s within %(far)s of %(place)s") % {
        "free": free,
        "far": told_distance(wish.radius_km),
        "place": wish.origin.label,
    }


def _points(shown: list[SpaceFound], wish: Wish) -> dict[str, Any]:  # Any: GeoJSON
    """The page's spaces at their public points."""
    features = [
        {
            "type": "Feature",
            "geometry": drawn_point(one.space.listing.public_point),
            "properties": {
                "id": one.space.listing_id,
                "title": one.space.listing.title,
                "kind": "space",
                "url": reverse("listings:space", args=[one.space.listing_id]),
                "note": one.space.listing.site.public_area,
            },
        }
        for one in shown
    ]
    if wish.origin is not None:
        features.append(circle(wish.origin.point, wish.radius_km))
    return {"type": "FeatureCollection", "features": features}


def _boxes(form: FindSpaceForm, request: HttpRequest) -> dict[str, Box]:
    """What stands in the boxes for the place and what is wrong there."""
    errors = form.errors if form.is_bound else {}
    boxes = {
        name: Box(request.GET.get(name, ""), " ".join(str(error) for error in errors.get(name, [])))
        for name in ("place", "lat", "lon", "radius", "units")
    }
    if boxes["place"].value.strip():
        boxes["lat"].value = boxes["lon"].value = ""
    boxes["radius"].value = boxes["radius"].value or str(USUAL_RADIUS[form.unit])
    boxes["units"].value = form.unit.value
    return boxes


def _site_links(address: Address, organisation: Organisation | None) -> list[dict[str, Any]]:  # Any: as above
    """Their own sites to look around."""
    current = address.values("site")
    return [
        {
            "label": site.name,
            "href": address.elsewhere("site", str(site.pk), instead_of=_ORIGINS),
            "on": str(site.pk) in current,
        }
        for site in sites_to_search_from(organisation)
    ]
