"""The search of wants: a page of them in order, and how a list prints one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from listings.models import Want
from listings.models.wants import WantQuerySet
from listings.queries.drawing import drawn_point
from listings.queries.searching import AT_ONCE, Question
from listings.search.keyset import After, Sort, written
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.web.distances import told_distance


@dataclass(frozen=True, slots=True)
class FoundWants:
    """A page of wants in order, and the place to go on from."""

    cards: list["WantCard"]
    points: dict[str, Any]  # Any: GeoJSON
    next_after: str


@dataclass(frozen=True, slots=True)
class WantCard:
    """An open want as a list prints it."""

    pk: int
    title: str
    kind: str
    category: str
    organisation: str
    amount: str
    place: str
    distance: str
    radius_km: int
    needed_by: str
    state: str
    state_label: str


def find_wants(rows: WantQuerySet, question: Question) -> FoundWants:
    """The page of open wants that is asked for."""
    if question.words:
        rows = rows.holding(question.words)
    origin = question.origin.point if question.origin else None
    if origin is not None and question.sort is Sort.DISTANCE:
        found = rows.nearest(origin, radius_km=question.radius_km, count=AT_ONCE + 1, after=question.after)
        loaded = Want.objects.for_cards().in_bulk([pk for pk, _chord in found[:AT_ONCE]])
        shown = [loaded[pk] for pk, _chord in found[:AT_ONCE]]
        following = After(found[AT_ONCE - 1][1], shown[-1].pk) if len(found) > AT_ONCE else None
    else:
        inside = rows.near(origin, question.radius_km) if origin else rows
        read = list(inside.newest_first(question.after).for_cards()[: AT_ONCE + 1])
        shown = read[:AT_ONCE]
        following = After(shown[-1].created_at, shown[-1].pk) if len(read) > AT_ONCE else None
    return FoundWants(
        [want_card(want, origin=origin) for want in shown],
        _points_of_wants(shown),
        written(following) if following else "",
    )


def want_card(want: Want, *, origin: Point | None = None) -> WantCard:
    """A want loaded `for_cards`, as a list prints it; no query."""
    return WantCard(
        pk=want.pk,
        title=want.title,
        kind=want.kind,
        category=want.category.name if want.category else "",
        organisation=want.organisation.name,
        amount=f"{format_amount(want.quantity)} {Unit(want.unit).for_amount(want.quantity)}",
        place=want.site.public_area,
        distance=told_distance(distance_km(origin, want.public_point)) if origin else "",
        radius_km=want.radius_km,
        needed_by=date_format(want.needed_by, "j M Y") if want.needed_by else "",
        state=want.state,
        state_label=want.get_state_display(),
    )


def _points_of_wants(wants: Iterable[Want]) -> dict[str, Any]:  # Any: GeoJSON
    features = [
        {
            "type": "Feature",
            "geometry": drawn_point(want.public_point),
            "properties": {"id": want.pk, "title": want.title, "kind": want.kind, "note": want.organisation.name},
        }
        for want in wants
    ]
    return {"type": "FeatureCollection", "features": features}
