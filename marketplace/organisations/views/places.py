"""Names of places while somebody types: for the place boxes, which work without it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from marketplace.organisations.places.lookup import LONGEST, suggest

MOST = 8
KEPT_FOR_S = 86_400


@login_not_required
@require_safe
def place_suggest(request: HttpRequest) -> JsonResponse:
    """Up to eight places that begin with `q`, as a JSON list; the same for everybody, so it may be kept for a day."""
    typed = request.GET.get("q", "").strip()
    found = suggest(typed, MOST) if 2 <= len(typed) <= LONGEST else []
    told = [
        {"label": place.label, "latitude": place.point.latitude, "longitude": place.point.longitude} for place in found
    ]
    response = JsonResponse(told, safe=False)
    patch_cache_control(response, public=True, max_age=KEPT_FOR_S)
    return response
