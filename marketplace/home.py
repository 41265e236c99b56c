"""The front door: one question, what is near, what came in, and what the ledger says."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from listings.access import reader_of, searchable_listings, sites_to_search_from
from listings.models import Listing
from listings.queries.cards import ListingCard, card
from listings.queries.drawing import geojson
from listings.queries.searching import Rows
from logistics.models import Collection
from logistics.models.collections import CollectionState
from marketplace.impact.queries import kept_in_use_kg
from marketplace.kernel.geo import Point
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role

#: Cards of what came in lately, and marks on the map.
LATELY: Final = 8
ON_THE_MAP: Final = 120
NEAR_KM: Final = 60
_MOVED: Final = (CollectionState.COLLECTED, CollectionState.DELIVERED, CollectionState.CLOSED)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the ledgers say: tonnes kept in use by confirmed receipts, collections made, organisations here."""

    tonnes: Decimal
    journeys: int
    organisations: int


def figures() -> Figures:
    """The three live figures, each from the rows that prove it."""
    return Figures(
        tonnes=(kept_in_use_kg() / 1000).quantize(Decimal("0.1")),
        journeys=Collection.objects.filter(state__in=_MOVED).count(),
        organisations=Organisation.objects.count(),
    )


@dataclass(frozen=True, slots=True)
class Lately:
    """The newest listings, and how many of those shown came in today."""

    cards: list[ListingCard]
    today: int


def came_in_lately(rows: Rows, origin: Point | None) -> Lately:
    """What was published last, of what the visitor may find."""
    newest = _newest(rows, LATELY)
    today = localdate()
    fresh = sum(row.published_at is not None and localtime(row.published_at).date() == today for row in newest)
    return Lately([card(row, origin=origin) for row in newest], fresh)


def _newest(rows: Rows, count: int) -> list[Listing]:
    """The newest of all sets."""
    each = [listing for one in rows for listing in one.newest_first(None).for_cards()[:count]]
    return sorted(each, key=lambda one: (one.published_at, one.pk), reverse=True)[:count]


def on_the_map(rows: Rows, origin: Point | None) -> dict[str, Any]:  # Any: GeoJSON
    """What is near the visitor's own site; without one, what came in last, wherever it is."""
    if origin is None:
        shown = _newest(rows, ON_THE_MAP)
    else:
        each = [pair for one in rows for pair in one.nearest(origin, radius_km=NEAR_KM, count=ON_THE_MAP)]
        found = sorted(each, key=lambda pair: (pair[1], pair[0]))[:ON_THE_MAP]
        loaded = Listing.objects.for_cards().in_bulk([pk for pk, _chord in found])
        shown = [loaded[pk] for pk, _chord in found]
    return geojson(shown, [card(row, origin=origin) for row in shown])


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One sentence, one search box, the map, three figures, what came in."""
    organisation, roles = reader_of(request)
    sites = sites_to_search_from(organisation)
    site = sites[0] if sites else None
    origin = site.public_point if site else None
    rows = searchable_listings(organisation, localdate())
    context = {
        "figures": figures(),
        "lately": came_in_lately(rows, origin),
        "points": on_the_map(rows, origin),
        "site": site,
        "search_url": reverse("listings:search"),
        "may_list": organisation is None or may(roles, Role.LISTER),
    }
    return render(request, "home.html", context)
