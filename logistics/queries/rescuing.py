"""Where goods can go that are aboard a van whose run is broken off."""

from dataclasses import dataclass

from logistics.models import Route, RouteState
from logistics.models.broken_runs import GoodsGo
from logistics.models.storage import Storage


@dataclass(frozen=True, slots=True)
class Place:
    """A way for what is aboard, by the key that a form carries."""

    key: str
    goes: GoodsGo
    storage: Storage | None = None
    route: Route | None = None


def places_for(route: Route) -> list[Place]:
    """The van itself, the storages of its organisation, and its vans that are out or leave on the same day."""
    organisation = route.plan.organisation_id
    storages = Storage.objects.filter(site__organisation=organisation, site__closed_at=None).for_page()
    out = Route.objects.live().for_runs().filter(plan__organisation=organisation, plan__day=route.plan.day)
    others = out.filter(state__in=(RouteState.PUBLISHED, RouteState.STARTED)).exclude(pk=route.pk)
    return [
        Place(GoodsGo.STAY, GoodsGo.STAY),
        *(Place(f"{GoodsGo.STORAGE}-{one.pk}", GoodsGo.STORAGE, storage=one) for one in storages),
        *(Place(f"{GoodsGo.VAN}-{one.pk}", GoodsGo.VAN, route=one) for one in others.order_by("starts_at", "pk")),
    ]


def place_of(route: Route, key: str) -> Place | None:
    """The one with that key; None: there is none (any more)."""
    return next((place for place in places_for(route) if place.key == key), None)
