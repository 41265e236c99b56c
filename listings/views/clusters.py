"""What the map of a search shows where there is more than one page of results: all of them, as marks with counts."""

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from listings.filters.view import MapView
from listings.models import Kind
from listings.queries.clusters import Cluster, clusters_in
from listings.queries.drawing import drawn_point
from listings.queries.listings import on_marks
from listings.queries.searching import answering
from listings.views.search import filters_of
from marketplace.kernel.geo import Point
from marketplace.web.templatetags.goodsyard import count_text

#: Marks for one listing each that are told by name; on a map with more of them the list is the better place.
_MOST_NAMED: Final = 300


@login_not_required
@require_safe
def clusters(request: HttpRequest) -> JsonResponse:
    """GeoJSON of the marks in a part of the map (`view`: west, south, east, north) at a `zoom`, for a search."""
    filters, shown = filters_of(request), MapView(request.GET)
    if not filters.form.is_valid() or not shown.is_valid():
        return JsonResponse({"errors": {**filters.form.errors, **shown.errors}}, status=422)
    question = filters.question()
    rows = [answering(one, question) for one in filters.narrowed_sets()]
    found = clusters_in(rows, shown.cleaned_data["view"], shown.cleaned_data["zoom"])
    single = on_marks([one.listing for one in found if one.listing is not None][:_MOST_NAMED])
    features = []
    for one in found:
        listing = single.get(one.listing) if one.listing is not None else None
        told = (
            _many(one)
            if listing is None
            else {
                "count": 1,
                "id": listing.pk,
                "title": listing.title,
                "kind": listing.kind,
                "url": reverse("listings:listing", args=[listing.pk]),
                "note": listing.site.public_area,
            }
        )
        geometry = drawn_point(Point(one.latitude, one.longitude))
        features.append({"type": "Feature", "geometry": geometry, "properties": told})
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def _many(cluster: Cluster) -> dict[str, Any]:  # Any: properties of several types
    """A mark for several, in words with their kinds."""
    kinds = ", ".join(f"{count} {str(Kind(kind).label).lower()}" for kind, count in cluster.kinds.items())
    listings = ngettext("%(count)s listing", "%(count)s listings", cluster.count) % {"count": cluster.count}
    words = _("%(listings)s: %(kinds)s") % {"listings": listings, "kinds": kinds}
    return {"count": max(cluster.count, 2), "label": count_text(cluster.count), "title": words}
